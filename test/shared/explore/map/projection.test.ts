/** Projections of latents: against known results, and that neighbours stay neighbours. */
import fc from 'fast-check';
import KDBush from 'kdbush';
import { describe, expect, test } from 'vitest';
import { uniformNumbers } from '#shared/counter-random.ts';
import type { Latents } from '#shared/explore/map/latents.ts';
import { describeInverse, latentAt, nearestPoints } from '#shared/explore/map/inverse.ts';
import { nearestRows } from '#shared/explore/map/nearest.ts';
import { alongBasis, fromBasis, principalBasis } from '#shared/explore/map/principal.ts';
import { project, type Projection, type ProjectionSettings } from '#shared/explore/map/projection.ts';
import { QuadTree } from '#shared/explore/map/quad-tree.ts';
import { similarities } from '#shared/explore/map/tsne.ts';

const settings: ProjectionSettings = { axes: 'latent', x: 1, y: 2, neighbours: 10, minDistance: 0.1, perplexity: 10 };
const latentsOf = (rows: readonly (readonly number[])[]): Latents => ({
  count: rows.length,
  size: rows[0]!.length,
  values: Float32Array.from(rows.flat()),
});
const random = (count: number, size: number, spread: (column: number) => number = () => 1): Latents => {
  const draw = uniformNumbers(5, 'explore', 9, size);
  const values = Float32Array.from({ length: count * size }, (_, at) => (draw() - 0.5) * spread(at % size));
  return { count, size, values };
};
/** Three groups far apart, in 12 dimensions. */
const grouped = (each: number): Latents => {
  const { values } = random(each * 3, 12);
  return {
    count: each * 3,
    size: 12,
    values: values.map((value, at) => value + (at % 12 === Math.floor(at / 12) % 3 ? 8 : 0)),
  };
};
const bushOf = ({ index }: Projection): KDBush => KDBush.from(index);

describe('principal components', () => {
  test('of points on a line through (1, 2): its direction, all of the variance', () => {
    const basis = principalBasis(latentsOf([-2, -1, 0, 1, 2].map((t) => [1 + 3 * t, 2 + 4 * t])), 2);
    expect([...basis.mean]).toEqual([1, 2]);
    expect([...basis.directions.subarray(0, 2)].map((value) => Number(value.toFixed(6)))).toEqual([0.6, 0.8]);
    expect(basis.shares[0]).toBeCloseTo(1, 6);
  });

  test('are orthonormal, by falling variance, and lead back to every latent', () => {
    const latents = random(400, 7, (column) => 7 - column);
    const basis = principalBasis(latents, 7);
    const row = (at: number): Float32Array => basis.directions.subarray(at * 7, (at + 1) * 7);
    for (let a = 0; a < 7; a++)
      for (let b = 0; b < 7; b++)
        expect(row(a).reduce((sum, value, at) => sum + value * row(b)[at]!, 0)).toBeCloseTo(a === b ? 1 : 0, 5);
    expect([...basis.shares]).toEqual([...basis.shares].sort((a, b) => b - a));
    const along = alongBasis(latents, basis, 7);
    for (const at of [0, 123, 399])
      fromBasis(basis, along.subarray(at * 7, (at + 1) * 7)).forEach((value, column) =>
        expect(value).toBeCloseTo(latents.values[at * 7 + column]!, 4),
      );
  });

  test('of wide latents, by comparing rows, are those of the covariance', () => {
    const narrow = random(300, 200, (column) => (column === 3 ? 9 : column === 8 ? 5 : 0.5));
    const wide = { count: 300, size: 300, values: new Float32Array(300 * 300) };
    for (let row = 0; row < 300; row++) wide.values.set(narrow.values.subarray(row * 200, (row + 1) * 200), row * 300);
    const [a, b] = [principalBasis(narrow, 2), principalBasis(wide, 2)];
    for (let component = 0; component < 2; component++)
      for (let at = 0; at < 200; at++)
        expect(b.directions[component * 300 + at]).toBeCloseTo(a.directions[component * 200 + at]!, 4);
    expect(b.shares[0]).toBeCloseTo(a.shares[0]!, 5);
  });
});

test('nearest rows are those of sorting all distances', async () => {
  const latents = random(150, 6);
  const { rows, distances } = await nearestRows(latents, 5, () => undefined);
  const at = (row: number): Float32Array => latents.values.subarray(row * 6, (row + 1) * 6);
  for (const row of [0, 77, 149]) {
    const sorted = Array.from({ length: 150 }, (_, other) => ({
      other,
      distance: Math.hypot(...at(row).map((value, column) => value - at(other)[column]!)),
    }))
      .filter(({ other }) => other !== row)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 5);
    expect([...rows.subarray(row * 5, row * 5 + 5)]).toEqual(sorted.map(({ other }) => other));
    sorted.forEach(({ distance }, place) => expect(distances[row * 5 + place]).toBeCloseTo(distance, 5));
  }
});

