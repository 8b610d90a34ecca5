/** Ways between vectors, by what defines them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  along,
  atPlaces,
  between,
  evenly,
  interpolationPaths,
  layoutFor,
  lerp,
  loopOf,
  onSheet,
  slerp,
  stepPlaces,
} from '#shared/explore/interpolation.ts';

const norm = (a: Float32Array): number => Math.hypot(...a);
const angleBetween = (a: Float32Array, b: Float32Array): number =>
  Math.acos(Math.min(1, Math.max(-1, a.reduce((sum, x, at) => sum + x * b[at]!, 0) / (norm(a) * norm(b)))));
const number = fc.float({ min: -8, max: 8, noNaN: true });
const vectors = fc
  .integer({ min: 2, max: 40 })
  .chain((size) =>
    fc.tuple(
      fc.float32Array({ minLength: size, maxLength: size, min: -8, max: 8, noNaN: true }),
      fc.float32Array({ minLength: size, maxLength: size, min: -8, max: 8, noNaN: true }),
    ),
  );
const unit = (a: Float32Array): Float32Array => a.map((value) => value / norm(a));
const far = ([a, b]: [Float32Array, Float32Array]): boolean => norm(a) > 0.1 && norm(b) > 0.1;

describe('both ways', () => {
  test.each(interpolationPaths)('%s: the ends are exact', (path) => {
    fc.assert(
      fc.property(vectors, ([a, b]) => {
        expect([...between(path, a, b, 0)].map((x) => x + 0)).toEqual([...a].map((x) => x + 0));
        expect([...between(path, a, b, 1)].map((x) => x + 0)).toEqual([...b].map((x) => x + 0));
      }),
    );
  });

  test.each(interpolationPaths)('%s: the way back is the same way', (path) => {
    fc.assert(
      fc.property(vectors.filter(far), fc.double({ min: 0, max: 1, noNaN: true }), ([a, b], t) => {
        // Opposite directions have no way of their own.
        fc.pre(angleBetween(a, b) < 3.1);
        const [there, back] = [between(path, a, b, t), between(path, b, a, 1 - t)];
        there.forEach((value, at) => expect(value).toBeCloseTo(back[at]!, 3));
      }),
    );
  });
});

describe('along the sphere', () => {
  test('keeps the norm and an even angular speed', () => {
    fc.assert(
      fc.property(vectors.filter(far), fc.double({ min: 0, max: 1, noNaN: true }), ([first, second], t) => {
        const [a, b] = [unit(first), unit(second)];
        const angle = angleBetween(a, b);
        const point = slerp(a, b, t);
        expect(norm(point)).toBeCloseTo(1, 4);
        // Near 0 and π the angle itself cannot be told from single precision.
        if (angle > 0.05 && angle < 3.09) expect(angleBetween(a, point)).toBeCloseTo(t * angle, 2);
      }),
    );
  });

  test('goes evenly from one length to the other', () => {
    expect(norm(slerp([2, 0], [0, 6], 0.25))).toBeCloseTo(3, 6);
    expect([...slerp([1, 0], [0, 1], 0.5)]).toEqual([Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2)]);
  });

  test('parallel vectors and zero go straight', () => {
    expect([...slerp([1, 2], [3, 6], 0.5)]).toEqual([2, 4]);
    expect([...slerp([0, 0], [3, 6], 0.5)]).toEqual([1.5, 3]);
    expect([...slerp([0, 0], [0, 0], 0.5)]).toEqual([0, 0]);
  });

  test('opposite vectors go a half circle, always the same, and never through zero', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 12 }), (values) => {
        const a = Float32Array.from(values);
        fc.pre(norm(a) > 0.1);
        const opposite = a.map((value) => -value);
        const middle = slerp(a, opposite, 0.5);
        expect(norm(middle) / norm(a)).toBeCloseTo(1, 4);
        expect(angleBetween(a, middle)).toBeCloseTo(Math.PI / 2, 3);
        expect(middle).toEqual(slerp(a, opposite, 0.5));
      }),
    );
  });

  test('on a line, opposite values have only the straight way', () => {
    expect([...slerp([2], [-2], 0.25)]).toEqual([1]);
  });
});

test('a way over several stops spends the same time between any two', () => {
  const stops = [[0], [10], [0]];
  expect(evenly(5).map((t) => along('linear', stops, t)[0])).toEqual([0, 5, 10, 5, 0]);
});

test('a sheet has its corners, and on a straight sheet the middle is their mean', () => {
  const corners = [
    [0, 1],
    [4, 1],
    [2, 5],
    [7, 9],
  ];
  const places = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const;
  for (const path of interpolationPaths)
    places.forEach(([u, v], at) => expect([...onSheet(path, corners, u, v)]).toEqual(corners[at]));
  expect([...onSheet('linear', corners, 0.5, 0.5)]).toEqual([3.25, 4]);
});

test('three corners make a parallelogram', () => {
  expect([
    ...onSheet(
      'linear',
      [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
      1,
      1,
    ),
  ]).toEqual([1, 1]);
});

test('evenly spread values hold both ends; one stands at the start', () => {
  expect(evenly(3)).toEqual([0, 0.5, 1]);
  expect(evenly(1)).toEqual([0]);
  expect([...lerp([1], [3], 0.5)]).toEqual([2]);
});

test('what stands at all steps: a strip past its ends, a sheet row by row', () => {
  expect([...atPlaces('linear', 'strip', [[0], [4], [6]], stepPlaces('strip', 5))]).toEqual([0, 2, 4, 5, 6]);
  const corners = [[0], [2], [10], [12]];
  expect([...atPlaces('linear', 'sheet', corners, stepPlaces('sheet', 3))]).toEqual([0, 1, 2, 5, 6, 7, 10, 11, 12]);
  expect([layoutFor('sheet', 2), layoutFor('sheet', 3), layoutFor('strip', 4)]).toEqual(['strip', 'sheet', 'strip']);
});

test('an animation goes there, and back where it bounces; round a sheet it passes every corner once', () => {
  expect(loopOf('strip', 3, false)).toEqual({ places: stepPlaces('strip', 3), order: [0, 1, 2] });
  expect(loopOf('strip', 4, true).order).toEqual([0, 1, 2, 3, 2, 1]);
  expect(loopOf('sheet', 8, true)).toEqual({
    places: [
      ...[
        [0, 0],
        [0.5, 0],
        [1, 0],
        [1, 0.5],
      ],
      ...[
        [1, 1],
        [0.5, 1],
        [0, 1],
        [0, 0.5],
      ],
    ],
    order: [0, 1, 2, 3, 4, 5, 6, 7],
  });
});
