/**
 * The five reference models of the engine's measurements, the same as in peers.py, as the trainer's own models: four are
 * projects, built as any project is; the variational one, for which there is no project yet, is made of TensorFlow.js layers.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { randomNormal } from '#main/compiler/index.ts';
import { buildModel, type Model, type ModelWeight } from '#main/trainer/model.ts';
import type { Project } from '#shared/graph/document.ts';
import { chain, conv, dense, transpose } from '../shared/graph/chain.ts';

/** What a model is grown by: `width` multiplies units and filters of all layers but the last, `length` is a sequence's steps. */
export interface Growth {
  readonly width: number;
  readonly length: number;
}

interface Reference {
  /** Of one round of timing: enough for a second or so. */
  readonly steps: number;
  /** Its layers; of the variational model only the input, which is what a project of it would begin with. */
  project(growth: Growth): Project;
  build(project: Project): Promise<Model>;
}

const fromProject = (project: Project): Promise<Model> => buildModel(project, 1);

export const references = {
  dense: {
    steps: 200,
    project: ({ width }) =>
      chain([784], ...[128, 64, 32, 64, 128].map((units) => dense(units * width)), dense(784, 'sigmoid')),
    build: fromProject,
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
    build: fromProject,
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
    build: fromProject,
  },
  vae: { steps: 40, project: () => chain([28, 28, 1]), build: buildVariational },
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
    build: fromProject,
  },
} satisfies Record<string, Reference>;

export type ModelName = keyof typeof references;

export const modelNames = Object.keys(references) as ModelName[];

/**
 * Convolutions to two means and log variances, a draw, transposed convolutions back. The divergence from a standard normal
 * (Kingma, Welling 2014, appendix B), mean over the batch and divided by the pixels, is what the model adds to the loss.
 */
function buildVariational(project: Project): Promise<Model> {
  const [node] = project.graph.nodes;
  if (!node) throw new Error('A project without an input.');
  const stage = { kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' } as const;
  const encoder = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ ...stage, filters: 32, inputShape: [28, 28, 1] }),
      tfl.layers.conv2d({ ...stage, filters: 64 }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 16, activation: 'relu' }),
    ],
  });
  const head = (): tfl.Sequential => tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [16] })] });
  const [means, logVariances] = [head(), head()];
  const decoder = tfl.sequential({
    layers: [
      tfl.layers.dense({ units: 7 * 7 * 64, activation: 'relu', inputShape: [2] }),
      tfl.layers.reshape({ targetShape: [7, 7, 64] }),
      tfl.layers.conv2dTranspose({ ...stage, filters: 64 }),
      tfl.layers.conv2dTranspose({ ...stage, filters: 32 }),
      tfl.layers.conv2dTranspose({ ...stage, filters: 1, strides: 1, activation: 'sigmoid' }),
    ],
  });
  const parts = [encoder, means, logVariances, decoder];
  const apply = (part: tfl.Sequential, x: tf.Tensor): tf.Tensor => part.apply(x, { training: true }) as tf.Tensor;
  const weights = parts.flatMap((part) =>
    part.weights.map((weight): ModelWeight => ({
      name: weight.name,
      node,
      // LayerVariable.read() hands out the variable itself; its type only says Tensor.
      variable: weight.read() as tf.Variable,
      trainable: true,
    })),
  );
  return Promise.resolve({
    nodes: [node],
    input: { id: 'input', shape: [28, 28, 1] },
    output: { id: 'output', shape: [28, 28, 1] },
    latent: { id: 'latent', shape: [2] },
    noise: null,
    mask: null,
    realOrGenerated: null,
    verdict: null,
    classes: null,
    weights,
    run(given) {
      const hidden = apply(encoder, given.get('input')!);
      const mean = apply(means, hidden);
      const logVariance = apply(logVariances, hidden);
      const latent = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), randomNormal(mean.shape)));
      return new Map(Object.entries({ mean, logVariance, latent, output: apply(decoder, latent) }));
    },
    penalties(activations) {
      const [mean, logVariance] = [activations.get('mean')!, activations.get('logVariance')!];
      const terms = tf.sub(tf.add(1, logVariance), tf.add(tf.square(mean), tf.exp(logVariance)));
      return tf.div(tf.mean(tf.mul(tf.sum(terms, 1), -0.5)), 784);
    },
    dispose: () => parts.forEach((part) => part.dispose()),
  });
}
