/** What a dream raises, as a differentiable number: a channel, a layer, a class, a latent value, or likeness to a guide. */
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import { isImpossible, type Impossible } from '#shared/wire/explore/info.ts';
import type { DreamTarget } from '#shared/wire/explore/dream.ts';
import { layerOf, type Dreamable } from './dreamable.ts';

export interface Goal {
  /** With the layer it says everything that `score` depends on. */
  readonly kind: 'weighted' | 'logits' | 'layer' | 'guide';
  readonly layer: string;
  readonly anySize: boolean;
  /** "“Conv2D 64”, channel 4". */
  readonly title: string;
  /** How much each channel (or value) counts; null where the kind needs none. */
  readonly weights: Float32Array | null;
}

/** Throws a UserError for what is not there. */
export function goalOf(network: Dreamable, target: DreamTarget, sign: 1 | -1): Goal {
  switch (target.kind) {
    case 'channel':
      return channelGoal(network, target.layer, target.channel, sign);
    case 'layer':
    case 'guide': {
      const { id, name, anySize } = layerOf(network, target.layer);
      return { kind: target.kind, layer: id, anySize, title: `“${name}”`, weights: null };
    }
    case 'class': {
      const names = possible(network.description.classes, 'A class');
      const { layer, probabilities } = network.classes!;
      const weights = oneOf(target.index, names.length, sign, 'classes');
      return {
        kind: probabilities ? 'logits' : 'weighted',
        layer,
        anySize: false,
        title: `“${names[target.index]!}”`,
        weights,
      };
    }
    case 'latent': {
      const { size } = possible(network.description.latent, 'A latent value');
      const weights = oneOf(target.index, size, sign, 'latent values');
      return {
        kind: 'weighted',
        layer: network.latent!,
        anySize: false,
        title: `latent value ${target.index + 1}`,
        weights,
      };
    }
  }
}

export function channelGoal(network: Dreamable, id: string, channel: number, sign: 1 | -1): Goal {
  const { id: layer, name, shape, anySize } = layerOf(network, id);
  const weights = oneOf(channel, shape.at(-1)!, sign, `channels of “${name}”`);
  const probabilities = network.classes?.layer === layer && network.classes.probabilities;
  return {
    kind: probabilities ? 'logits' : 'weighted',
    layer,
    anySize,
    title: `“${name}”, channel ${channel + 1}`,
    weights,
  };
}

function oneOf(index: number, count: number, sign: 1 | -1, what: string): Float32Array {
  if (index >= count)
    throw new UserError({
      received: `Number ${(index + 1).toLocaleString('en')} was asked for.`,
      expected: `There are ${count.toLocaleString('en')} ${what}.`,
      action: 'Choose one of these.',
    });
  const weights = new Float32Array(count);
  weights[index] = sign;
  return weights;
}

function possible<T>(value: T | Impossible, what: string): T {
  if (!isImpossible(value)) return value;
  throw new UserError({
    received: `${what} was to be dreamt of. ${value.impossible}`,
    expected: 'That needs a network that has some.',
    action: 'Choose a layer or a channel instead.',
  });
}

/** Keeps the logarithm of a probability that came out as 0 finite. */
const leastProbability = 1e-30;

/**
 * Scalar: the sum over pictures and places. Activations are [pictures, …, channels], weights [pictures, channels] (or [pictures, values]).
 * A class counts by its logit above the mean of all logits, which unlike its probability never stops rising (C. Olah and others, Feature
 * Visualization, 2017, "objectives"); it is what logarithms of a softmax differ from their mean by.
 */
export function scoreOf(
  { kind }: Goal,
  activations: tf.Tensor,
  weights: tf.Tensor | undefined,
  guide: tf.Tensor | undefined,
): tf.Scalar {
  switch (kind) {
    case 'layer':
      return tf.mul(tf.sum(tf.square(activations)), 0.5);
    case 'guide':
      return tf.mul(tf.sum(tf.squaredDifference(activations, guide!)), -0.5);
    case 'weighted':
      return tf.sum(tf.mul(activations, spread(weights!, activations)));
    case 'logits': {
      const logarithms = tf.log(tf.maximum(activations, leastProbability));
      const centred = tf.sub(logarithms, tf.mean(logarithms, -1, true));
      return tf.sum(tf.mul(centred, spread(weights!, activations)));
    }
  }
}

/** Weights of the last axis, or of all values, beside the activations they are for. */
function spread(weights: tf.Tensor, { shape }: tf.Tensor): tf.Tensor {
  const [pictures, count] = weights.shape as [number, number];
  if (shape.at(-1) === count) return tf.reshape(weights, [pictures, ...shape.slice(1, -1).map(() => 1), count]);
  return tf.reshape(weights, shape);
}

/** Places at which a goal of a layer with an output [1, …] is measured. */
export const placesOf = ({ weights }: Goal, shape: readonly number[]): number =>
  weights === null ? sizeOf(shape.slice(1)) : Math.max(1, sizeOf(shape.slice(1)) / weights.length);
