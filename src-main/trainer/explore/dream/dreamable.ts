/** What a network has to offer so that one can dream in it, whether it was trained here or comes from elsewhere. Owns no network. */
import type * as tf from '@tensorflow/tfjs-core';
import { UserError } from '#shared/problem.ts';
import type { DreamLayer, DreamNetwork } from '#shared/wire/explore/dream.ts';
import type { Sample } from '#shared/wire/explore/values.ts';
import type { InputSpec, TensorFunction, Values } from '../../../compiler/index.ts';

export interface Kernel {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export interface Dreamable {
  readonly description: DreamNetwork;
  /** Values that the network sees black and white as. */
  readonly black: number;
  readonly white: number;
  /** Brightness that its pictures have in the mean, 0 to 1. */
  readonly background: number;
  /** How other pictures become ones of its kind. */
  readonly fit: 'crop' | 'contain' | 'stretch';
  readonly invert: boolean;
  /** The layer whose values stand for the classes, in their order, and whether they are probabilities; null: no classifier. */
  readonly classes: { readonly layer: string; readonly probabilities: boolean } | null;
  /** The layer whose values are the latent; null: none. */
  readonly latent: string | null;
  /** In a trace: outputs of a layer for pictures [count, height, width, channels] as the network sees them. */
  activations(pictures: tf.Tensor4D, layer: string): tf.Tensor;
  /** Compiled at the first call of that name, as long as it is not one of the many that have to go. */
  run(
    name: string,
    fn: TensorFunction,
    inputs: Readonly<Record<string, { readonly spec: InputSpec; readonly values: Values }>>,
  ): Promise<Record<string, Values>>;
  /** Shape of a layer's output for pictures of a size, [1, …]. Rejects where the layer cannot see such pictures. */
  shapeAt(layer: string, height: number, width: number): Promise<readonly number[]>;
  /** A sample as bytes of the network's own size. Throws a UserError where there is none. */
  sample(sample: Sample): Promise<Uint8Array>;
  /** A layer's kernel [height, width, inputs, filters], or [inputs, units]; null where it has none. */
  kernel(layer: string): Promise<Kernel | null>;
}

/** Throws a UserError for a name that is no layer's. */
export function layerOf({ description: { layers } }: Dreamable, id: string): DreamLayer {
  const found = layers.find((layer) => layer.id === id) ?? layers.find(({ name }) => name === id);
  if (found) return found;
  const names = layers.map(({ name }) => `“${name}”`);
  throw new UserError({
    received: `“${id}” was asked for, which is no layer of this network that a picture leads to.`,
    expected: `The layers are ${names.slice(0, 40).join(', ')}${names.length > 40 ? ', …' : ''}.`,
    action: 'Choose one of these.',
  });
}
