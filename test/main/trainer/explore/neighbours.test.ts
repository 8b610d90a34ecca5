/** Exact search against comparing everything with everything. */
import { expect, test } from 'vitest';
import { nearestPictures, pictureDistance } from '#main/trainer/explore/neighbours.ts';
import { uniformNumbers } from '#shared/counter-random.ts';

const size = 150;
const draw = uniformNumbers(5, 'explore', 0, 0);
const pictures = Uint8Array.from({ length: 400 * size }, () => draw() * 256);
const at = (index: number): Uint8Array => pictures.subarray(index * size, (index + 1) * size);
const read = (indices: Uint32Array, into: Uint8Array): Promise<void> => {
  indices.forEach((index, place) => into.set(at(index), place * size));
  return Promise.resolve();
};

test('finds what comparing with every picture finds, itself left out', async () => {
  const self = [3, 120, 399];
  const queries = new Uint8Array(self.flatMap((index) => [...at(index)]));
  const among = Uint32Array.from({ length: 200 }, (_, index) => index * 2 + 1);
  const told: number[] = [];
  const found = await nearestPictures({
    ...{ queries, size, nearest: 4, among, read, self },
    between: (done) => Promise.resolve(void told.push(done)),
  });
  const expected = self.map((query) =>
    [...among]
      .filter((index) => index !== query)
      .map((index) => ({
        index,
        distance: Math.sqrt(at(query).reduce((s, v, p) => s + (v - at(index)[p]!) ** 2, 0) / size) / 255,
      }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 4),
  );
  found.forEach((row, query) => {
    expect(row.map(({ index }) => index)).toEqual(expected[query]!.map(({ index }) => index));
    row.forEach(({ distance }, place) => expect(distance).toBeCloseTo(expected[query]![place]!.distance, 12));
  });
  expect(told.at(-1)).toBe(200);
});

test('a copy has distance 0, opposite pictures 1', async () => {
  const among = Uint32Array.of(4, 17);
  const found = await nearestPictures({ queries: at(17).slice(), size, nearest: 1, among, read });
  expect(found).toEqual([[{ index: 17, distance: 0 }]]);
  expect(pictureDistance(new Uint8Array(9), new Uint8Array(9).fill(255))).toBe(1);
});

test('a search ends when told to', async () => {
  const between = (): Promise<void> => Promise.reject(new Error('enough'));
  await expect(
    nearestPictures({ queries: at(0), size, nearest: 1, among: Uint32Array.of(1), read, between }),
  ).rejects.toThrow('enough');
});
