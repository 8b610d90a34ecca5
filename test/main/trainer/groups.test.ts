import { describe, expect, test } from 'vitest';
import type { DatasetReader } from '#main/data/cache.ts';
import { BatchReader, type Batch } from '#main/trainer/batches.ts';

/** So many samples [1, size, 1]; each is its own number, `size` times. Remembers in what pieces it was read. */
function datasetOf(samples: number, size: number) {
  const dataset: DatasetReader = {
    info: {
      ...{ id: 'numbers', title: 'Numbers', samples, shape: [1, size, 1], labels: [] },
      dtype: 'uint8',
      form: { kind: 'image' },
      statistics: { mean: 0.5, standardDeviation: 0.3, histogram: new Array<number>(32).fill(1 / 32) },
      ...{ originalSizes: [], skipped: [], skippedCount: 0, bytes: samples * size },
    },
    sampleBytes: size,
    targetBytes: 0,
    read(indices, into) {
      Array.from(indices).forEach((index, position) => into.fill(index, position * size, (position + 1) * size));
      return Promise.resolve();
    },
    readTargets: () => Promise.reject(new Error('no pairs')),
    labels: () => Promise.resolve(null),
    file: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  };
  return dataset;
}

const order = Uint32Array.from([5, 3, 8, 1, 0, 9, 2, 7, 4, 6]);
const labels = Uint16Array.from(order, (_, index) => index % 2);
const reader = (): BatchReader => new BatchReader(datasetOf(10, 2), 3, { labels });

/** As plain arrays: a batch is only valid until the next one. */
const plain = ({ values, count, labels: own }: Batch) => ({ values: [...values], count, labels: [...own!] });

async function collect(groups: AsyncIterable<readonly Batch[]>) {
  const all: ReturnType<typeof plain>[][] = [];
  for await (const group of groups) all.push(group.map(plain));
  return all;
}

describe('batches', () => {
  test.each([
    ['smaller', 4, 1],
    ['drop', 3, 3],
  ] as const)('come in the order given, the last one %s', async (last, batches, lastCount) => {
    const all: ReturnType<typeof plain>[] = [];
    for await (const batch of reader().batches(order, last)) all.push(plain(batch));
    expect(all.length).toBe(batches);
    expect(all[1]).toEqual({ values: [1, 1, 0, 0, 9, 9], count: 3, labels: [1, 0, 1] });
    expect(all.at(-1)!.count).toBe(lastCount);
  });

  test('in groups are the same, and no group mixes sizes', async () => {
    const single = (await collect(reader().groups(order, 'smaller', 0, () => 1))).flat();
    for (const most of [2, 3, 9]) {
      const groups = await collect(reader().groups(order, 'smaller', 0, () => most));
      expect(groups.flat()).toEqual(single);
      expect(groups.map(({ length }) => length)).toEqual(most === 2 ? [2, 1, 1] : [3, 1]);
      expect(await collect(reader().groups(order, 'smaller', 1, () => most))).toEqual(
        most === 2 ? [single.slice(1, 3), single.slice(3)] : [single.slice(1, 3), single.slice(3)],
      );
    }
  });

  test('of a group lie one after the other in memory, and stay while the next group is read', async () => {
    const sizes = [1, 2, 1];
    const seen: number[] = [];
    for await (const group of reader().groups(order, 'smaller', 0, () => sizes.shift() ?? 1)) {
      const [first] = group;
      group.forEach(({ values }, index) => {
        expect(values.buffer).toBe(first!.values.buffer);
        expect(values.byteOffset).toBe(first!.values.byteOffset + index * first!.values.length);
      });
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(...group.flatMap(({ values }) => [...values].filter((_, index) => index % 2 === 0)));
    }
    expect(seen).toEqual([...order]);
  });

  test('are few in a group where one is large', async () => {
    const large = new BatchReader(datasetOf(8, 3 * 1024 * 1024), 2, { labels: new Uint16Array(8) });
    const sizes: number[] = [];
    for await (const group of large.groups(
      order.filter((index) => index < 8),
      'drop',
      0,
      () => 4,
    ))
      sizes.push(group.length);
    expect(sizes).toEqual([2, 2]);
  });
});
