/** What every layer kind says of itself. One file a kind implements it; the registry in index.ts lists them. */
import type * as core from '@tensorflow/tfjs-core';
import type * as tfLayers from '@tensorflow/tfjs-layers';
import type { ThreeParts } from '../problem.ts';
import { UserError } from '../problem.ts';
import type { Fields, Params } from './fields.ts';
import type { InitializerKind } from './initializers.ts';
import type { WeightSpec } from './operation.ts';
import { formatNumber } from './words.ts';

/** Sizes without the batch dimension: [units], [steps, features] or [height, width, channels]. */
export type Shape = readonly number[];

export type LayerGroup =
  | 'core'
  | 'convolution'
  | 'pooling'
  | 'recurrent'
  | 'normalization'
  | 'regularization'
  | 'latent'
  | 'merge'
  | 'adversarial';

/** TensorFlow.js as an argument, so that the window knows shapes and counts without bundling it. */
export interface TensorFlow {
  readonly core: typeof core;
  readonly layers: typeof tfLayers;
}

export interface BuildContext {
  /** Unique layer name: the node's id. */
  readonly name: string;
  /** An initializer whose numbers depend only on the run's seed, this layer and `role` ("kernel", "recurrentKernel", …). */
  initializer(kind: InitializerKind, role: string): ReturnType<typeof tfLayers.initializers.zeros>;
  /** Random tensors through the compiler's own random op: fresh at each step, seeded for each run and step. */
  readonly random: {
    uniform(shape: number[], minimum?: number, maximum?: number): core.Tensor;
    normal(shape: number[], mean?: number, standardDeviation?: number): core.Tensor;
  };
}

export interface WeightCount {
  readonly trainable: number;
  /** Moving averages and the like. */
  readonly fixed: number;
  /** How the count comes about, for the inspector: "3 × 3 × 32 × 64 + 64". Empty when there are none. */
  readonly formula: string;
}

export interface LayerDefinition<Kind extends string = string, F extends Fields = Fields> {
  readonly kind: Kind;
  /** Shown in palette and inspector: "Conv2D transpose". */
  readonly title: string;
  readonly group: LayerGroup;
  /** One or two sentences for a person who has never met it. */
  readonly summary: string;
  /** More words it is found by. */
  readonly keywords: readonly string[];
  /** 'source': data or random numbers start here, nothing comes before it; 'sink': a result ends here, nothing comes after it. */
  readonly role?: 'source' | 'sink';
  /** How many inputs it takes. Sources: 0. Merge layers: 2 to 16. All others: 1. */
  readonly inputs: { readonly min: number; readonly max: number };
  readonly fields: F;
  /** Output shape. Throws LayerError (three parts, without the layer's name: the caller adds it). */
  shape(params: Params<F>, inputs: readonly Shape[]): Shape;
  /** Number of weights, exactly `countParams()` of the built layer. Called only with inputs that `shape` accepts. */
  countWeights(params: Params<F>, inputs: readonly Shape[]): WeightCount;
  /** The weights that it has, by their roles; left out where it has none. Called only with inputs that `shape` accepts. */
  weights?(params: Params<F>, inputs: readonly Shape[]): readonly WeightSpec[];
  /** A TensorFlow.js layer that computes it, to be applied to one symbolic tensor (or an array, for merges). */
  build(
    tf: TensorFlow,
    params: Params<F>,
    context: BuildContext,
    inputs: readonly Shape[],
  ): InstanceType<typeof tfLayers.layers.Layer>;
}

/** A layer cannot take what it is given. */
export class LayerError extends UserError {
  constructor(parts: ThreeParts) {
    super(parts);
    this.name = 'LayerError';
  }
}

export const noWeights: WeightCount = { trainable: 0, fixed: 0, formula: '' };

export const sizeOf = (shape: Shape): number => shape.reduce((product, n) => product * n, 1);

/** "28 × 28 × 1", with thin spaces. */
export const formatShape = (shape: Shape): string => shape.map(formatNumber).join('\u2009×\u2009');

/** Keeps a literal definition's own types while checking it against the contract. */
export function defineLayer<const Kind extends string, const F extends Fields>(
  definition: LayerDefinition<Kind, F>,
): LayerDefinition<Kind, F> {
  return definition;
}
