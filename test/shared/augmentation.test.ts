import { describe, expect, test } from 'vitest';
import {
  augment,
  augments,
  changeTones,
  drawChange,
  moveGeometry,
  type PictureChange,
  type PictureShape,
} from '#shared/augmentation.ts';
import { noAugmentation, type Augmentation } from '#shared/graph/document.ts';

const none: PictureChange = {
  ...{ flipHorizontal: false, flipVertical: false, shiftX: 0, shiftY: 0, angle: 0, zoom: 1 },
  ...{ brightness: 0, contrast: 1 },
};
const everything: Augmentation = {
  ...{ flipHorizontal: true, flipVertical: true, shift: 0.2, rotate: 30, zoom: 0.3 },
  ...{ brightness: 0.2, contrast: 0.3 },
};

/** Rows of one grey picture, moved. */
function moved(rows: readonly (readonly number[])[], change: Partial<PictureChange>): number[][] {
  const [height, width] = [rows.length, rows[0]!.length];
  const into = new Uint8Array(height * width);
  moveGeometry(Uint8Array.from(rows.flat()), [height, width, 1], { ...none, ...change }, into);
  return rows.map((_, y) => [...into.subarray(y * width, (y + 1) * width)]);
}
const noise = ([height, width, channels]: PictureShape) =>
  Uint8Array.from({ length: height * width * channels }, (_, i) => (i * 2654435761) >>> 24);

describe('geometry', () => {
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];

  test('nothing changes nothing', () => expect(moved(rows, {})).toEqual(rows));

  test('flips are exact, of any shape', () => {
    const wide = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ];
    expect(moved(wide, { flipHorizontal: true })).toEqual([
      [4, 3, 2, 1],
      [8, 7, 6, 5],
    ]);
    expect(moved(wide, { flipVertical: true })).toEqual([
      [5, 6, 7, 8],
      [1, 2, 3, 4],
    ]);
  });

  test('shifts by whole pixels are exact; the edge goes on', () => {
    expect(moved(rows, { shiftX: 1 / 3 })).toEqual([
      [1, 1, 2],
      [4, 4, 5],
      [7, 7, 8],
    ]);
    expect(moved(rows, { shiftY: -1 / 3 })).toEqual([
      [4, 5, 6],
      [7, 8, 9],
      [7, 8, 9],
    ]);
  });

  test('half a pixel is the mean of two', () => {
    expect(moved([[0, 100, 200, 50]], { shiftX: 1 / 8 })).toEqual([[0, 50, 150, 125]]);
  });

  test('turns clockwise', () => {
    expect(moved(rows, { angle: 90 })).toEqual([
      [7, 4, 1],
      [8, 5, 2],
      [9, 6, 3],
    ]);
  });

  test('a flip comes before the turn and the shift', () => {
    expect(moved(rows, { flipHorizontal: true, angle: 90, shiftX: 1 / 3 })).toEqual([
      [9, 9, 6],
      [8, 8, 5],
      [7, 7, 4],
    ]);
  });

  test('a zoom above 1 enlarges about the middle', () => {
    expect(moved([[0, 10, 20, 30, 40]], { zoom: 2 })).toEqual([[10, 15, 20, 25, 30]]);
    expect(moved([[0, 10, 20, 30, 40]], { zoom: 0.5 })).toEqual([[0, 0, 20, 40, 40]]);
  });

  test('channels stay together', () => {
    const into = new Uint8Array(6);
    moveGeometry(Uint8Array.of(1, 2, 3, 4, 5, 6), [1, 2, 3], { ...none, flipHorizontal: true }, into);
    expect([...into]).toEqual([4, 5, 6, 1, 2, 3]);
  });
});

describe('tones', () => {
  const toned = (pixels: readonly number[], shape: PictureShape, change: Partial<PictureChange>): number[] => {
    const into = Uint8Array.from(pixels);
    changeTones(into, shape, { ...none, ...change });
    return [...into];
  };

  test('brightness adds a share of the range and stays within it', () => {
    expect(toned([0, 100, 250], [1, 3, 1], { brightness: 0.2 })).toEqual([51, 151, 255]);
    expect(toned([0, 100, 250], [1, 3, 1], { brightness: -0.2 })).toEqual([0, 49, 199]);
  });

  test('contrast keeps each channel’s mean', () => {
    expect(toned([90, 0, 110, 200], [1, 2, 2], { contrast: 2 })).toEqual([80, 0, 120, 255]);
    expect(toned([90, 0, 110, 200], [1, 2, 2], { contrast: 0.5 })).toEqual([95, 50, 105, 150]);
  });
});

describe('what is drawn', () => {
  test('follows from seed, epoch and sample alone', () => {
    const key = { seed: 3, epoch: 5, sample: 7 };
    const shape = [9, 8, 3] as const;
    const pixels = noise(shape);
    const once = augment(pixels, shape, everything, key);
    expect(augment(pixels, shape, everything, key)).toEqual(once);
    for (const other of [{ seed: 4 }, { epoch: 6 }, { sample: 8 }])
      expect(augment(pixels, shape, everything, { ...key, ...other })).not.toEqual(once);
    expect(pixels).toEqual(noise(shape));
  });

  test('stays within the settings and reaches their ends; each flip comes half the time', () => {
    const changes = Array.from({ length: 4000 }, (_, sample) => drawChange(everything, { seed: 1, epoch: 0, sample }));
    const reach = (value: (change: PictureChange) => number): [number, number] => {
      const values = changes.map(value);
      return [Math.min(...values), Math.max(...values)];
    };
    const expectReach = ([low, high]: [number, number], from: number, to: number): void => {
      expect(low).toBeGreaterThanOrEqual(from);
      expect(high).toBeLessThanOrEqual(to);
      expect(high - low).toBeGreaterThan(0.98 * (to - from));
    };
    expectReach(
      reach(({ shiftX }) => shiftX),
      -0.2,
      0.2,
    );
    expectReach(
      reach(({ shiftY }) => shiftY),
      -0.2,
      0.2,
    );
    expectReach(
      reach(({ angle }) => angle),
      -30,
      30,
    );
    expectReach(
      reach(({ zoom }) => zoom),
      0.7,
      1.3,
    );
    expectReach(
      reach(({ brightness }) => brightness),
      -0.2,
      0.2,
    );
    expectReach(
      reach(({ contrast }) => contrast),
      0.7,
      1.3,
    );
    // Expected 2,000; the standard deviation is 32.
    expect(Math.abs(changes.filter(({ flipVertical }) => flipVertical).length - 2000)).toBeLessThan(160);
    expect(Math.abs(changes.filter(({ flipHorizontal }) => flipHorizontal).length - 2000)).toBeLessThan(160);
  });

  test('one setting does not change what another draws', () => {
    const key = { seed: 1, epoch: 2, sample: 3 };
    const { angle } = drawChange(everything, key);
    expect(drawChange({ ...noAugmentation, rotate: 30 }, key)).toEqual({ ...none, angle });
  });

  test('no setting is no change', () => {
    expect(augments(noAugmentation)).toBe(false);
    const pixels = noise([6, 5, 1]);
    expect(augment(pixels, [6, 5, 1], noAugmentation, { seed: 1, epoch: 1, sample: 1 })).toEqual(pixels);
    for (const one of Object.keys(noAugmentation) as (keyof Augmentation)[])
      expect(augments({ ...noAugmentation, [one]: everything[one] })).toBe(true);
  });
});
