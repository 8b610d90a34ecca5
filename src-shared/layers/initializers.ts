/** Initial weights by Keras's names. Owns their numbers (pure, seeded), not the layers that use them. */
import type * as tfLayers from '@tensorflow/tfjs-layers';
import type { BuildContext, Shape, TensorFlow } from './layer.ts';
import { sizeOf } from './layer.ts';
import { orthogonalRows } from './orthogonal.ts';
import { createRandom, deriveSeed } from './random-numbers.ts';
import type { Random, Seed } from './random-numbers.ts';

export type InitializerKind =
  | 'glorotUniform'
  | 'glorotNormal'
  | 'heUniform'
  | 'heNormal'
  | 'lecunUniform'
  | 'lecunNormal'
  | 'orthogonal'
  | 'randomUniform'
  | 'randomNormal'
  | 'truncatedNormal'
  | 'zeros'
  | 'ones';

/** Standard deviation of a standard normal cut off at ±2, by which Keras divides to get the spread that was asked for. */
const TRUNCATED_SPREAD = 0.879_625_661_034_239_78;

/**
 * How many inputs and outputs a weight connects. Kernels are [...window, in, out]; transposed ones too, read the same
 * way, as Keras does. Source: Keras 3, `initializers/random_initializers.py`, `compute_fans`.
 */
export function fansOf(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  const window = sizeOf(shape.slice(0, -2));
  const fanOut = shape.at(-1) ?? 1;
  return { fanIn: (shape.at(-2) ?? fanOut) * window, fanOut: fanOut * window };
}

/**
 * Initial values in row-major order: the same kind, shape and seed always give the same numbers.
 * Formulas: Glorot and Bengio 2010; He et al. 2015; LeCun et al. 1998; Saxe et al. 2014 (orthogonal, gain 1).
 */
export function initialValues(kind: InitializerKind, shape: Shape, seed: Seed): Float32Array {
  const { fanIn, fanOut } = fansOf(shape);
  const random = createRandom(seed);
  const fill = (draw: () => number): Float32Array => Float32Array.from({ length: sizeOf(shape) }, draw);
  const uniform = (limit: number): Float32Array => fill(() => (2 * random.uniform() - 1) * limit);
  const truncated = (spread: number): Float32Array => fill(() => truncatedNormal(random) * spread);
  switch (kind) {
    case 'glorotUniform':
      return uniform(Math.sqrt(6 / (fanIn + fanOut)));
    case 'glorotNormal':
      return truncated(Math.sqrt(2 / (fanIn + fanOut)) / TRUNCATED_SPREAD);
    case 'heUniform':
      return uniform(Math.sqrt(6 / fanIn));
    case 'heNormal':
      return truncated(Math.sqrt(2 / fanIn) / TRUNCATED_SPREAD);
    case 'lecunUniform':
      return uniform(Math.sqrt(3 / fanIn));
    case 'lecunNormal':
      return truncated(Math.sqrt(1 / fanIn) / TRUNCATED_SPREAD);
    case 'orthogonal':
      return orthogonalValues(shape, random);
    case 'randomUniform':
      return uniform(0.05);
    case 'randomNormal':
      return fill(() => random.normal() * 0.05);
    case 'truncatedNormal':
      return truncated(0.05);
    case 'zeros':
      return fill(() => 0);
    case 'ones':
      return fill(() => 1);
  }
}

/** Redrawn until within two standard deviations. */
function truncatedNormal(random: Random): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

/** Rows or columns, whichever are fewer, are orthonormal once all axes but the last are laid out as one. */
function orthogonalValues(shape: Shape, random: Random): Float32Array {
  const columns = shape.at(-1) ?? 1;
  const rows = sizeOf(shape) / columns;
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const vectors = orthogonalRows(count, length, random);
  if (rows < columns) return Float32Array.from(vectors);
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => vectors[(i % columns) * length + Math.floor(i / columns)] ?? 0,
  );
}

type Initializer = ReturnType<BuildContext['initializer']>;

/** A TensorFlow.js initializer with the values of `initialValues`, whatever the device. */
export function makeInitializer(tf: TensorFlow, kind: InitializerKind, seed: Seed): Initializer {
  const initializer = tf.layers.initializers.zeros();
  initializer.apply = (shape: tfLayers.Shape) => {
    const sizes = shape.map((n) => n ?? 1);
    return tf.core.tensor(initialValues(kind, sizes, seed), sizes, 'float32');
  };
  return initializer;
}

/**
 * What a layer is built with. Initial weights depend only on the run's seed, the layer's name and the weight's role,
 * so that adding a layer changes no other layer's start.
 */
export function buildContext(
  tf: TensorFlow,
  run: { readonly name: string; readonly seed: number; readonly random: BuildContext['random'] },
): BuildContext {
  return {
    name: run.name,
    random: run.random,
    initializer: (kind, role) => makeInitializer(tf, kind, deriveSeed(run.seed, `${run.name}/${role}`)),
  };
}
