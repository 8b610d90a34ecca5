import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareNaturally } from '#main/data/natural-order.ts';

test.each([
  [
    ['10.png', '9.png', '1.png'],
    ['1.png', '9.png', '10.png'],
  ],
  [
    ['a10b2', 'a2b10', 'a2b9'],
    ['a2b9', 'a2b10', 'a10b2'],
  ],
  [
    ['a-1/x', 'a/x', 'a'],
    ['a', 'a/x', 'a-1/x'],
  ],
  [
    ['01', '1', '001', '2'],
    ['001', '01', '1', '2'],
  ],
  [
    ['b', 'B', 'ä'],
    ['B', 'b', 'ä'],
  ],
  [
    ['9007199254740993', '9007199254740992'],
    ['9007199254740992', '9007199254740993'],
  ],
])('%j', (names, sorted) => {
  expect([...names].sort(compareNaturally)).toEqual(sorted);
});

test('property: a total order, whatever order the names came in', () => {
  const name = fc.stringMatching(/^[ab01/.-]{0,6}$/);
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      expect(Math.sign(compareNaturally(a, b))).toBe(-Math.sign(compareNaturally(b, a)) + 0);
      expect(compareNaturally(a, b) === 0).toBe(a === b);
      if (compareNaturally(a, b) < 0 && compareNaturally(b, c) < 0) expect(compareNaturally(a, c)).toBeLessThan(0);
    }),
    { numRuns: 3000 },
  );
});
