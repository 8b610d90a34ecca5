/** Seeds of the random operations (dropout, noise) inside a step. Owns no numbers: the compiler draws them, one stream a seed. */
import { seedFor } from '#shared/counter-random.ts';

/** Of one step: the run's own, and the step's number. */
export const stepSeed = (seed: number, step: number): readonly [number, number] => [seedFor(seed, 'steps'), step];

/** Where a trained network is judged: the same for the same batch in every epoch. */
export const evaluationSeed = (seed: number, batch: number): readonly [number, number] => [
  seedFor(seed, 'evaluation'),
  batch,
];
