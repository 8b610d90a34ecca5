/**
 * Sizes of convolutions, poolings and their transposes, as Keras computes them. Owns the arithmetic alone, in one
 * dimension at a time; layer files call it for height and width. Pure numbers, no tensors.
 */
import { formatNumber } from './words.ts';
import { LayerError } from './layer.ts';

export type Padding = 'valid' | 'same';
/** 'auto' is Keras's `output_padding=None`. */
export type OutputPadding = 'auto' | '0' | '1' | '2' | '3';

/** What a kernel spans once it is spread out by its dilation. */
export const spanOf = (kernel: number, dilation: number): number => (kernel - 1) * dilation + 1;

/**
 * Output size of a convolution or pooling; zero or less when the kernel does not fit.
 * Source: Keras 3, `ops/operation_utils.py`, `compute_conv_output_shape`.
 */
export function convolvedSize(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: Padding | 'causal',
): number {
  if (padding === 'valid') return Math.floor((size - spanOf(kernel, dilation)) / stride) + 1;
  return Math.floor((size - 1) / stride) + 1;
}

/**
 * Zeros added before and after by 'same' padding: as even as possible, the odd one after.
 * Source: TensorFlow, "Convolution" guide (tf.nn), section on padding.
 */
export function samePadding(size: number, span: number, stride: number): readonly [number, number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + span - size, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/**
 * Output size of a transposed convolution, before any cropping; null when no convolution of that output has this
 * input (TensorFlow refuses those too: for 'same' with an even kernel, output padding 0 is one row too few).
 * Source: Keras 3, `backend/common/backend_utils.py`, `_get_output_shape_given_tf_padding`.
 */
export function transposedSize(
  size: number,
  kernel: number,
  stride: number,
  padding: Padding,
  outputPadding: OutputPadding,
): number | null {
  const extra = outputPadding === 'auto' ? null : Number(outputPadding);
  if (extra !== null && extra >= stride) return null;
  const valid = padding === 'valid';
  const automatic = valid ? Math.max(stride - kernel, 0) : stride - (kernel % 2);
  const output = (size - 1) * stride + (valid ? kernel : kernel % 2) + (extra ?? automatic);
  return output > 0 && convolvedSize(output, kernel, stride, 1, padding) === size ? output : null;
}

/** As `convolvedSize`, but says in words why a kernel does not fit. `direction` is "height", "width" or "steps". */
export function checkedConvolvedSize(
  direction: string,
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: Padding | 'causal',
): number {
  const output = convolvedSize(size, kernel, stride, dilation, padding);
  if (output >= 1) return output;
  const span = spanOf(kernel, dilation);
  const window = dilation === 1 ? `Its window is ${span}` : `Its window, spread by the dilation, is ${span}`;
  throw new LayerError({
    received: `${window} in ${direction}, but its input has only ${formatNumber(size)}.`,
    expected: 'Without padding, the window must fit inside its input.',
    action: `Set padding to “same”, or make the window ${formatNumber(size)} or smaller.`,
  });
}

/** As `transposedSize`, with cropping taken off, and in words when it is impossible. */
export function checkedTransposedSize(
  direction: string,
  size: number,
  kernel: number,
  stride: number,
  padding: Padding,
  outputPadding: OutputPadding,
  cropping: readonly [number, number],
): number {
  const output = transposedSize(size, kernel, stride, padding, outputPadding);
  if (output === null) throw impossibleOutputPadding(direction, kernel, stride, padding, outputPadding);
  const cropped = output - cropping[0] - cropping[1];
  if (cropped >= 1) return cropped;
  throw new LayerError({
    received: `Cropping takes ${cropping[0]} + ${cropping[1]} off ${formatNumber(output)} in ${direction}, and nothing is left.`,
    expected: 'At least 1 must remain after cropping.',
    action: `Crop at most ${formatNumber(output - 1)} in ${direction}.`,
  });
}

function impossibleOutputPadding(
  direction: string,
  kernel: number,
  stride: number,
  padding: Padding,
  outputPadding: OutputPadding,
): LayerError {
  const extra = Number(outputPadding);
  const tooLarge = extra >= stride;
  return new LayerError({
    received: `Output padding is ${outputPadding} in ${direction}, with a stride of ${stride}, a kernel of ${kernel} and “${padding}” padding.`,
    expected: tooLarge
      ? 'Output padding must be smaller than the stride.'
      : 'No convolution with these settings gives back the size of the input, so there is none to transpose.',
    action: tooLarge ? 'Choose a smaller output padding, or “auto”.' : 'Choose a larger output padding, or “auto”.',
  });
}
