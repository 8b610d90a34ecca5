/** Plane geometry of the map. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxOf, gridOver, insideOf, middlesOf, middlesOfGroups, roundSteps } from '#shared/explore/map/plane.ts';

const square = [0, 0, 4, 0, 4, 4, 0, 4];
/** A horseshoe that is open upwards. */
const horseshoe = [0, 0, 6, 0, 6, 6, 4, 6, 4, 2, 2, 2, 2, 6, 0, 6];

describe('inside a lasso', () => {
  test.each([
    [square, 2, 2, true],
    [square, 5, 2, false],
    [horseshoe, 1, 5, true],
    [horseshoe, 3, 5, false],
    [horseshoe, 3, 1, true],
    [horseshoe, 5, 5, true],
    [[], 1, 1, false],
  ])('%j around (%d, %d): %s', (polygon, x, y, inside) => expect(insideOf(polygon)(x, y)).toBe(inside));

  test('agrees with the winding of a convex polygon, whichever way it is drawn and wherever it begins', () => {
    const angles = fc.uniqueArray(fc.integer({ min: 0, max: 359 }), { minLength: 3, maxLength: 12 });
    const coordinate = fc.double({ min: -1.5, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(angles, coordinate, coordinate, fc.nat(11), (degrees, x, y, shift) => {
        const corners = degrees
          .sort((a, b) => a - b)
          .map((degree) => [Math.cos((degree / 180) * Math.PI), Math.sin((degree / 180) * Math.PI)] as const);
        const sides = corners.map(([ax, ay], at) => {
          const [bx, by] = corners[(at + 1) % corners.length]!;
          return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        });
        fc.pre(sides.every((side) => Math.abs(side) > 1e-9));
        const expected = sides.every((side) => side > 0);
        const turned = corners.map((_, at) => corners[(at + shift) % corners.length]!);
        expect(insideOf(turned.flat())(x, y)).toBe(expected);
        expect(insideOf([...turned].reverse().flat())(x, y)).toBe(expected);
      }),
    );
  });

  test('agrees with the crossings of all sides of any polygon, however it winds', () => {
    const corner = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }));
    const place = fc.tuple(fc.integer({ min: -22, max: 22 }), fc.integer({ min: -22, max: 22 }));
    fc.assert(
      fc.property(fc.array(corner, { minLength: 1, maxLength: 40 }), place, (corners, [x, y]) => {
        const crossed = corners.filter(([ax, ay], at) => {
          const [bx, by] = corners.at(at - 1)!;
          return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax;
        });
        expect(insideOf(corners.flat())(x, y)).toBe(crossed.length % 2 === 1);
      }),
    );
  });
});

test('the box leaves out a few far points and keeps nearly all', () => {
  const places = Float32Array.from({ length: 4000 }, (_, at) => (at % 2 === 0 ? at / 4000 : at / 2000));
  places[0] = 1e6;
  const { left, right, bottom, top } = boxOf(places);
  expect(left).toBeGreaterThan(-0.2);
  expect(right).toBeLessThan(1.2);
  expect(bottom).toBeLessThan(0.01);
  expect(top).toBeGreaterThan(1.99);
});

test.each([[[]], [[3, 3]], [[3, 3, 3, 3]]])('the box of %j is not empty', (places) => {
  const { left, right, bottom, top } = boxOf(Float32Array.from(places));
  expect(right).toBeGreaterThan(left);
  expect(top).toBeGreaterThan(bottom);
});

test('a grid has square cells over the whole box; their middles are in order from the top left', () => {
  const grid = gridOver({ left: 0, right: 4, bottom: 0, top: 2 }, 4);
  expect(grid).toEqual({ box: { left: 0, right: 4, bottom: 0, top: 2 }, columns: 4, rows: 2 });
  expect([...middlesOf(grid)]).toEqual([
    0.5, 1.5, 1.5, 1.5, 2.5, 1.5, 3.5, 1.5, 0.5, 0.5, 1.5, 0.5, 2.5, 0.5, 3.5, 0.5,
  ]);
});

test.each([
  [0, 10, 5, [0, 2, 4, 6, 8, 10]],
  [-1, 1, 4, [-1, -0.5, 0, 0.5, 1]],
  [0.13, 0.29, 3, [0.2]],
  [2, 2, 4, []],
])('round steps from %d to %d, about %d', (low, high, wanted, steps) =>
  expect(roundSteps(low, high, wanted)).toEqual(steps),
);

test('the middle of a group is its median; of a group without points there is none', () => {
  const places = Float32Array.from([0, 0, 2, 4, 100, 5, 7, 7]);
  expect([...middlesOfGroups(places, [0, 0, 0, 2], 3)]).toEqual([2, 4, NaN, NaN, 7, 7]);
});

test('medians of any points are those of the sorted ones', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 }), (values) => {
      const places = Float32Array.from(values.flatMap((value) => [value, -value]));
      const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
      const expected = [median(values), median(values.map((value) => 0 - value))];
      expect([...middlesOfGroups(places, new Uint8Array(values.length), 1)].map((value) => value + 0)).toEqual(
        expected,
      );
    }),
  );
});
