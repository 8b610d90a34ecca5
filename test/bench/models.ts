/** The reference models of the engine's measurements, the same as in peers.py, as projects. */
import type { Project } from '#shared/graph/document.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { adversarialTemplates } from '../contract/templates/adversarial.ts';
import { chain, conv, dense, transpose } from '../shared/graph/chain.ts';

/** What a model is grown by: `width` multiplies units and filters of all layers but the last, `length` is a sequence's steps. */
export interface Growth {
  readonly width: number;
  readonly length: number;
}

interface Reference {
  /** Of one round of timing: enough for a second or so. */
  readonly steps: number;
  project(growth: Growth): Project;
}

/** Convolutions to so many latents and back, as in Keras's example of a variational autoencoder, where they are 2. */
const variational = (latents: number, width: number, params: AnyParams): Project =>
  setObjective(
    chain(
      [28, 28, 1],
      conv(32 * width),
      conv(64 * width),
      ['flatten'],
      dense(16 * width),
      ['latent', { kind: 'variational', size: latents }],
      dense(7 * 7 * 64 * width),
      ['reshape', { targetShape: [7, 7, 64 * width] }],
      transpose(64 * width),
      transpose(32 * width),
      transpose(1, { strides: [1, 1], activation: 'sigmoid' }),
    ),
    'variational',
    params,
  );

/** As in Keras's example of a vector-quantised autoencoder: 7 × 7 of 128 codes of 16 values, moved by the loss. */
const quantised = (width: number): Project =>
  setObjective(
    chain(
      [28, 28, 1],
      conv(32 * width),
      conv(64 * width),
      conv(16, { kernelSize: [1, 1], strides: [1, 1], activation: 'linear' }),
      ['latent', { kind: 'quantised', codes: 128, codesFollow: 'loss' }],
      transpose(64 * width),
      transpose(32 * width),
      transpose(1, { strides: [1, 1], activation: 'sigmoid' }),
    ),
    'quantised',
  );

export const references = {
  dense: {
    steps: 200,
    project: ({ width }) =>
      chain([784], ...[128, 64, 32, 64, 128].map((units) => dense(units * width)), dense(784, 'sigmoid')),
  },
  conv: {
    steps: 40,
    project: ({ width }) =>
      chain(
        [28, 28, 1],
        conv(32 * width),
        conv(64 * width),
        transpose(32 * width),
        transpose(1, { activation: 'sigmoid' }),
      ),
  },
  lstm: {
    steps: 40,
    project: ({ width, length }) =>
      chain(
        [length, 28],
        ['lstm', { units: 64 * width }],
        ['repeatVector', { n: length }],
        ['lstm', { units: 64 * width, returnSequences: true }],
        dense(28, 'sigmoid'),
      ),
  },
  vae: { steps: 40, project: ({ width }) => variational(2, width, { loss: 'meanSquaredError' }) },
  vae20: { steps: 40, project: ({ width }) => variational(20, width, { loss: 'binaryCrossentropy' }) },
  vqvae: { steps: 40, project: ({ width }) => quantised(width) },
  // The template; a step is the discriminator's move and the generator's.
  dcgan: { steps: 40, project: () => adversarialTemplates.dcgan('DCGAN') },
  conv64: {
    steps: 8,
    project: ({ width }) =>
      chain(
        [64, 64, 3],
        conv(32 * width),
        conv(64 * width),
        conv(128 * width),
        transpose(64 * width),
        transpose(32 * width),
        transpose(3, { activation: 'sigmoid' }),
      ),
  },
} satisfies Record<string, Reference>;

export type ModelName = keyof typeof references;

export const modelNames = Object.keys(references) as ModelName[];
