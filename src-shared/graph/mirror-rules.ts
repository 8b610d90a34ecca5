/**
 * How each layer kind is mirrored: the layers that lead from its output back to its input, exactly. Owns one kind at a
 * time; mirror.ts puts the pieces together. Regularizers are not mirrored: noise and dropout disturb the way down only.
 */
import type { ActivationKind } from '../layers/activations.ts';
import { spanOf, transposedSize, type OutputPadding, type Padding } from '../layers/conv-arithmetic.ts';
import type { AnyParams } from '../layers/fields.ts';
import { defaultParams, layers, type LayerKind } from '../layers/index.ts';
import { formatShape, type Shape } from '../layers/layer.ts';
import { UserError } from '../problem.ts';

export interface Piece {
  readonly kind: LayerKind;
  /** Complete. */
  readonly params: AnyParams;
}

export interface MirrorContext {
  /** The encoder layer, as people call it. */
  readonly name: string;
  readonly params: AnyParams;
  /** Its output: what the pieces start from. */
  readonly from: Shape;
  /** Its input (the one of this branch): what the pieces must give back. */
  readonly to: Shape;
  /** All its inputs, and which of them `to` is. */
  readonly inputs: readonly Shape[];
  readonly branch: number;
  /** The curve under which the values of `to` came about; what is learned to give them back ends in it. */
  readonly activation: ActivationKind;
  /** Whether `to` is the data themselves, perhaps reshaped. */
  readonly last: boolean;
}

type MirrorRule = (context: MirrorContext) => readonly Piece[];
type Pair = readonly [number, number];

const piece = (kind: LayerKind, params: AnyParams): Piece => ({ kind, params: { ...defaultParams(kind), ...params } });

function refuse({ name }: Pick<MirrorContext, 'name'>, received: string, action: string): never {
  throw new UserError({
    received: `“${name}” cannot be mirrored: ${received}`,
    expected: 'Every layer of the encoder needs a way back.',
    action,
  });
}

/** Biases, initializers and weight penalties are taken over where the mirror has them, too. */
function weightSettings(kind: LayerKind, params: AnyParams): AnyParams {
  const fields = layers[kind].fields;
  const shared = Object.entries(params).filter(
    ([key]) => key in fields && (key === 'useBias' || /(Initializer|Penalty)$/.test(key)) && key !== 'activityPenalty',
  );
  return Object.fromEntries(shared);
}

const nothing: MirrorRule = () => [];
const endsEarly: MirrorRule = (context) =>
  refuse(context, 'a result ends there, before the latent.', 'Put the latent before it.');
/** Keeps its settings; its activity penalty was about the encoder's values. */
const copyOf =
  (kind: LayerKind): MirrorRule =>
  ({ params }) => {
    const { activityPenalty: _encoderOnly, ...rest } = params;
    return [piece(kind, rest)];
  };

const cropEvenly = (excess: number): Pair => [Math.floor(excess / 2), Math.ceil(excess / 2)];

/** Cropping or padding at [top, bottom, left, right]: none for nothing, several layers where one may not go so far. */
function atEdges(kind: 'cropping2d' | 'zeroPadding2d', edges: readonly number[]): Piece[] {
  if (edges.every((n) => n === 0)) return [];
  const now = edges.map((n) => Math.min(n, 512));
  const rest = edges.map((n, at) => n - now[at]!);
  return [piece(kind, { [kind === 'cropping2d' ? 'cropping' : 'padding']: now }), ...atEdges(kind, rest)];
}

