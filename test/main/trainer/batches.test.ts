import { describe, expect, test } from 'vitest';
import type { DatasetReader } from '#main/data/cache.ts';
import { BatchReader } from '#main/trainer/batches.ts';
import { augment, changeTones, drawChange, moveGeometry } from '#shared/augmentation.ts';
import { noAugmentation, type Augmentation, type Project } from '#shared/graph/document.ts';
import { denseProject, preparedData, runTraining, weightsIn } from './fixtures.ts';

const shape = [6, 5, 1] as const;
const targetShape = [12, 10, 3] as const;
const sizeOf = (sides: readonly number[]): number => sides.reduce((product, side) => product * side, 1);
const pictureOf = (sample: number, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => ((sample + 1) * (i + 3) * 2654435761) >>> 24);

/** Ten samples; of pairs, if wanted. */
function dataset(pairs: boolean): DatasetReader {
  const read =
    (size: number): DatasetReader['read'] =>
    async (indices, into) => {
      Array.from(indices).forEach((sample, position) => into.set(pictureOf(sample, size), position * size));
    };
  return {
    info: {
      ...{ id: 'ten', title: 'Ten pictures', samples: 10, shape, labels: [], bytes: 10 * sizeOf(shape) },
      ...{ originalSizes: [], skipped: [], skippedCount: 0 },
      statistics: { mean: 0.5, standardDeviation: 0.3, histogram: [] },
      ...(pairs && { target: targetShape }),
      dtype: 'uint8',
      form: { kind: 'image' },
    },
    sampleBytes: sizeOf(shape),
    targetBytes: sizeOf(targetShape),
    read: read(sizeOf(shape)),
    readTargets: read(sizeOf(targetShape)),
    labels: async () => null,
    file: async () => null,
    close: async () => undefined,
  };
}

const settings: Augmentation = { ...noAugmentation, flipHorizontal: true, shift: 0.2, rotate: 20, brightness: 0.2 };
const order = Uint32Array.of(7, 2, 9, 0, 4);
const augmentation = { settings, seed: 11 };

/** All pictures of a pass, one after the other. */
async function passOf(reader: BatchReader, first = 0, epoch: number | null = null) {
  const [values, targets]: [number[], number[]] = [[], []];
  for await (const batch of reader.batches(order, 'smaller', first, epoch)) {
    values.push(...batch.values);
    targets.push(...(batch.targets ?? []));
  }
  return { values, targets };
}
const joined = (pictures: readonly Uint8Array[]): number[] => pictures.flatMap((picture) => [...picture]);

describe('pictures of a pass', () => {
  test('are changed by seed, epoch and sample, wherever they stand', async () => {
    const reader = new BatchReader(dataset(false), 2, { augmentation });
    const expected = [...order].map((sample) =>
      augment(pictureOf(sample, 30), shape, settings, { seed: 11, epoch: 4, sample }),
    );
    expect((await passOf(reader, 0, 4)).values).toEqual(joined(expected));
    // Whoever goes on from the middle of an epoch sees the very same.
    expect((await passOf(reader, 1, 4)).values).toEqual(joined(expected.slice(2)));
    expect((await passOf(new BatchReader(dataset(false), 3, { augmentation }), 0, 4)).values).toEqual(joined(expected));
    expect((await passOf(reader, 0, 5)).values).not.toEqual(joined(expected));
  });

  test('come as they are without an epoch, and without settings', async () => {
    const plain = joined([...order].map((sample) => pictureOf(sample, 30)));
    expect((await passOf(new BatchReader(dataset(false), 2, { augmentation }))).values).toEqual(plain);
    const none = { settings: noAugmentation, seed: 11 };
    expect((await passOf(new BatchReader(dataset(false), 2, { augmentation: none }), 0, 4)).values).toEqual(plain);
  });

  test('of a pair move alike; the tones of the first alone change', async () => {
    const { values, targets } = await passOf(new BatchReader(dataset(true), 2, { targets: true, augmentation }), 0, 4);
    const expected = [...order].map((sample) => {
      const change = drawChange(settings, { seed: 11, epoch: 4, sample });
      const [input, target] = [new Uint8Array(30), new Uint8Array(360)];
      moveGeometry(pictureOf(sample, 30), shape, change, input);
      changeTones(input, shape, change);
      moveGeometry(pictureOf(sample, 360), targetShape, change, target);
      return { input, target };
    });
    expect(values).toEqual(joined(expected.map(({ input }) => input)));
    expect(targets).toEqual(joined(expected.map(({ target }) => target)));
  });
});

describe('a run with changed pictures', async () => {
  const { dataset: prepared, folderFor } = await preparedData();
  const plain = denseProject({ batchSize: 16, epochs: 2 });
  const changed = (augmentation: Partial<Augmentation>): Project => ({
    ...plain,
    data: { ...plain.data, augmentation: { ...noAugmentation, ...augmentation } },
  });
  const project = changed({ shift: 0.1, rotate: 10, brightness: 0.1 });

  test('learns from others than without', async () => {
    const one = await runTraining(project, folderFor('changed'), prepared);
    const other = await runTraining(plain, folderFor('plain'), prepared);
    expect(one.of('epoch')[0]!.loss).not.toBe(other.of('epoch')[0]!.loss);
    expect(one.of('started')[0]!.samples).toEqual({ train: 54, validation: 6, test: 0 });
  });

  test('is validated on pictures as they are', async () => {
    // With a learning rate this small the weights hardly move: only the pictures could make a difference.
    const still = { ...plain.training, learningRate: 1e-9 };
    const validate = async (of: Project, name: string) =>
      (await runTraining({ ...of, training: still }, folderFor(name), prepared)).of('epoch')[0]!;
    const white = await validate(changed({ brightness: 1 }), 'bright');
    const without = await validate(plain, 'still');
    expect(white.validationLoss).toBeCloseTo(without.validationLoss!, 5);
    expect(Math.abs(white.loss - without.loss)).toBeGreaterThan(0.05);
  });

  test('goes on after a stop with the very same pictures', async () => {
    await runTraining(project, folderFor('whole'), prepared);
    const stopped = await runTraining(project, folderFor('halves'), prepared, {
      onReport: (report, control) => {
        if (report.type === 'epoch' && report.epoch === 1) control.stop();
      },
    });
    expect(stopped.ended.reason).toBe('stopped');
    await runTraining(project, folderFor('halves'), prepared, { resume: true });
    expect(await weightsIn(folderFor('halves'))).toEqual(await weightsIn(folderFor('whole')));
  });
});
