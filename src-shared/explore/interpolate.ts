/** Interpolate: between two to four samples through the latent space, or, of a network without one, between noise. Owns the settings. */
import type { EdgesField } from '../layers/fields.ts';
import { isImpossible, type ExploreInfo } from '../wire/explore/info.ts';
import { definePanel } from './panel.ts';

/** Two to four ends, then −1 for none. A sample’s number; where noise is decoded, its seed; below −1, a dropped file of this session. */
export type Ends = EdgesField['default'];
export const noEnd = -1;

export const interpolate = definePanel({
  kind: 'interpolate',
  title: 'Interpolate',
  summary: 'The way from one sample to another through the latent space.',
  fields: {
    ends: {
      type: 'edges',
      label: 'Ends',
      help: 'Numbers of the samples, or seeds of the noise, that the way leads past; all −1: chosen from the data.',
      ...{ default: [noEnd, noEnd, noEnd, noEnd], min: -1_000_000, max: 4_294_967_295 },
    },
    path: {
      type: 'choice',
      label: 'Way',
      help: 'Linear goes straight. Spherical goes along a great circle, so that normally distributed latents keep their usual length on the way.',
      default: 'linear',
      options: [
        { value: 'linear', label: 'Linear' },
        { value: 'spherical', label: 'Spherical' },
      ],
    },
    layout: {
      type: 'choice',
      label: 'Layout',
      help: 'A strip goes from sample to sample; a sheet spreads three or four samples over its corners.',
      default: 'strip',
      options: [
        { value: 'strip', label: 'Strip' },
        { value: 'sheet', label: 'Sheet' },
      ],
    },
    steps: {
      type: 'integer',
      label: 'Steps',
      help: 'How many pictures there are along the strip, or along each side of the sheet.',
      ...{ default: 9, min: 2, max: 32 },
    },
    frames: {
      type: 'integer',
      label: 'Frames',
      help: 'How many pictures the animation goes through from the first sample to the last.',
      ...{ default: 48, min: 8, max: 240 },
    },
    framesPerSecond: {
      type: 'integer',
      label: 'Frames a second',
      help: 'How fast the animation plays, here and where it is exported.',
      ...{ default: 24, min: 2, max: 60 },
    },
    bounce: {
      type: 'boolean',
      label: 'There and back',
      help: 'The animation returns the way it came, so that it repeats without a jump.',
      default: true,
    },
    pixelSize: {
      type: 'integer',
      label: 'Exported size',
      help: 'Pixels that the longer side of exported pictures and animations has at least; pixels stay square.',
      ...{ default: 256, min: 16, max: 1024 },
    },
  },
  refuse: ({ decodes }) => (isImpossible(decodes) ? decodes.impossible : null),
});

/** Without a latent of samples, the ends are noise by its seed. */
export const hasNoiseEnds = ({ latent }: ExploreInfo): boolean => isImpossible(latent);

/** At least two of what there is, wanted or not: two of the data that look different, or the first seeds. */
export function endsFor(info: ExploreInfo, wanted: readonly number[]): readonly number[] {
  const chosen = wanted.filter((end) => end !== noEnd && (hasNoiseEnds(info) ? end >= 0 : end < info.data.samples));
  if (chosen.length > 1) return chosen;
  const spare = hasNoiseEnds(info) ? [1, 2] : info.data.unlike;
  return [...chosen, ...spare.filter((end) => end !== chosen[0])].slice(0, 2);
}

/** As the setting keeps them. */
export const keptEnds = (ends: readonly number[]): Ends => {
  const [first = noEnd, second = noEnd, third = noEnd, fourth = noEnd] = ends;
  return [first, second, third, fourth];
};