/** Cuts or fills height and width so that they are met; the rest of the shape agrees already. */
function meetPicture(context: MirrorContext, [height = 0, width = 0]: Shape): Piece[] {
  const [toHeight = 0, toWidth = 0] = context.to;
  const edges = (rows: number, columns: number): number[] => [
    ...cropEvenly(Math.max(rows, 0)),
    ...cropEvenly(Math.max(columns, 0)),
  ];
  const crop = edges(height - toHeight, width - toWidth);
  const fill = edges(toHeight - height, toWidth - width);
  return [...atEdges('cropping2d', crop), ...atEdges('zeroPadding2d', fill)];
}

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
function closestTranspose(
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
const kernelFor = (kernel: number, dilation: number, padding: string, largest: number): number =>
  padding === 'valid' && spanOf(kernel, dilation) <= largest ? spanOf(kernel, dilation) : kernel;

function transposePicture(context: MirrorContext): Piece[] {
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

function transposeSequence(context: MirrorContext): Piece[] {
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

/** What enlarges first and then convolves: for the light convolutions, which have no transpose. */
function enlargeAndConvolve(context: MirrorContext, kind: 'separableConv2d' | 'depthwiseConv2d'): Piece[] {
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

const enlargePooled: MirrorRule = (context) => enlargePicture(context, context.from, context.params.strides as Pair);

const toShape = (shape: Shape): Piece =>
  shape.length === 1 ? piece('flatten', {}) : piece('reshape', { targetShape: shape });

/** What maps each step (or the one vector) onto `features` values. */
const project = (context: MirrorContext, features: number): Piece =>
  piece('dense', { ...weightSettings('dense', context.params), units: features, activation: context.activation });

/** What maps the channels of each pixel onto so many. */
const pixelwise = (filters: number, activation: ActivationKind): Piece =>
  piece('conv2d', { kernelSize: [1, 1], filters, activation });

/** One state for a whole sequence is given to every step again (Cho et al. 2014; Keras blog, "Building autoencoders"). */
function unroll(context: MirrorContext): Piece[] {
  const [steps = 0] = context.to;
  if (context.params.returnSequences === true) return [];
  if (steps > 4096)
    refuse(
      context,
      `its ${steps.toLocaleString('en')} steps are more than a Repeat vector gives (4,096).`,
      'Shorten the sequences before it, for example by Conv1D with strides.',
    );
  return [piece('repeatVector', { n: steps })];
}

const recurrent =
  (kind: 'lstm' | 'gru' | 'simpleRnn'): MirrorRule =>
  (context) => {
    const { params, to } = context;
    const [, features = 1] = to;
    // A recurrent layer gives back what another with the same curve gave; anything else needs a projection.
    const direct = !context.last && context.activation === params.activation;
    // Reading backwards turns a sequence round: the mirror turns it back.
    const again = {
      ...params,
      units: direct ? features : params.units!,
      returnSequences: true,
      goBackwards: params.returnSequences === true && params.goBackwards === true,
    };
    return [
      ...unroll(context),
      ...copyOf(kind)({ ...context, params: again }),
      ...(direct ? [] : [project(context, features)]),
    ];
  };

const bidirectional: MirrorRule = (context) => [
  ...unroll(context),
  ...copyOf('bidirectional')({ ...context, params: { ...context.params, returnSequences: true } }),
  project(context, context.to[1]!),
];

/** A sum or product sends the same values back along every branch; what it stretched cannot be unstretched. */
const branchOut: MirrorRule = (context) => {
  if (context.to.length === context.from.length && context.to.every((n, axis) => n === context.from[axis])) return [];
  return refuse(
    context,
    `it stretches ${formatShape(context.to)} to ${formatShape(context.from)}, which no layer takes back.`,
    'Make its inputs the same size, or build this part of the decoder by hand.',
  );
};

/** Along height, width or steps each branch gets its own part cut out; along channels, what is learned picks it out. */
const takeApart: MirrorRule = (context) => {
  const { from, to, inputs, branch } = context;
  const axis = from.findIndex((n, at) => n !== to[at]);
  if (axis === from.length - 1) {
    return [from.length === 3 ? pixelwise(to[2] ?? 1, context.activation) : project(context, to.at(-1)!)];
  }
  const before = inputs.slice(0, branch).reduce((sum, shape) => sum + shape[axis]!, 0);
  const after = from[axis]! - before - to[axis]!;
  const cut = atEdges('cropping2d', axis === 0 ? [before, after, 0, 0] : [0, 0, before, after]);
  if (from.length === 3) return cut;
  return [piece('reshape', { targetShape: [from[0]!, 1, from[1]!] }), ...cut, piece('reshape', { targetShape: to })];
};

/** The way back down from a transposed convolution: its kernel and strides, to so many channels. */
const convolveBack = (kind: 'conv2d' | 'conv1d', { params, activation }: MirrorContext, filters: number): Piece =>
  piece(kind, {
    ...weightSettings(kind, params),
    filters,
    kernelSize: params.kernelSize!,
    strides: params.strides!,
    padding: 'same',
    activation,
  });

/** A forgotten kind does not compile. Kinds whose values only change one by one ("followers") are handled in mirror.ts, too. */
export const mirrorRules: Readonly<Record<LayerKind, MirrorRule>> = {
  input: nothing,
  mask: nothing,
  noise: nothing,
  output: endsEarly,
  classes: endsEarly,
  verdict: endsEarly,
  realOrGenerated: (context) =>
    refuse(
      context,
      'a discriminator begins there.',
      'Put the latent before the discriminator, and mirror only the encoder.',
    ),
  latent: (context) => {
    const { from, to, activation } = context;
    const width = to.at(-1)!;
    if (from.at(-1) === width) return [];
    return [from.length === 3 ? pixelwise(width, activation) : project(context, width)];
  },
  dense: (context) => [project(context, context.to.at(-1)!)],
  flatten: ({ to }) => [toShape(to)],
  reshape: ({ to }) => [toShape(to)],
  activation: copyOf('activation'),
  dropout: nothing,
  gaussianNoise: nothing,
  batchNormalization: copyOf('batchNormalization'),
  layerNormalization: copyOf('layerNormalization'),
  conv2d: transposePicture,
  conv2dTranspose: (context) => {
    const { params, from, to } = context;
    const strides = params.strides as Pair;
    return [
      convolveBack('conv2d', context, to[2]!),
      ...meetPicture(context, [Math.ceil(from[0]! / strides[0]), Math.ceil(from[1]! / strides[1]), to[2]!]),
    ];
  },
  separableConv2d: (context) => enlargeAndConvolve(context, 'separableConv2d'),
  depthwiseConv2d: (context) =>
    enlargeAndConvolve(context, context.params.depthMultiplier === 1 ? 'depthwiseConv2d' : 'separableConv2d'),
  maxPooling2d: enlargePooled,
  averagePooling2d: enlargePooled,
  globalAveragePooling2d: (context) => {
    const channels = context.to[2]!;
    const pixel = context.from.length === 3 ? [] : [piece('reshape', { targetShape: [1, 1, channels] })];
    return [...pixel, ...enlargePicture(context, [1, 1, channels], [context.to[0]!, context.to[1]!])];
  },
  upSampling2d: ({ params }) => [piece('averagePooling2d', { poolSize: params.size!, strides: params.size! })],
  zeroPadding2d: ({ params }) => [piece('cropping2d', { cropping: params.padding! })],
  cropping2d: ({ params }) => [piece('zeroPadding2d', { padding: params.cropping! })],
  conv1d: transposeSequence,
  conv1dTranspose: (context) => {
    const { params, from, to } = context;
    const strides = params.strides as number;
    return [convolveBack('conv1d', context, to[1]!), ...meetSequence(context, Math.ceil(from[0]! / strides), to[1]!)];
  },
  maxPooling1d: (context) => {
    const { params, from } = context;
    const size = params.strides as number;
    return [
      ...(size > 1 ? [piece('upSampling1d', { size })] : []),
      ...meetSequence(context, from[0]! * size, from[1]!),
    ];
  },
  upSampling1d: ({ params }) => [piece('maxPooling1d', { poolSize: params.size!, strides: params.size! })],
  lstm: recurrent('lstm'),
  gru: recurrent('gru'),
  simpleRnn: recurrent('simpleRnn'),
  bidirectional,
  // The mean over all steps of what was the same at every step.
  repeatVector: ({ from }) => [
    piece('reshape', { targetShape: [from[0]!, 1, from[1]!] }),
    piece('globalAveragePooling2d', {}),
  ],
  masking: nothing,
  add: branchOut,
  concatenate: takeApart,
  multiply: branchOut,
};

/** Whether a mirrored layer of this kind has weights that must learn to give values back. */
export const learns = (kind: LayerKind): boolean =>
  'units' in layers[kind].fields || 'filters' in layers[kind].fields || kind === 'depthwiseConv2d';
