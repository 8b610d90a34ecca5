/** Where samples have holes: drawn for every sample by itself, from random numbers and comparisons alone, so that it can be traced. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { InpaintParams } from '#shared/objectives/inpaint.ts';
import { randomUniform } from '../../compiler/index.ts';
import { pixelsOf } from './pixel-shape.ts';

type Holes = Pick<InpaintParams, 'holes' | 'number' | 'side' | 'share'>;

/**
 * 1 where a pixel is known and 0 in a hole, to be broadcast over samples of this shape [batch, …sample]: [batch, height, width, 1]
 * for pictures. Samples of two dimensions are pictures of one channel; others are one row, in which rectangles are stretches.
 */
export function drawKnown(params: Holes, shape: readonly number[]): Tensor {
  const pixels = pixelsOf(shape);
  if (params.holes === 'pixels') return tf.cast(tf.greaterEqual(randomUniform(pixels), params.share), 'float32');
  const [count, ...sample] = pixels as [number, ...number[]];
  const [height, width] =
    sample.length === 2 || sample.length === 3
      ? [sample[0]!, sample[1]!]
      : [1, sample.reduce((product, n) => product * n, 1)];
  // [batch, height, 1, number] and [batch, 1, width, number]: each rectangle's rows and columns.
  const inRows = stretches(params, [count, 1, 1, params.number], [1, height, 1, 1], height);
  const inColumns = stretches(params, [count, 1, 1, params.number], [1, 1, width, 1], width);
  const inside = tf.any(tf.logicalAnd(inRows, inColumns), -1);
  return tf.reshape(tf.cast(tf.logicalNot(inside), 'float32'), pixels);
}

/** Which places along an axis lie in stretches of that share of it, which begin anywhere that leaves them room. */
function stretches({ side }: Holes, starts: number[], places: number[], length: number): Tensor {
  const covered = Math.min(length, Math.max(1, Math.round(side * length)));
  const start = tf.floor(randomUniform(starts, 0, length - covered + 1));
  const place = tf.reshape(tf.range(0, length, 1, 'float32'), places);
  return tf.logicalAnd(tf.greaterEqual(place, start), tf.less(place, tf.add(start, covered)));
}
