/**
 * Normalization of groups of channels, sample by sample, which group and instance normalization share. Owns the formula
 * and how it is arranged, so that all large steps run over [batch, positions, channels] as it lies in memory.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { sizeOf } from './layer.ts';
import type { Shape, TensorFlow } from './layer.ts';
import { normalizeCentred } from './normalization.ts';
import type { Weights } from './operation.ts';

/**
 * Each group of neighbouring channels of each sample gets mean 0 and variance 1 over all of its positions, then every
 * channel its own scale and centre (Wu and He 2018, "Group normalization", equations 1 to 7). `x`: [batch, …shape].
 */
export function normalizeGroups(
  core: TensorFlow['core'],
  x: Tensor,
  shape: Shape,
  groups: number,
  epsilon: number,
  weights: Weights,
): Tensor {
  const batch = x.shape[0]!;
  const channels = shape.at(-1)!;
  const members = channels / groups;
  const flat = core.reshape(x, [batch, sizeOf(shape) / channels, channels]);
  /** Mean over positions, then over a group's channels; given to each of them: [batch, 1, channels]. */
  const mean = (values: Tensor): Tensor => {
    const ofChannels = core.mean(values, 1, true);
    if (members === 1) return ofChannels;
    const ofGroups = core.mean(core.reshape(ofChannels, [batch, groups, members]), 2, true);
    return core.reshape(core.tile(ofGroups, [1, 1, members]), [batch, 1, channels]);
  };
  const centred = core.sub(flat, mean(flat));
  return core.reshape(normalizeCentred(core, centred, mean(core.square(centred)), epsilon, weights), x.shape);
}
