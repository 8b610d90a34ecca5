import { expect, it } from 'vitest';
import { swingAt } from '../../../../src-renderer/explore/rows/swing.ts';

it('goes on from where it stood, turns at both ends, and takes three seconds from one to the other', () => {
  const places = [0, 1.5, 3, 6].map((seconds) => swingAt(0.5, seconds));
  expect(places).toEqual([0.5, 1, 0.5, 0.5].map((place) => expect.closeTo(place, 9)));
  expect(swingAt(0, 3)).toBeCloseTo(1, 9);
  expect(swingAt(0, 4.5)).toBeCloseTo(0.5, 9);
});
