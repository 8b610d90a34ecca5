/** A zoom's frames as files: GIF everywhere, video where the window's browser encodes it. Owns the choices; encoders are export/'s. */
import Film from '@lucide/svelte/icons/film';
import type { Pictures } from '#shared/wire/explore/values.ts';
import type { MenuItems } from '../../ui/menu.svelte.ts';
import { isCancelled } from '../../ui/three-parts.ts';
import { showError } from '../../ui/toasts.svelte.ts';
import { encodeBytes } from '../bytes.ts';
import { encodeGif, type Animation } from '../export/gif.ts';
import { saveFile } from '../export/save.ts';
import { codecFor, encodeVideo, type VideoFormat } from '../export/video.ts';
import { localJob, type Steps } from '../local-job.ts';
import { bytesOf } from '../pixels.ts';
import { dream } from './dream.svelte.ts';

/** Frames of one size as pictures in a row. */
export function joinFrames(frames: readonly Pictures[]): Pictures {
  const [first] = frames as [Pictures];
  const size = first.width * first.height * first.channels;
  const bytes = new Uint8Array(size * frames.length);
  frames.forEach((frame, at) => bytes.set(bytesOf(frame).subarray(0, size), at * size));
  return { ...first, count: frames.length, bytes: encodeBytes(bytes) };
}

export async function zoomExports(
  frames: readonly Pictures[],
  framesPerSecond: number,
  name: string,
): Promise<MenuItems> {
  const { width, height } = frames[0]!;
  const animation = (): Animation => ({
    ...{ pictures: joinFrames(frames), order: frames.map((_, at) => at), framesPerSecond, scale: 1 },
  });
  const videos = await Promise.all(
    (['mp4', 'webm'] as const).map(async (format: VideoFormat) => {
      const codec = await codecFor(format, width, height);
      const run = (): void =>
        void save(`${name}.${format}`, (steps) => encodeVideo(format, codec!, animation(), steps));
      return { label: `Save ${format === 'mp4' ? 'MP4' : 'WebM'}…`, icon: Film, disabled: codec === null, run };
    }),
  );
  const gif = {
    label: 'Save GIF…',
    icon: Film,
    run: () => void save(`${name}.gif`, (steps) => encodeGif(animation(), steps)),
  };
  return [gif, ...videos];
}

async function save(name: string, encode: (steps: Steps) => Promise<Blob>): Promise<void> {
  try {
    const blob = await localJob(encode, (progress) => (dream.progress = progress)).result;
    saveFile(name, blob);
  } catch (error) {
    if (!isCancelled(error)) showError('The zoom was not saved', error);
  } finally {
    dream.progress = null;
  }
}
