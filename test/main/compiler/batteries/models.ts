/**
 * Small TensorFlow.js layers models, compiled against eager: predictions, gradients of every weight, and the weights after
 * three Adam steps.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { useTraceBackend, type TensorFunction, type TensorSpec, type Values } from '#main/compiler/index.ts';
import { sizeOf } from '#main/compiler/graph.ts';
import type { Open } from './runtime.ts';
import { expectClose, float, numbers, runEagerly } from '../compare.ts';
import { optimizerVariables } from '../optimizer-variables.ts';
import { weightsOf } from '../reference-models.ts';

type Layer = tfl.layers.Layer;
type Loss = (output: tf.Tensor, model: tfl.LayersModel) => tf.Tensor;

interface ModelCase {
  readonly input: readonly number[];
  readonly layers: () => Layer[];
  readonly loss?: Loss;
}

const { layers: L } = tfl;
const conv = { kernelSize: 3, padding: 'same', filters: 3 } as const;
const gates = { units: 4, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotUniform' } as const;
const sequence = [5, 3];
const picture = [6, 6, 2];
const meanSquare: Loss = (output) => tf.mean(tf.squaredDifference(output, target(output)));

/** Values in (0, 1) to aim at. */
function target(output: tf.Tensor): tf.Tensor {
  return tf.tensor(numbers(output.size, 0.1, 0.9, 77), output.shape);
}

const cases: Record<string, ModelCase> = {
  'dense with every activation': {
    input: [5],
    layers: () =>
      (
        [
          'relu',
          'elu',
          'selu',
          'softplus',
          'sigmoid',
          'hardSigmoid',
          'tanh',
          'softsign',
          'swish',
          'softmax',
          'linear',
        ] as const
      ).map((activation) => L.dense({ units: 5, activation })),
  },
  'leaky relu and prelu': {
    input: [5],
    layers: () => [L.dense({ units: 4 }), L.leakyReLU({ alpha: 0.2 }), L.dense({ units: 4 }), L.prelu()],
  },
  'convolution, strided, and its transpose': {
    input: picture,
    layers: () => [
      L.conv2d({ ...conv, strides: 2, activation: 'relu' }),
      L.conv2dTranspose({ ...conv, strides: 2, activation: 'sigmoid' }),
    ],
  },
  'separable and depthwise convolution': {
    input: picture,
    layers: () => [
      L.separableConv2d({ ...conv, activation: 'tanh' }),
      L.depthwiseConv2d({ kernelSize: 3, padding: 'same', depthMultiplier: 2 }),
    ],
  },
  'convolution over a sequence': {
    input: [8, 2],
    layers: () => [L.conv1d({ ...conv, strides: 2, activation: 'elu' }), L.maxPooling1d({ poolSize: 2 })],
  },
  'max and average pooling': {
    input: [8, 8, 2],
    layers: () => [
      L.conv2d(conv),
      L.maxPooling2d({ poolSize: 2 }),
      L.averagePooling2d({ poolSize: 2 }),
      L.globalAveragePooling2d({}),
    ],
  },
  'upsampling, padding, cropping': {
    // One feature map in a batch of one: TensorFlow.js's own resize gradients are wrong beyond.
    input: [4, 4, 2],
    layers: () => [
      L.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
      L.zeroPadding2d({
        padding: [
          [1, 0],
          [2, 1],
        ],
      }),
      L.conv2d(conv),
      L.cropping2D({
        cropping: [
          [0, 1],
          [1, 2],
        ],
      }),
    ],
  },
  'batch and layer normalisation': {
    input: picture,
    // No bias before the normalisation: its exact gradient is zero, so there is only rounding to compare.
    layers: () => [
      L.conv2d({ ...conv, useBias: false }),
      L.batchNormalization({}),
      L.flatten(),
      L.layerNormalization({}),
      L.dense({ units: 3 }),
    ],
  },
  'lstm, repeated': {
    input: sequence,
    layers: () => [L.lstm(gates), L.repeatVector({ n: 3 }), L.lstm({ ...gates, returnSequences: true })],
  },
  'gru, backwards': { input: sequence, layers: () => [L.gru({ ...gates, goBackwards: true, returnSequences: true })] },
  'simple rnn with masking': {
    input: sequence,
    layers: () => [
      L.masking({ maskValue: 0 }),
      L.simpleRNN({ units: 4, recurrentInitializer: 'glorotUniform', returnSequences: true }),
    ],
  },
  bidirectional: {
    input: sequence,
    layers: () => [
      L.bidirectional({ layer: L.lstm({ ...gates, returnSequences: true }) as tfl.RNN, mergeMode: 'concat' }),
    ],
  },
  'reshape and permute': {
    input: [4, 6],
    layers: () => [L.dense({ units: 6 }), L.reshape({ targetShape: [3, 8] }), L.permute({ dims: [2, 1] }), L.flatten()],
  },
  'mean absolute error': {
    input: [5],
    layers: () => [L.dense({ units: 4 })],
    loss: (output) => tf.mean(tf.abs(tf.sub(output, target(output)))),
  },
  huber: {
    input: [5],
    layers: () => [L.dense({ units: 4 })],
    loss: (output) => tf.losses.huberLoss(target(output), output, undefined, 0.3),
  },
  'binary cross-entropy, clipped': {
    input: [5],
    layers: () => [L.dense({ units: 4, activation: 'sigmoid' })],
    loss: (output) => {
      const p = tf.clipByValue(output, 1e-7, 1 - 1e-7);
      const y = target(output);
      return tf.neg(tf.mean(tf.add(tf.mul(y, tf.log(p)), tf.mul(tf.sub(1, y), tf.log(tf.sub(1, p))))));
    },
  },
  'weight penalties': {
    input: [5],
    layers: () => [L.dense({ units: 4, kernelRegularizer: tfl.regularizers.l1l2({ l1: 0.1, l2: 0.2 }) })],
    loss: (output, model) => tf.add(meanSquare(output, model), tf.addN(model.calculateLosses())),
  },
};
function build({ input, layers }: ModelCase): tfl.LayersModel {
  const first = tfl.input({ shape: [...input] });
  const output = layers().reduce((value, layer) => layer.apply(value) as tfl.SymbolicTensor, first);
  const model = tfl.model({ inputs: first, outputs: output });
  // Own numbers instead of random ones: the same test every time.
  model.setWeights(
    model
      .getWeights()
      .map((weight, index) =>
        tf.tensor(numbers(weight.size, weight.shape.length > 1 ? -0.6 : 0.2, 0.7, index * 300), weight.shape),
      ),
  );
  return model;
}

