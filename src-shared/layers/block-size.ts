/**
 * Depth to space and back: blocks of pixels against channels. Owns the arrangement of both ways and their setting.
 *
 * Order of channels: TensorFlow's (`tf.nn.depth_to_space`, ONNX mode "DCR"). Channel (y × size + x) × C + c goes to
 * channel c of the pixel in row y and column x of its block. PyTorch's PixelShuffle counts them as (c × size + y) × size + x.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { IntegerField } from './fields.ts';
import type { TensorFlow } from './layer.ts';

export const blockSizeField = (help: string): IntegerField => ({
  type: 'integer',
  label: 'Block size',
  help,
  default: 2,
  min: 2,
  max: 16,
});

// A block's columns and their channels lie side by side both before and after, so only rows change places with columns.

/** [batch, height, width, size × size × channels] → [batch, height × size, width × size, channels]. */
export function depthToSpace(core: TensorFlow['core'], x: Tensor, size: number): Tensor {
  const [batch, height, width, depth] = x.shape as [number, number, number, number];
  const rows = core.reshape(x, [batch * height, width, size, depth / size]);
  return core.reshape(core.transpose(rows, [0, 2, 1, 3]), [batch, height * size, width * size, depth / (size * size)]);
}

/** [batch, height, width, channels] → [batch, height ÷ size, width ÷ size, size × size × channels]. */
export function spaceToDepth(core: TensorFlow['core'], x: Tensor, size: number): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const rows = core.reshape(x, [(batch * height) / size, size, width / size, size * channels]);
  return core.reshape(core.transpose(rows, [0, 2, 1, 3]), [batch, height / size, width / size, size * size * channels]);
}
