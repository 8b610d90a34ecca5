/** Interpolate: between two samples, or four, through the latent space. */
import { definePanel } from './panel.ts';
import { isImpossible } from '../wire/explore/info.ts';

export const interpolate = definePanel({
  kind: 'interpolate',
  title: 'Interpolate',
  summary: 'The way from one sample to another through the latent space.',
  fields: {
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
  refuse: ({ latent, decodes }) =>
    isImpossible(latent) ? latent.impossible : isImpossible(decodes) ? decodes.impossible : null,
});
