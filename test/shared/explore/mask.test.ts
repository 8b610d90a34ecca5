import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import * as m from '#shared/explore/mask.ts';

/** Rows of a mask, "#" where missing. */
const drawn = ({ width, missing }: m.Mask): string[] =>
  (Array.from(missing, (is) => (is ? '#' : '.'))
    .join('')
    .match(new RegExp(`.{${width}}`, 'g')) ?? []) as string[];

const blank = m.emptyMask(5, 7);

describe('a brush', () => {
  test('of diameter 1 marks the pixel under the pointer', () => {
    const dot = m.paintStroke(
      blank,
      [
        { x: 2.9, y: 1.1 },
        { x: 2.9, y: 1.1 },
      ],
      1,
    );
    expect(drawn(dot)).toEqual(['.......', '..#....', '.......', '.......', '.......']);
  });

  test('of diameter 3 marks a cross of it, and what it meets on its way', () => {
    const line = m.paintStroke(
      blank,
      [
        { x: 2.5, y: 2.5 },
        { x: 4.5, y: 2.5 },
      ],
      3,
    );
    expect(drawn(line)).toEqual(
      ['.......', '.#####.', '.#####.', '.#####.', '.......'].map((row, at) =>
        at === 1 || at === 3 ? '.#####.' : row,
      ),
    );
  });

  test('beyond the border marks what lies within', () => {
    const line = m.paintStroke(
      blank,
      [
        { x: -4, y: 4.5 },
        { x: 30, y: 4.5 },
      ],
      1,
    );
    expect(drawn(line)).toEqual(['.......', '.......', '.......', '.......', '#######']);
  });

  test('takes away what it passes over, and nothing else', () => {
    const full = m.invertMask(blank);
    const erased = m.paintStroke(
      full,
      [
        { x: 0, y: 0 },
        { x: 6, y: 0 },
      ],
      1,
      0,
    );
    expect(drawn(erased)).toEqual(['.......', '#######', '#######', '#######', '#######']);
  });

  test('leaves no gaps: each marked pixel of a thin line touches another', () => {
    const at = fc.integer({ min: 0, max: 19 });
    fc.assert(
      fc.property(at, at, at, at, (ax, ay, bx, by) => {
        const a = { x: ax + 0.5, y: ay + 0.5 };
        const b = { x: bx + 0.5, y: by + 0.5 };
        const line = m.paintStroke(m.emptyMask(20, 20), [a, b], 1);
        const marked = (x: number, y: number) => line.missing[y * 20 + x] === 1;
        expect(marked(ax, ay) && marked(bx, by)).toBe(true);
        const steps = Math.max(Math.abs(ax - bx), Math.abs(ay - by));
        // One at least in every column (or row) between the ends.
        for (let step = 0; step <= steps; step++) {
          const x = ax + Math.round(((bx - ax) * step) / Math.max(1, steps));
          const y = ay + Math.round(((by - ay) * step) / Math.max(1, steps));
          const near = [-1, 0, 1].some((dx) => [-1, 0, 1].some((dy) => marked(x + dx, y + dy)));
          expect(near).toBe(true);
        }
      }),
    );
  });
});

test('rectangles include the pixels of both corners, and stay within the picture', () => {
  expect(m.boxBetween({ x: 3.2, y: 3.9 }, { x: 1.8, y: 2 })).toEqual({ x: 1, y: 2, width: 3, height: 2 });
  const box = m.paintBox(blank, { x: 5, y: 3, width: 20, height: 20 });
  expect(drawn(box)).toEqual(['.......', '.......', '.......', '.....##', '.....##']);
});

test('what is inverted twice is as it was, and missing and known are everything', () => {
  const half = m.presetMask('half', 5, 7, 1);
  expect(m.invertMask(m.invertMask(half))).toEqual(half);
  expect(m.countMissing(half) + m.countMissing(m.invertMask(half))).toBe(35);
});

describe('ready-made holes', () => {
  test('are where their names say', () => {
    expect(drawn(m.presetMask('half', 2, 4, 1))).toEqual(['..##', '..##']);
    expect(drawn(m.presetMask('bottom', 4, 2, 1))).toEqual(['..', '..', '##', '##']);
    expect(drawn(m.presetMask('centre', 4, 4, 1))).toEqual(['....', '.##.', '.##.', '....']);
  });

  test('half the pixels are exactly half, the same for the same seed and others for another', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => m.presetMask('pixels', 28, 28, seed));
    expect(m.countMissing(first!)).toBe(392);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('of every kind leave something known, at any size', () => {
    for (const preset of Object.keys(m.presets) as m.Preset[])
      for (const [height, width] of [
        [28, 28],
        [64, 48],
        [8, 8],
      ] as const) {
        const share = m.countMissing(m.presetMask(preset, height, width, 7)) / height / width;
        expect(share, `${preset} of ${height} × ${width}`).toBeGreaterThan(0.03);
        expect(share, `${preset} of ${height} × ${width}`).toBeLessThan(0.7);
      }
  });
});
