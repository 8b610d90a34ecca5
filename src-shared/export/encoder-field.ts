/** The option of formats with one output by habit: what a variational encoder gives. Owns the option. */
import { choice } from '../layers/fields-common.ts';

export const encoderField = choice({
  label: 'A variational encoder gives',
  help: 'The mean of each latent alone, or the logarithm of its variance as a second output: for drawing latents as training did.',
  default: 'mean',
  options: { mean: 'The mean', both: 'Mean and log-variance' },
  advanced: true,
});

/** Whether what is computed beside the result is left out. */
export const onlyMean = ({ encoder }: { readonly encoder: 'mean' | 'both' }): boolean => encoder === 'mean';
