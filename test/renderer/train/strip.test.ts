import { describe, expect, it } from 'vitest';
import { chosenAt, shownEpoch, stepOf, spread, tilePosition, tileSize } from '../../../src-renderer/train/strip.ts';

const available = [0, 1, 2, 4, 8];

describe('the strip through time', () => {
  it('follows the latest until an epoch is chosen', () => {
    expect(shownEpoch(available, null)).toBe(8);
    expect(shownEpoch([...available, 9], null)).toBe(9);
    expect(shownEpoch(available, 2)).toBe(2);
    expect(shownEpoch(available, 5)).toBe(4);
    expect(shownEpoch([3, 4], 1)).toBe(3);
    expect(shownEpoch([], 1)).toBeNull();
  });

  it('moves by pictures, and its last step means to follow', () => {
    expect(stepOf(available, 4)).toBe(3);
    expect(stepOf([], null)).toBe(0);
    expect(available.map((_, step) => chosenAt(available, step))).toEqual([0, 1, 2, 4, null]);
  });

  it('grows pictures by whole multiples', () => {
    expect(tileSize({ width: 28, height: 28 }, 10, { width: 1000, height: 64 }, 8)).toEqual({ width: 56, height: 56 });
    expect(tileSize({ width: 28, height: 28 }, 10, { width: 1000, height: 80 }, 8)).toEqual({ width: 80, height: 80 });
    expect(tileSize({ width: 28, height: 28 }, 10, { width: 1000, height: 84 }, 8)).toEqual({ width: 84, height: 84 });
    expect(tileSize({ width: 28, height: 28 }, 10, { width: 1000, height: 80 }, 8, 2)).toEqual({
      width: 70,
      height: 70,
    });
  });

  it('shrinks large pictures to fit', () => {
    expect(tileSize({ width: 256, height: 128 }, 4, { width: 400, height: 300 }, 0)).toEqual({
      width: 100,
      height: 50,
    });
  });

  it('spreads columns over the room there is, as far as they stay rows', () => {
    expect(spread(56, 10, 1010, 8)).toBe(50);
    expect(spread(56, 10, 3000, 8)).toBe(56);
    expect(spread(100, 10, 1010, 8)).toBe(8);
    expect(spread(56, 1, 1010, 8)).toBe(8);
  });

  it('finds a tile in its row', () => {
    expect([tilePosition(0, 10), tilePosition(9, 10), tilePosition(0, 1)]).toEqual(['0% 0', '100% 0', '0% 0']);
  });
});
