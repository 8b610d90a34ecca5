/** How convolutions and pooling of sequences `[steps, features]` are mirrored. */
import type { Padding } from '../layers/conv-arithmetic.ts';
import { closestTranspose, convolveBack, cropEvenly, kernelFor, meetPicture } from './mirror-pictures.ts';
import { piece, weightSettings, type MirrorContext, type MirrorRule, type Piece } from './mirror-piece.ts';

/** There is no cropping or padding of sequences, but a sequence is a picture one pixel wide. */
function meetSequence(context: MirrorContext, steps: number, features: number): Piece[] {
  const target = context.to[0]!;
  if (steps === target) return [];
  const asPicture = { ...context, to: [target, 1, features] };
  return [
    piece('reshape', { targetShape: [steps, 1, features] }),
    ...meetPicture(asPicture, [steps, 1, features]),
    piece('reshape', { targetShape: [target, features] }),
  ];
}

export function transposeSequence(context: MirrorContext): Piece[] {
  const { params, from, to } = context;
  // A causal convolution keeps the length that 'same' keeps.
  const padding: Padding = params.padding === 'valid' ? 'valid' : 'same';
  const strides = params.strides as number;
  const kernelSize = kernelFor(params.kernelSize as number, (params.dilationRate ?? 1) as number, padding, 512);
  const { outputPadding, sizes } = closestTranspose(
    [{ size: from[0]!, target: to[0]!, kernel: kernelSize, stride: strides }],
    padding,
  );
  const cropping = cropEvenly(Math.max(0, sizes[0]! - to[0]!));
  return [
    piece('conv1dTranspose', {
      ...weightSettings('conv1dTranspose', params),
      filters: to[1]!,
      kernelSize,
      strides,
      padding,
      outputPadding,
      cropping,
      activation: context.activation,
    }),
    ...meetSequence(context, sizes[0]! - cropping[0] - cropping[1], to[1]!),
  ];
}

/** A transposed convolution the other way. */
export const convolveSequence: MirrorRule = (context) => {
  const { params, from, to } = context;
  const strides = params.strides as number;
  return [convolveBack('conv1d', context, to[1]!), ...meetSequence(context, Math.ceil(from[0]! / strides), to[1]!)];
};

/** Each pooled value is given to all steps that it came from. */
export const enlargeSequence: MirrorRule = (context) => {
  const { params, from } = context;
  const size = params.strides as number;
  return [...(size > 1 ? [piece('upSampling1d', { size })] : []), ...meetSequence(context, from[0]! * size, from[1]!)];
};
