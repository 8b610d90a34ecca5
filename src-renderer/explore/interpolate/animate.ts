/** The animation of a way as files: which formats there are in this window, and making one. Owns no encoder. */
import { encodeGif, type Animation } from '../export/gif.ts';
import type { VideoFormat } from '../export/video.ts';
import type { Steps } from '../local-job.ts';

export interface AnimationFormat {
  readonly extension: 'gif' | VideoFormat;
  /** "MP4 (H.264)". */
  readonly title: string;
  encode(animation: Animation, steps: Steps): Promise<Blob>;
}

const gif: AnimationFormat = { extension: 'gif', title: 'GIF', encode: encodeGif };

/** Those that this window can make of pictures of such a size in pixels. */
export async function animationFormats(width: number, height: number): Promise<readonly AnimationFormat[]> {
  // The muxers are large: only who comes here needs them.
  const { codecFor, codecTitles, encodeVideo } = await import('../export/video.ts');
  const videos = await Promise.all(
    (['mp4', 'webm'] as const).map(async (extension) => {
      const codec = await codecFor(extension, width, height);
      if (codec === null) return [];
      const title = `${titles[extension]} (${codecTitles[codec] ?? codec})`;
      return [
        { extension, title, encode: (what: Animation, steps: Steps) => encodeVideo(extension, codec, what, steps) },
      ];
    }),
  );
  return [gif, ...videos.flat()];
}

const titles: Readonly<Record<VideoFormat, string>> = { mp4: 'MP4', webm: 'WebM' };

/** "Animations are saved as GIF or WebM (VP9). This window has no encoder for MP4." */
export function describeFormats(formats: readonly Pick<AnimationFormat, 'extension' | 'title'>[]): string {
  const missing = (['mp4', 'webm'] as const).filter((own) => !formats.some(({ extension }) => extension === own));
  const list = (words: readonly string[], last: string): string =>
    words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)!}`;
  const there = `Animations are saved as ${list(
    formats.map(({ title }) => title),
    'or',
  )}.`;
  if (missing.length === 0) return there;
  return `${there} This window has no encoder for ${list(
    missing.map((own) => titles[own]),
    'and',
  )}.`;
}
