/**
 * How layers of pictures `[height, width, channels]` are mirrored: convolutions, pooling, and what meets a height and width
 * exactly. Sequences, which can be taken for pictures, borrow from it.
 */
import { spanOf, transposedSize, type OutputPadding, type Padding } from '../layers/conv-arithmetic.ts';
import type { Shape } from '../layers/layer.ts';
import { piece, weightSettings, type MirrorContext, type MirrorRule, type Piece } from './mirror-piece.ts';

export type Pair = readonly [number, number];

export const cropEvenly = (excess: number): Pair => [Math.floor(excess / 2), Math.ceil(excess / 2)];

/** Cropping or padding at [top, bottom, left, right]: none for nothing, several layers where one may not go so far. */
export function atEdges(kind: 'cropping2d' | 'zeroPadding2d', edges: readonly number[]): Piece[] {
  if (edges.every((n) => n === 0)) return [];
  const now = edges.map((n) => Math.min(n, 512));
  const rest = edges.map((n, at) => n - now[at]!);
  return [piece(kind, { [kind === 'cropping2d' ? 'cropping' : 'padding']: now }), ...atEdges(kind, rest)];
}

/** Cuts or fills height and width so that they are met; the rest of the shape agrees already. */
export function meetPicture(context: MirrorContext, [height = 0, width = 0]: Shape): Piece[] {
  const [toHeight = 0, toWidth = 0] = context.to;
  const edges = (rows: number, columns: number): number[] => [
    ...cropEvenly(Math.max(rows, 0)),
    ...cropEvenly(Math.max(columns, 0)),
  ];
  const crop = edges(height - toHeight, width - toWidth);
  const fill = edges(toHeight - height, toWidth - width);
  return [...atEdges('cropping2d', crop), ...atEdges('zeroPadding2d', fill)];
}

const factorsOf = (factor: number): readonly number[] =>
  factor <= 64 ? [factor] : [64, ...factorsOf(Math.ceil(factor / 64))];

/** Enlarges a picture by whole factors, in several layers where one may not go so far, and meets height and width. */
function enlargePicture(
  context: MirrorContext,
  [height = 0, width = 0, channels = 0]: Shape,
  [down, across]: Pair,
): Piece[] {
  const rows = factorsOf(down);
  const columns = factorsOf(across);
  const sizes = Array.from(
    { length: Math.max(rows.length, columns.length) },
    (_, n) => [rows[n] ?? 1, columns[n] ?? 1] as const,
  );
  const enlarged = sizes.reduce(([h, w], [y, x]) => [h * y, w * x] as const, [height, width] as const);
  return [
    ...sizes.filter(([y, x]) => y > 1 || x > 1).map((size) => piece('upSampling2d', { size })),
    ...meetPicture(context, [...enlarged, channels]),
  ];
}

interface Axis {
  readonly size: number;
  readonly target: number;
  readonly kernel: number;
  readonly stride: number;
}

/** The output padding with which a transposed convolution overshoots its targets least, or falls short least; and its sizes. */
export function closestTranspose(
  axes: readonly Axis[],
  padding: Padding,
): { readonly outputPadding: OutputPadding; readonly sizes: readonly number[] } {
  const choices = (['auto', '0', '1', '2', '3'] as const).flatMap((outputPadding) => {
    const sizes = axes.map((axis) => transposedSize(axis.size, axis.kernel, axis.stride, padding, outputPadding));
    return sizes.includes(null) ? [] : [{ outputPadding, sizes: sizes as number[] }];
  });
  // Falling short costs a layer of its own that learns nothing; cutting off costs nothing.
  const cost = (sizes: readonly number[]): number =>
    sizes.reduce(
      (sum, size, n) => sum + (size < axes[n]!.target ? 1000 + axes[n]!.target - size : size - axes[n]!.target),
      0,
    );
  return choices.reduce((best, choice) => (cost(choice.sizes) < cost(best.sizes) ? choice : best));
}

/** Dilation stands only with stride 1; a transposed kernel that spans as far takes its place, where one may be so large. */
export const kernelFor = (kernel: number, dilation: number, padding: string, largest: number): number =>
  padding === 'valid' && spanOf(kernel, dilation) <= largest ? spanOf(kernel, dilation) : kernel;

export function transposePicture(context: MirrorContext): Piece[] {
  const { params, from, to } = context;
  const padding = params.padding as Padding;
  const [kernel, strides, dilation] = [params.kernelSize, params.strides, params.dilationRate ?? [1, 1]] as [
    Pair,
    Pair,
    Pair,
  ];
  const kernelSize = [0, 1].map((axis) => kernelFor(kernel[axis]!, dilation[axis]!, padding, 128));
  const axes = [0, 1].map((axis) => ({
    size: from[axis]!,
    target: to[axis]!,
    kernel: kernelSize[axis]!,
    stride: strides[axis]!,
  }));
  const { outputPadding, sizes } = closestTranspose(axes, padding);
  const excess = sizes.map((size, axis) => Math.max(0, size - to[axis]!));
  const cropping = excess.flatMap(cropEvenly);
  const given = sizes.map((size, axis) => size - excess[axis]!);
  return [
    piece('conv2dTranspose', {
      ...weightSettings('conv2dTranspose', params),
      filters: to[2]!,
      kernelSize,
      strides,
      padding,
      outputPadding,
      cropping,
      activation: context.activation,
    }),
    ...meetPicture(context, [...given, to[2]!]),
  ];
}

/** What enlarges first and then convolves: for the light convolutions, which have no transpose. */
export function enlargeAndConvolve(context: MirrorContext, kind: 'separableConv2d' | 'depthwiseConv2d'): Piece[] {
  const { params, from, to } = context;
  return [
    ...enlargePicture(context, from, params.strides as Pair),
    piece(kind, {
      ...weightSettings(kind, params),
      kernelSize: params.kernelSize!,
      dilationRate: params.dilationRate!,
      padding: 'same',
      activation: context.activation,
      ...(kind === 'separableConv2d' ? { filters: to[2]! } : {}),
    }),
  ];
}

export const enlargePooled: MirrorRule = (context) =>
  enlargePicture(context, context.from, context.params.strides as Pair);

/** The way back down from a transposed convolution: its kernel and strides, to so many channels. */
export const convolveBack = (
  kind: 'conv2d' | 'conv1d',
  { params, activation }: MirrorContext,
  filters: number,
): Piece =>
  piece(kind, {
    ...weightSettings(kind, params),
    filters,
    kernelSize: params.kernelSize!,
    strides: params.strides!,
    padding: 'same',
    activation,
  });

/** A transposed convolution the other way. */
export const convolvePicture: MirrorRule = (context) => {
  const { params, from, to } = context;
  const strides = params.strides as Pair;
  return [
    convolveBack('conv2d', context, to[2]!),
    ...meetPicture(context, [Math.ceil(from[0]! / strides[0]), Math.ceil(from[1]! / strides[1]), to[2]!]),
  ];
};

/** The mean of all pixels is given to each of them. */
export const spreadPicture: MirrorRule = (context) => {
  const channels = context.to[2]!;
  const pixel = context.from.length === 3 ? [] : [piece('reshape', { targetShape: [1, 1, channels] })];
  return [...pixel, ...enlargePicture(context, [1, 1, channels], [context.to[0]!, context.to[1]!])];
};
