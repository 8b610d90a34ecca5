/** GIFs as another program reads them: frames, times, pixels. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { encodeBytes } from '../../../src-renderer/explore/bytes.ts';
import { delayOf, encodeGif } from '../../../src-renderer/explore/export/gif.ts';

const steps = { report: () => Promise.resolve() };

test('grey frames in their order, every shade kept, enlarged in whole pixels', async () => {
  const bytes = Uint8Array.of(0, 1, 2, 3, 250, 251, 252, 253);
  const pictures = { count: 2, height: 2, width: 2, channels: 1, bytes: encodeBytes(bytes) } as const;
  const gif = await encodeGif({ pictures, order: [0, 1, 0], framesPerSecond: 24, scale: 3 }, steps);
  const image = sharp(Buffer.from(await gif.arrayBuffer()), { animated: true });
  expect(await image.metadata()).toMatchObject({ pages: 3, pageHeight: 6, width: 6, loop: 0, delay: [40, 40, 50] });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const at = (frame: number, x: number, y: number): number => data[((frame * 6 + y) * 6 + x) * info.channels]!;
  expect([at(0, 0, 0), at(0, 3, 2), at(1, 2, 3), at(1, 5, 5), at(2, 5, 5)]).toEqual([0, 1, 252, 253, 3]);
});

test('colours come back near to what they were', async () => {
  const bytes = Uint8Array.of(200, 10, 10, 10, 10, 200);
  const pictures = { count: 2, height: 1, width: 1, channels: 3, bytes: encodeBytes(bytes) } as const;
  const gif = await encodeGif({ pictures, order: [0, 1], framesPerSecond: 10, scale: 1 }, steps);
  const { data, info } = await sharp(Buffer.from(await gif.arrayBuffer()), { animated: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let at = 0; at < 6; at++)
    expect(Math.abs(data[Math.floor(at / 3) * info.channels + (at % 3)]! - bytes[at]!)).toBeLessThanOrEqual(8);
});

test('hundredths of a second add up to the whole time', () => {
  const total = Array.from({ length: 24 }, (_, frame) => delayOf(frame, 24)).reduce((sum, delay) => sum + delay, 0);
  expect(total).toBe(1000);
});
