/** The way as the window computes it: blends, tables, words, places on the pad, and frames of the loop. */
import { expect, test } from 'vitest';
import { loopOf } from '#shared/explore/interpolation.ts';
import { encodeBytes, encodeFloats } from '../../../src-renderer/explore/bytes.ts';
import { describeFormats } from '../../../src-renderer/explore/interpolate/animate.ts';
import { placeEnds, swapEnds } from '../../../src-renderer/explore/interpolate/ends.ts';
import { placeAt, placeByKey, shareOf } from '../../../src-renderer/explore/interpolate/pad.ts';
import { frameAfter, frameNear } from '../../../src-renderer/explore/interpolate/play.ts';
import {
  blendOf,
  describePlace,
  latentsOf,
  latentsTable,
  readEnds,
  wayOf,
} from '../../../src-renderer/explore/interpolate/way.ts';
import { bytesOf } from '../../../src-renderer/explore/pixels.ts';

const pictures = {
  count: 3,
  height: 1,
  width: 2,
  channels: 1,
  bytes: encodeBytes(Uint8Array.of(0, 100, 200, 0, 255, 0)),
} as const;
const ends = readEnds({ pictures, latents: encodeFloats(Float32Array.of(0, 1, 2, 3, 4, 5)), size: 2 });

test('latents go the way, pixels are mixed straight and end at white', () => {
  const strip = wayOf(ends, 'linear', 'strip');
  expect([...latentsOf(strip, [[0.25, 0]])]).toEqual([1, 2]);
  expect([
    ...bytesOf(
      blendOf(strip, [
        [0.25, 0],
        [1, 0],
      ]),
    ),
  ]).toEqual([100, 50, 255, 0]);
  // The fourth corner of three: 200 + 255 − 0 and 0 + 0 − 100.
  const sheet = wayOf(ends, 'linear', 'sheet');
  expect([...bytesOf(blendOf(sheet, [[1, 1]]))]).toEqual([255, 0]);
});

test('the table has a line for each place', () => {
  expect(
    latentsTable(wayOf(ends, 'linear', 'strip'), [
      [0, 0],
      [0.75, 0],
    ]),
  ).toBe('across,latent 1,latent 2\n0,0,1\n0.75,3,4\n');
  expect(latentsTable(wayOf(ends, 'linear', 'sheet'), [[0, 1]])).toBe('across,down,latent 1,latent 2\n0,1,4,5\n');
});

test('a place in words', () => {
  expect(describePlace(['A', 'B', 'C'], 'strip', [0.75, 0])).toBe('50% of the way from B to C');
  expect(describePlace(['A', 'B', 'C'], 'strip', [1, 0])).toBe('100% of the way from B to C');
  expect(describePlace(['A', 'B', 'C'], 'sheet', [0.4, 0.6])).toBe('40% across, 60% down');
});

test('the pad: middles of the first and the last picture are the ends', () => {
  for (const place of [0, 0.25, 1]) expect(placeAt(shareOf(place, 9), 9)).toBeCloseTo(place, 12);
  expect([placeAt(0, 9), placeAt(1, 9), shareOf(0, 4)]).toEqual([0, 1, 0.125]);
  expect(placeByKey([0.5, 0.5], 'ArrowUp', true)).toEqual([0.5, 0.4]);
  expect(placeByKey([0.99, 0.5], 'ArrowRight', false)).toEqual([1, 0.5]);
  expect(placeByKey([0.5, 0.5], 'a', false)).toBeNull();
});

test('playing goes on from where the point stands, and round', () => {
  const loop = loopOf('strip', 5, true);
  expect(frameNear(loop, [0.6, 0])).toBe(2);
  expect([0, 99, 100, 250].map((ms) => frameAfter(6, ms, 10, 8))).toEqual([6, 6, 7, 0]);
});

test('ends change places, make room, and never are more than four', () => {
  expect(swapEnds([1, 2, 3], 0, 2)).toEqual([3, 2, 1]);
  expect(placeEnds([1, 2], 1, [7])).toEqual([1, 7]);
  expect(placeEnds([1, 2], 2, [7, 8])).toEqual([1, 2, 7, 8]);
  expect(placeEnds([1, 2, 3, 4], 3, [7, 8])).toEqual([2, 3, 7, 8]);
});

test('says which formats there are, and which this window has no encoder for', () => {
  const gif = { extension: 'gif', title: 'GIF' } as const;
  expect(describeFormats([gif])).toBe('Animations are saved as GIF. This window has no encoder for MP4 and WebM.');
  expect(describeFormats([gif, { extension: 'webm', title: 'WebM (VP9)' }])).toBe(
    'Animations are saved as GIF or WebM (VP9). This window has no encoder for MP4.',
  );
});
