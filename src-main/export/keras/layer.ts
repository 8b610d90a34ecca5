/** What a network is in Keras's vocabulary: layers with their settings, weights and calls. Owns the words; not how ours become them. */
import type { Shape } from '#shared/layers/layer.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Config = { readonly [key: string]: Json };

export interface KerasWeight {
  /** Where Keras keeps it within its layer: "" for the layer itself, "cell", "forward_layer/cell", "query_dense". */
  readonly owner: string;
  /** As Keras calls it: "kernel". */
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** Every class of keras.layers that an export uses. */
export const kerasClasses = [
  ...(['InputLayer', 'Dense', 'Activation', 'LeakyReLU', 'ELU', 'PReLU', 'Softmax'] as const),
  ...(['Flatten', 'Reshape', 'Permute', 'RepeatVector', 'Masking', 'Embedding'] as const),
  ...(['Conv1D', 'Conv2D', 'Conv1DTranspose', 'Conv2DTranspose', 'SeparableConv2D', 'DepthwiseConv2D'] as const),
  ...(['ZeroPadding2D', 'Cropping1D', 'Cropping2D', 'UpSampling1D', 'UpSampling2D'] as const),
  ...(['MaxPooling1D', 'MaxPooling2D', 'AveragePooling2D', 'GlobalAveragePooling2D'] as const),
  ...(['LSTM', 'GRU', 'SimpleRNN', 'Bidirectional', 'Attention', 'MultiHeadAttention'] as const),
  ...(['BatchNormalization', 'LayerNormalization', 'GroupNormalization', 'UnitNormalization'] as const),
  ...(['Dropout', 'SpatialDropout1D', 'SpatialDropout2D', 'GaussianDropout', 'AlphaDropout', 'GaussianNoise'] as const),
  ...(['Add', 'Multiply', 'Dot', 'Concatenate'] as const),
] as const;

export type KerasClass = (typeof kerasClasses)[number];

export interface KerasLayer {
  readonly className: KerasClass;
  /** Settings by Keras's names, without name, trainable and dtype; what is left out is Keras's default. */
  readonly config: Config;
  /** In Keras's order: what it trains first. */
  readonly weights: readonly KerasWeight[];
  /** Of its output, without the batch. */
  readonly shape: Shape;
  /** How several inputs are handed over: as one list, or as arguments of their own. */
  readonly takes?: 'list' | 'arguments';
  /** What else it is called with: "use_causal_mask". */
  readonly call?: Config;
  /** Follows the node's name in the layer's where a node becomes several layers: "cropping". */
  readonly suffix?: string;
}

/** A layer in its place. */
export interface PlacedLayer {
  readonly layer: KerasLayer;
  /** Unique in the model; letters, digits, _ and - only. */
  readonly name: string;
  /** Names of the layers whose outputs it takes; empty where samples enter. */
  readonly inputs: readonly string[];
}

export interface KerasModel {
  readonly name: string;
  /** Sources before what follows from them. */
  readonly layers: readonly PlacedLayer[];
  /** Names of layers. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The layer that carries each node's output, by the node's id. */
  readonly carriers: ReadonlyMap<string, string>;
}
