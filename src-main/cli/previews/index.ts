/** The registry of previews that the command line draws of an open network. */
import { anomaly } from './anomaly.ts';
import { dreamPreview } from './dream.ts';
import { fill } from './fill.ts';
import { interpolatePreview } from './interpolate.ts';
import { latent } from './latent.ts';
import type { Preview } from './preview.ts';
import { reconstruct } from './reconstruct.ts';
import { samplePreview } from './sample.ts';
import { textPreview } from './text.ts';

export const previews: readonly Preview[] = [
  reconstruct,
  latent,
  interpolatePreview,
  samplePreview,
  fill,
  anomaly,
  dreamPreview,
  textPreview,
];
