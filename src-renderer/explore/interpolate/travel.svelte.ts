/** What Interpolate knows of the way at the moment: its ends, its steps, the picture at the point, and the frames of its loop. Owns no settings. */
import type { Loop, Place } from '#shared/explore/interpolation.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import { ask } from '../../state/explore.svelte.ts';
import { encodeFloats } from '../bytes.ts';
import { Latest } from '../latest.svelte.ts';
import { wireEnd } from './ends.ts';
import { blendOf, latentsOf, readEnds, type Ends, type Way } from './way.ts';

interface Decoded {
  readonly way: Way;
  readonly places: readonly Place[];
  readonly pictures: Pictures;
}

export interface Frames extends Decoded {
  readonly loop: Loop;
}

const decode = async (way: Way, places: readonly Place[]): Promise<Decoded> => {
  const latents = encodeFloats(latentsOf(way, places));
  return { way, places, pictures: await ask('explore:decode', { latents, count: places.length }) };
};

/** All pictures of an animation. */
export const decodeFrames = async (way: Way, loop: Loop): Promise<Frames> => ({
  ...(await decode(way, loop.places)),
  loop,
});

export class Travel {
  readonly ends = new Latest<Ends>();
  readonly steps = new Latest<Decoded & { readonly blend: Pictures }>();
  readonly live = new Latest<Decoded>();
  readonly frames = new Latest<Frames>();
  place = $state.raw<Place>([0.5, 0.5]);
  playing = $state.raw(false);
  /** Of the loop, while it plays. */
  frame = $state.raw(0);

  readEnds(info: ExploreInfo, ends: readonly number[]): void {
    this.ends.ask(async () => readEnds(await ask('explore:ends', { ends: ends.map((end) => wireEnd(info, end)) })));
  }

  readSteps(way: Way, places: readonly Place[]): void {
    this.steps.ask(async () => ({ ...(await decode(way, places)), blend: blendOf(way, places) }));
  }

  /** The picture at the point: with every move, the newest only. */
  readLive(way: Way, place: Place): void {
    this.live.ask(() => decode(way, [place]));
  }

  readFrames(way: Way, loop: Loop): void {
    this.frames.ask(() => decodeFrames(way, loop));
  }
}
