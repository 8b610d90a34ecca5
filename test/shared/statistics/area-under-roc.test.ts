import { describe, expect, test } from 'vitest';
import { areaUnderRoc } from '#shared/statistics/area-under-roc.ts';

describe('the area under the ROC curve', () => {
  test.each([
    ['apart', [1, 2, 3], [4, 5], 1],
    ['the wrong way round', [4, 5], [1, 2, 3], 0],
    ['all alike', [7, 7, 7], [7, 7], 0.5],
    // Of the pairs (0.1, 0.4, 0.35) × (0.3, 0.8): 0.3 beats 0.1 alone, 0.8 beats all three.
    ['by hand', [0.1, 0.4, 0.35], [0.3, 0.8], 4 / 6],
    // A tie counts half: (1, 2) × (2, 3) = 1 + ½ + 1 + 1.
    ['with a tie', [1, 2], [2, 3], 3.5 / 4],
    ['one each', [1], [1], 0.5],
  ])('%s', (_what, usual, unusual, area) => {
    expect(areaUnderRoc(usual, unusual)).toBeCloseTo(area, 12);
  });

  test('is what counting all pairs gives', () => {
    const usual = Array.from({ length: 40 }, (_, at) => (at * 7) % 13);
    const unusual = Array.from({ length: 30 }, (_, at) => ((at * 5) % 17) - 1);
    const wins = usual.flatMap((a) => unusual.map((b): number => (b > a ? 1 : b === a ? 0.5 : 0)));
    const counted = wins.reduce((sum, win) => sum + win, 0) / wins.length;
    expect(areaUnderRoc(usual, unusual)).toBeCloseTo(counted, 12);
  });
});
