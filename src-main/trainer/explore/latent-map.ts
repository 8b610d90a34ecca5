/** Answers what Explore's panel “latent-map” asks. */
import type { latentMapCalls } from '#shared/wire/explore/latent-map.ts';
import type { Answers } from './answer.ts';

export const latentMapAnswers: Pick<Answers, keyof typeof latentMapCalls> = {};
