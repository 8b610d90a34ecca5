/** Latent: marks the bottleneck between encoder and decoder, and says what kind of code stands there. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { activityPenaltyField, advanced, choice } from './fields-common.ts';
import { onlyInput } from './input-checks.ts';
import type { Params } from './fields.ts';
import { sizeOf, type Shape } from './layer.ts';
import { defineOperation, keepMask, type WeightSpec } from './operation.ts';
import { checkComparisons, codebookWeights, quantise } from './quantise.ts';

const onlyVariational = { since: 2, when: { setting: 'kind', is: ['variational'] } } as const;
const onlyQuantised = { since: 2, when: { setting: 'kind', is: ['quantised'] } } as const;
const onlyAveraged = { since: 2, when: { setting: 'codesFollow', is: ['movingAverage'] } } as const;

const fields = {
  kind: {
    ...choice({
      label: 'Kind',
      help: 'Plain: the values as they come. Variational: a mean and a spread for each value, to draw from. Quantised: the nearest entry of a learned codebook.',
      default: 'plain',
      options: { plain: 'Plain', variational: 'Variational', quantised: 'Quantised' },
    }),
    since: 2,
  },
  size: {
    type: 'integer',
    label: 'Size',
    help: 'How many latent values each vector gets, learned from what comes in; 0: as many as come in.',
    default: 0,
    min: 0,
    max: 100_000,
    ...onlyVariational,
  },
  codes: {
    type: 'integer',
    label: 'Codes',
    help: 'How many entries the codebook has; every position of the latent becomes one of them.',
    default: 512,
    min: 2,
    max: 65_536,
    ...onlyQuantised,
  },
  codesFollow: {
    ...choice({
      label: 'Codes follow',
      help: 'Moving averages: each code is the average of what was mapped to it lately, which is quick and steady. The loss: codes are weights that the optimizer moves.',
      default: 'movingAverage',
      options: { movingAverage: 'Moving averages', loss: 'The loss' },
    }),
    ...onlyQuantised,
  },
  decay: {
    ...advanced({
      type: 'number',
      label: 'Decay',
      help: 'How slowly the moving averages follow the batches; lower it when training is short.',
      default: 0.99,
      min: 0,
      max: 0.9999,
    }),
    ...onlyAveraged,
  },
  smoothing: {
    ...advanced({
      type: 'number',
      label: 'Smoothing',
      help: 'A small count added to every code’s, so that a code that was hardly used is not divided by nothing.',
      default: 1e-5,
      min: 1e-8,
      max: 1,
    }),
    ...onlyAveraged,
  },
  restartUnused: {
    type: 'boolean',
    label: 'Restart unused codes',
    help: 'Moves codes that nothing was mapped to for long to where data are, so that the whole codebook gets used.',
    default: true,
    ...onlyAveraged,
  },
  activityPenalty: {
    ...activityPenaltyField,
    help: 'Makes every active latent value cost something: L1 gives a sparse autoencoder, in which few are active at once.',
    advanced: false,
  },
} as const;

type LatentParams = Params<typeof fields>;

/** Values of one vector that come in, and that go out. */
function widthsOf(params: LatentParams, inputs: readonly Shape[]): readonly [before: number, after: number] {
  const before = onlyInput(inputs).at(-1) ?? 1;
  return [before, params.kind === 'variational' && params.size > 0 ? params.size : before];
}

/** As two of Keras's Dense layers. */
function variationalWeights(params: LatentParams, inputs: readonly Shape[]): WeightSpec[] {
  const [before, after] = widthsOf(params, inputs);
  return ['mean', 'logVariance'].flatMap((name): WeightSpec[] => [
    { role: `${name}Kernel`, shape: [before, after], initializer: 'glorotUniform' },
    { role: `${name}Bias`, shape: [after], initializer: 'zeros' },
  ]);
}

export const latent = defineOperation({
  kind: 'latent',
  title: 'Latent',
  group: 'latent',
  summary:
    'Marks the bottleneck: what comes before it is the encoder, what comes after it the decoder. Plain, it changes no value itself.',
  keywords: ['bottleneck', 'code', 'embedding', 'z', 'encoding', 'representation', 'vae', 'vq', 'codebook'],
  fields,
  shape(params, inputs) {
    const positions = onlyInput(inputs).slice(0, -1);
    if (params.kind === 'quantised') checkComparisons(positions, params.codes);
    return [...positions, widthsOf(params, inputs)[1]];
  },
  weights: (params, inputs) => {
    if (params.kind === 'variational') return variationalWeights(params, inputs);
    return params.kind === 'quantised' ? codebookWeights(params, widthsOf(params, inputs)[0]) : [];
  },
  operation: ({ core, params, inputs, shape, random }) => ({
    mask: keepMask,
    compute([x], weights, { training }) {
      const [before] = widthsOf(params, inputs);
      const count = x!.shape[0]!;
      switch (params.kind) {
        case 'plain':
          return core.clone(x!);
        case 'quantised':
          return quantise(core, params, x!, weights, training ? random : null);
        case 'variational': {
          // At every position alike: of a vector once, of a picture for each pixel.
          const rows = core.reshape(x!, [(count * sizeOf(onlyInput(inputs))) / before, before]);
          const map = (name: string): Tensor => {
            const product = core.matMul(rows, weights.read(`${name}Kernel`) as Tensor2D);
            return core.reshape(core.add(product, weights.read(`${name}Bias`)), [count, ...shape]);
          };
          // The mean is what everyone takes who does not draw.
          return { output: map('mean'), sides: { logVariance: map('logVariance') } };
        }
      }
    },
  }),
});
