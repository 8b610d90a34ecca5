/**
 * The compiler's own random operations. TensorFlow.js draws in JavaScript, which a trace would bake in as constants;
 * these are a graph operation when traced, and a seeded draw when run eagerly.
 */
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from './graph.ts';
import { drawKeys, drawNormal, drawUniform } from './random-numbers.ts';

const eager: { seed: readonly [number, number]; draw: number } = { seed: [0, 0], draw: 0 };

/**
 * Seeds eager draws, and numbers them from zero again: a function run eagerly once draws what the compiled function
 * draws with this seed.
 */
export function setEagerSeed(seed: readonly [number, number]): void {
  eager.seed = seed;
  eager.draw = 0;
}

/** Uniform numbers in [minval, maxval), float32. */
export function randomUniform(shape: readonly number[], minval = 0, maxval = 1): tf.Tensor {
  const unit = draw('RandomUniform', shape);
  return minval === 0 && maxval === 1 ? unit : tf.add(tf.mul(unit, maxval - minval), minval);
}

/** Normally distributed numbers, float32. */
export function randomNormal(shape: readonly number[], mean = 0, standardDeviation = 1): tf.Tensor {
  const standard = draw('RandomStandardNormal', shape);
  return mean === 0 && standardDeviation === 1 ? standard : tf.add(tf.mul(standard, standardDeviation), mean);
}

function draw(kernelName: 'RandomUniform' | 'RandomStandardNormal', shape: readonly number[]): tf.Tensor {
  register(kernelName, tf.getBackend());
  return tf.tidy(() => tf.engine().runKernel(kernelName, {}, { shape: [...shape] }));
}

/** The trace backend records these kernels; every other backend gets the eager draw at its first use. */
function register(kernelName: 'RandomUniform' | 'RandomStandardNormal', backendName: string): void {
  if (tf.getKernel(kernelName, backendName)) return;
  tf.registerKernel({ kernelName, backendName, kernelFunc: ({ attrs }) => eagerDraw(kernelName, attrs) });
}

/** One seeded eager draw, on whichever backend is current. */
export function eagerDraw(kernelName: string, attributes: object | undefined): tf.TensorInfo {
  const { shape } = attributes as { shape: number[] };
  const keys = drawKeys(eager.seed, eager.draw++);
  const numbers = (kernelName === 'RandomUniform' ? drawUniform : drawNormal)(sizeOf(shape), keys);
  return tf.engine().makeTensor(numbers, shape, 'float32');
}
