/** Names of groups: none covers another, none is far from its group. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeNames, type NamePlace } from '../../../../src-renderer/explore/latent-map/names.ts';

const stage = { width: 600, height: 400 };
const name = (x: number, y: number, weight = 1): NamePlace => ({ x, y, weight, width: 60, height: 24 });

test('names with room stand in the middles of their groups', () => {
  const names = [name(100, 100), name(300, 100), name(100, 200)];
  expect(placeNames(names, stage)).toEqual(names);
});

test('of two at one place the heavier one stays there, and the other steps aside', () => {
  const [first, second] = placeNames([name(200, 200, 1), name(200, 200, 5)], stage);
  expect(first).toEqual(name(200, 200, 5));
  expect(Math.hypot(second!.x - 200, second!.y - 200)).toBeGreaterThan(0);
});

test('names off the stage and names without room are left out, light ones first', () => {
  expect(placeNames([name(-1, 50), name(50, 401)], stage)).toEqual([]);
  const crowd = Array.from({ length: 60 }, (_, at) => name(300, 200, at));
  const placed = placeNames(crowd, stage);
  expect(placed.length).toBeLessThan(crowd.length);
  expect(Math.min(...placed.map(({ weight }) => weight))).toBe(60 - placed.length);
});

test('whatever the groups are, no name covers another or is far from its place', () => {
  const some = fc.record({
    ...{ x: fc.integer({ min: 0, max: 600 }), y: fc.integer({ min: 0, max: 400 }) },
    ...{ width: fc.integer({ min: 24, max: 140 }), height: fc.constant(24), weight: fc.nat(100) },
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 20 }), (names) => {
      const placed = placeNames(
        names.map((each) => ({ ...each, from: [each.x, each.y] as const })),
        stage,
      );
      placed.forEach((a, at) => {
        expect(Math.hypot(a.x - a.from[0], a.y - a.from[1])).toBeLessThanOrEqual(64.001);
        for (const b of placed.slice(at + 1)) {
          const apart = [
            Math.abs(a.x - b.x) - (a.width + b.width) / 2,
            Math.abs(a.y - b.y) - (a.height + b.height) / 2,
          ];
          expect(Math.max(...apart)).toBeGreaterThanOrEqual(0);
        }
      });
    }),
  );
});
