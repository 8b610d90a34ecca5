/** The three reference models of the engine's measurements, as training steps: Adam, mean squared error. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { TensorFunction, TensorSpec } from '#main/compiler/index.ts';

export interface ReferenceModel {
  readonly shape: readonly number[];
  build(): tfl.LayersModel;
}

const dense = (units: number, activation: 'relu' | 'sigmoid', inputShape?: number[]) =>
  tfl.layers.dense({ units, activation, ...(inputShape ? { inputShape } : {}) });

export const referenceModels = {
  dense: {
    shape: [784],
    build: () => {
      const relu = [128, 64, 32, 64, 128].map((units, index) => dense(units, 'relu', index === 0 ? [784] : undefined));
      return tfl.sequential({ layers: [...relu, dense(784, 'sigmoid')] });
    },
  },
  conv: {
    shape: [28, 28, 1],
    build: () => {
      const stage = { kernelSize: 3, strides: 2, padding: 'same' } as const;
      return tfl.sequential({
        layers: [
          tfl.layers.conv2d({ ...stage, filters: 32, activation: 'relu', inputShape: [28, 28, 1] }),
          tfl.layers.conv2d({ ...stage, filters: 64, activation: 'relu' }),
          tfl.layers.conv2dTranspose({ ...stage, filters: 32, activation: 'relu' }),
          tfl.layers.conv2dTranspose({ ...stage, filters: 1, activation: 'sigmoid' }),
        ],
      });
    },
  },
  lstm: {
    shape: [28, 28],
    build: () => {
      const lstm = (returnSequences: boolean, inputShape?: number[]) =>
        tfl.layers.lstm({
          units: 64,
          returnSequences,
          recurrentActivation: 'sigmoid',
          // TensorFlow.js's orthogonal default is slow to make and needs its chained methods.
          recurrentInitializer: 'glorotUniform',
          ...(inputShape ? { inputShape } : {}),
        });
      return tfl.sequential({
        layers: [lstm(false, [28, 28]), tfl.layers.repeatVector({ n: 28 }), lstm(true), dense(28, 'sigmoid')],
      });
    },
  },
} satisfies Record<string, ReferenceModel>;

/** A model's weights as the variables they are. */
export function weightsOf(model: tfl.LayersModel): tf.Variable[] {
  // LayerVariable keeps its tf.Variable in a protected field; there is no public way to it.
  return model.weights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
}

/** One step: input x is the target too; output `loss`. */
export function trainStep(model: tfl.LayersModel, optimizer: tf.Optimizer, trainable: tf.Variable[]): TensorFunction {
  return ({ x }) => {
    const input = x as tf.Tensor;
    const { value, grads } = tf.variableGrads(() => {
      const output = model.apply(input, { training: true }) as tf.Tensor;
      return tf.mean(tf.squaredDifference(output, input)) as tf.Scalar;
    }, trainable);
    optimizer.applyGradients(grads);
    return { loss: value };
  };
}

export function batchSpec(model: ReferenceModel, batch: number): Record<string, TensorSpec> {
  return { x: { shape: [batch, ...model.shape], dtype: 'float32' } };
}
