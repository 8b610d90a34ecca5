/** Pictures as a video, by the encoders of the window's own browser (WebCodecs). Owns which formats there are here. */
import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  QUALITY_VERY_HIGH,
  WebMOutputFormat,
  type VideoCodec,
} from 'mediabunny';
import type { Steps } from '../local-job.ts';
import { imageOf } from '../pixels.ts';
import type { Animation } from './gif.ts';

export type VideoFormat = 'mp4' | 'webm';

/** Best known to players first. */
const codecs = {
  mp4: ['avc', 'hevc', 'vp9', 'av1'],
  webm: ['vp9', 'vp8', 'av1'],
} as const satisfies Record<VideoFormat, readonly VideoCodec[]>;

export const codecTitles: Readonly<Partial<Record<VideoCodec, string>>> = {
  ...{ avc: 'H.264', hevc: 'H.265', vp9: 'VP9', vp8: 'VP8', av1: 'AV1' },
};

/** Encoders want even sides. */
const even = (side: number): number => side + (side % 2);

/** What this window encodes pictures of such a size with, in pixels; null: it cannot make this format. */
export const codecFor = (format: VideoFormat, width: number, height: number): Promise<VideoCodec | null> =>
  typeof VideoEncoder === 'undefined'
    ? Promise.resolve(null)
    : getFirstEncodableVideoCodec([...codecs[format]], { width: even(width), height: even(height) });

export async function encodeVideo(
  format: VideoFormat,
  codec: VideoCodec,
  animation: Animation,
  steps: Steps,
): Promise<Blob> {
  const { pictures, order, framesPerSecond, scale } = animation;
  const canvas = Object.assign(document.createElement('canvas'), {
    width: even(pictures.width * scale),
    height: even(pictures.height * scale),
  });
  const one = Object.assign(document.createElement('canvas'), { width: pictures.width, height: pictures.height });
  const target = new BufferTarget();
  const output = new Output({ format: format === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat(), target });
  const source = new CanvasSource(canvas, { codec, quality: QUALITY_VERY_HIGH });
  output.addVideoTrack(source, { frameRate: framesPerSecond });
  await output.start();
  try {
    const context = canvas.getContext('2d')!;
    for (const [frame, index] of order.entries()) {
      one.getContext('2d')!.putImageData(imageOf(pictures, index), 0, 0);
      context.imageSmoothingEnabled = false;
      context.drawImage(one, 0, 0, pictures.width * scale, pictures.height * scale);
      await source.add(frame / framesPerSecond, 1 / framesPerSecond);
      await steps.report(frame + 1, order.length, 'Making the video');
    }
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
  return new Blob([target.buffer!], { type: format === 'mp4' ? 'video/mp4' : 'video/webm' });
}