export function modelBattery(open: Open): void {
  beforeEach(useTraceBackend);
  afterEach(() => tf.disposeVariables());

  describe('compiled models agree with eager ones', () => {
    test.each(Object.entries(cases))('%s', async (_, modelCase) => {
      const model = build(modelCase);
      const weights = weightsOf(model);
      const trainable = weights.filter((weight) => weight.trainable);
      const optimizer: tf.Optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-3);
      const slots = optimizerVariables(optimizer, trainable);
      const all = [...weights, ...slots];
      const loss = modelCase.loss ?? meanSquare;
      const spec: Record<string, TensorSpec> = { x: float(modelCase.input.length === 3 ? 1 : 3, ...modelCase.input) };
      const batches = [0, 1, 2].map((step): Record<string, Values> => ({
        x: numbers(sizeOf(spec['x']?.shape ?? []), -1, 1, step * 1000),
      }));
      const [first] = batches as [Record<string, Values>];

      const predict: TensorFunction = ({ x }) => ({
        output: model.apply(x as tf.Tensor, { training: false }) as tf.Tensor,
      });
      const differentiate = (x: tf.Tensor) =>
        tf.variableGrads(() => loss(model.apply(x, { training: true }) as tf.Tensor, model) as tf.Scalar, trainable);
      const gradients: TensorFunction = ({ x }) => {
        const { value, grads } = differentiate(x as tf.Tensor);
        return { loss: value, ...grads };
      };
      const step: TensorFunction = ({ x }) => {
        const { value, grads } = differentiate(x as tf.Tensor);
        optimizer.applyGradients(grads);
        return { loss: value };
      };

      const runtime = await open(all);
      const [predictor, differentiator, stepper] = [
        await runtime.compile('predict', predict, spec),
        await runtime.compile('gradients', gradients, spec),
        await runtime.compile('step', step, spec),
      ];
      const start = await runtime.read();
      const compiledOutput = await predictor.run(first);
      const compiledGradients = await differentiator.run(first);
      await runtime.write(new Map([...start].map(([name, { values }]) => [name, values])));
      for (const batch of batches) await stepper.run(batch);
      const compiledWeights = Object.fromEntries(
        [...(await runtime.read())].map(([name, { values }]) => [name, values]),
      );
      await runtime.dispose();

      expectClose(compiledOutput, await runEagerly(predict, spec, first), 1e-4);
      const restored = all.map((variable) => tf.tensor(variable.dataSync(), variable.shape, variable.dtype));
      expectClose(compiledGradients, await runEagerly(gradients, spec, first), 1e-4);
      all.forEach((variable, index) => variable.assign(restored[index] as tf.Tensor)); // batch norm's averages moved
      for (const batch of batches) await runEagerly(step, spec, batch);
      expectClose(
        compiledWeights,
        Object.fromEntries(all.map((variable) => [variable.name, variable.dataSync() as Values])),
        1e-4,
      );

      optimizer.dispose();
      model.dispose();
      tf.dispose(restored);
    });
  });
}
