/** What an imported network is, before it can be dreamt in: its layers, and how to run to one of them. Owns no format. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Storage } from '../../../compiler/index.ts';
import type { Kernel } from '../dream/dreamable.ts';

export interface ImportedLayer {
  readonly id: string;
  readonly name: string;
  /** A LayerKind where it is like one of ours, otherwise its own kind. */
  readonly kind: string;
  readonly kernel: (() => Promise<Kernel>) | null;
}

export interface ImportedNetwork {
  /** Of its pictures, without the batch; null where the model leaves it open. */
  readonly input: {
    readonly height: number | null;
    readonly width: number | null;
    readonly channels: number;
    /** Whether pixels are whole numbers from 0 to 255; otherwise they go from −1 to 1. */
    readonly bytes: boolean;
  };
  /** In the order in which they follow from the picture. */
  readonly layers: readonly ImportedLayer[];
  /** Whether the last of them gives probabilities (a softmax). */
  readonly endsInProbabilities: boolean;
  /** Its weights that are variables; constants of a trace need none. */
  readonly variables: Storage;
  /** In a trace. */
  activations(pictures: tf.Tensor4D, layer: string): tf.Tensor;
}