test('a quadtree’s forces are those of all pairs: exactly with theta 0, nearly with 0.5, also for equal points', () => {
  const points = Float64Array.from([...random(200, 2, () => 20).values, 3, 3, 3, 3, 3, 3]);
  const tree = new QuadTree(points);
  for (const place of [0, 50, 201]) {
    const [x, y] = [points[place * 2]!, points[place * 2 + 1]!];
    let [sum, forceX, forceY] = [0, 0, 0];
    for (let at = 0; at < points.length; at += 2) {
      const near = 1 / (1 + (x - points[at]!) ** 2 + (y - points[at + 1]!) ** 2);
      sum += near;
      forceX += near ** 2 * (x - points[at]!);
      forceY += near ** 2 * (y - points[at + 1]!);
    }
    expect(tree.force(x, y, 0)).toBeCloseTo(sum, 8);
    expect(tree.forceX).toBeCloseTo(forceX, 8);
    expect(tree.forceY).toBeCloseTo(forceY, 8);
    expect(Math.abs(tree.force(x, y, 0.5) / sum - 1)).toBeLessThan(0.03);
  }
});

test('t-SNE’s similarities have the perplexity that was asked for', async () => {
  const latents = random(200, 5);
  const nearest = await nearestRows(latents, 60, () => undefined);
  const all = similarities(nearest, 200, 20);
  for (const row of [0, 100, 199]) {
    const own = all.subarray(row * 60, (row + 1) * 60);
    expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
    expect(Math.exp(-own.reduce((sum, value) => sum + (value > 0 ? value * Math.log(value) : 0), 0))).toBeCloseTo(
      20,
      1,
    );
  }
});

describe.each(['umap', 'tsne'] as const)('%s', (axes) => {
  test('keeps groups together and apart, is the same again, and reports how far it is', async () => {
    const latents = grouped(60);
    const doing = new Set<string>();
    const first = await project(latents, { ...settings, axes }, (_done, _total, what) => void doing.add(what));
    const places = first.places;
    const index = bushOf(first);
    for (let row = 0; row < latents.count; row++) {
      const near = nearestPoints(index, places, places[row * 2]!, places[row * 2 + 1]!, 6);
      expect(near.map((other) => other % 3)).toEqual(near.map(() => row % 3));
    }
    expect((await project(latents, { ...settings, axes })).places).toEqual(places);
    expect([...doing]).toContain('Laying out');
  });

  test('ends where it is told to', async () => {
    const stop = (_done: number, _total: number, doing: string): void => {
      if (doing === 'Laying out') throw new Error('enough');
    };
    await expect(project(grouped(20), { ...settings, axes }, stop)).rejects.toThrow('enough');
  });

  test('of a handful of samples is PCA', async () => {
    expect((await project(random(5, 4), { ...settings, axes })).axes).toBe('pca');
  });
});

describe('from a place back to a latent', () => {
  test('two latents: the place itself', async () => {
    const latents = random(50, 2);
    const projection = await project(latents, settings);
    expect(projection.places).toEqual(latents.values);
    expect([...latentAt(projection, latents, bushOf(projection), 0.25, -0.5)]).toEqual([0.25, -0.5]);
    expect(describeInverse(projection, 2)).toMatch(/one latent, decoded as it is/);
  });

  test('two of many: the others at their mean', async () => {
    const latents = latentsOf([
      [0, 1, 2, 3],
      [2, 3, 4, 5],
    ]);
    const projection = await project(latents, { ...settings, x: 4, y: 1 });
    expect([...projection.places]).toEqual([3, 0, 5, 2]);
    expect([...latentAt(projection, latents, bushOf(projection), 7, 8)]).toEqual([8, 2, 3, 7]);
    expect(describeInverse(projection, 4)).toMatch(/values 4 and 1 .* mean over the data/);
  });

  test('one latent value alone is a line', async () => {
    const latents = latentsOf([[1], [2], [4]]);
    for (const axes of ['latent', 'pca'] as const) {
      const projection = await project(latents, { ...settings, axes });
      const [x, y] = [projection.places[2]!, projection.places[3]!];
      expect(latentAt(projection, latents, bushOf(projection), x, y)[0]).toBeCloseTo(2, 5);
    }
  });

  test('PCA: along its two components', async () => {
    const latents = random(100, 6, (column) => 6 - column);
    const projection = await project(latents, { ...settings, axes: 'pca' });
    const latent = latentAt(projection, latents, bushOf(projection), 0.7, -0.2);
    const [x, y] = alongBasis({ count: 1, size: 6, values: latent }, projection.basis!, 2);
    expect(x).toBeCloseTo(0.7, 4);
    expect(y).toBeCloseTo(-0.2, 4);
  });

  test('a layout: on a sample its own latent; everywhere within what its neighbours are', async () => {
    const latents = grouped(20);
    const projection = await project(latents, { ...settings, axes: 'umap' });
    const index = bushOf(projection);
    const [x, y] = [projection.places[10]!, projection.places[11]!];
    latentAt(projection, latents, index, x, y).forEach((value, at) =>
      expect(value).toBeCloseTo(latents.values[5 * 12 + at]!, 3),
    );
    const [low, high] = [Math.min(...latents.values), Math.max(...latents.values)];
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (x, y) => {
          for (const value of latentAt(projection, latents, index, x, y)) {
            expect(value).toBeGreaterThanOrEqual(low - 1e-4);
            expect(value).toBeLessThanOrEqual(high + 1e-4);
          }
        },
      ),
      { numRuns: 50 },
    );
    expect(describeInverse(projection, 12)).toMatch(/mix of the latents of the 8 nearest samples/);
  });
});
