/**
 * How each layer kind is mirrored: the layers that lead from its output back to its input, exactly. Owns one kind at a
 * time; mirror.ts puts the pieces together. Regularizers are not mirrored: noise and dropout disturb the way down only.
 */
import { layers, type LayerKind } from '../layers/index.ts';
import { formatShape, type Shape } from '../layers/layer.ts';
import {
  atEdges,
  convolvePicture,
  enlargeAndConvolve,
  enlargePooled,
  spreadPicture,
  transposePicture,
} from './mirror-pictures.ts';
import {
  copyOf,
  piece,
  pixelwise,
  project,
  refuse,
  type MirrorContext,
  type MirrorRule,
  type Piece,
} from './mirror-piece.ts';
import { bidirectional, recurrent } from './mirror-recurrent.ts';
import { convolveSequence, enlargeSequence, transposeSequence } from './mirror-sequences.ts';

const nothing: MirrorRule = () => [];
const endsEarly: MirrorRule = (context) =>
  refuse(context, 'a result ends there, before the latent.', 'Put the latent before it.');
const toShape = (shape: Shape): Piece =>
  shape.length === 1 ? piece('flatten', {}) : piece('reshape', { targetShape: shape });

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

/** The curve that is due, where what gives the values back has none of its own. */
const curveOf = ({ activation }: MirrorContext): Piece[] =>
  activation === 'linear' ? [] : [piece('activation', { activation })];

/** Self-attention gives back what has the shape of its input, so that its mirror is another; a curve follows where one is due. */
const attendBack: MirrorRule = (context) => {
  if (context.inputs.length > 1)
    refuse(
      context,
      'it brings two sequences together into one.',
      'Put the latent before it, or let it look at one sequence only.',
    );
  return [...copyOf('multiHeadAttention')(context), ...curveOf(context)];
};

/** What a block of any layers is mirrored by is not told by them; one that keeps the shape, as a residual block, by another of its kind. */
const repeatBack: MirrorRule = (context) => {
  const { from, to } = context;
  if (to.length !== from.length || to.some((n, axis) => n !== from[axis]))
    refuse(
      context,
      `it is a block that makes ${formatShape(from)} of ${formatShape(to)}, and only blocks that keep the shape are mirrored.`,
      'Dissolve the block, so that its layers are mirrored one by one, or build this part of the decoder by hand.',
    );
  return [...copyOf('block')(context), ...curveOf(context)];
};

/** A forgotten kind does not compile. Kinds whose values only change one by one ("followers") are handled in mirror.ts, too. */
export const mirrorRules: Readonly<Record<LayerKind, MirrorRule>> = {
  input: nothing,
  mask: nothing,
  noise: nothing,
  moreWords: nothing,
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
  conv2dTranspose: convolvePicture,
  separableConv2d: (context) => enlargeAndConvolve(context, 'separableConv2d'),
  depthwiseConv2d: (context) =>
    enlargeAndConvolve(context, context.params.depthMultiplier === 1 ? 'depthwiseConv2d' : 'separableConv2d'),
  maxPooling2d: enlargePooled,
  averagePooling2d: enlargePooled,
  globalAveragePooling2d: spreadPicture,
  upSampling2d: ({ params }) => [piece('averagePooling2d', { poolSize: params.size!, strides: params.size! })],
  zeroPadding2d: ({ params }) => [piece('cropping2d', { cropping: params.padding! })],
  cropping2d: ({ params }) => [piece('zeroPadding2d', { padding: params.cropping! })],
  conv1d: transposeSequence,
  conv1dTranspose: convolveSequence,
  maxPooling1d: enlargeSequence,
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
  prelu: copyOf('prelu'),
  groupNormalization: copyOf('groupNormalization'),
  instanceNormalization: copyOf('instanceNormalization'),
  unitNormalization: copyOf('unitNormalization'),
  spatialDropout2d: nothing,
  spatialDropout1d: nothing,
  gaussianDropout: nothing,
  alphaDropout: nothing,
  pixelShuffle: ({ params }) => [piece('spaceToDepth', params)],
  spaceToDepth: ({ params }) => [piece('pixelShuffle', params)],
  attention: (context) =>
    refuse(
      context,
      'it brings two sequences together into one.',
      'Put the latent before it, or use multi-head attention with one input, whose way back is another.',
    ),
  multiHeadAttention: attendBack,
  embedding: (context) =>
    refuse(
      context,
      'words are chosen, not computed: their way back is a choice among all words.',
      'End the decoder in a Dense layer with one unit for each word of the vocabulary.',
    ),
  dot: (context) => refuse(context, 'it brings two sequences together into one.', 'Put the latent before it.'),
  block: repeatBack,
};

/** Whether a mirrored layer of this kind has weights that must learn to give values back. */
export const learns = (kind: LayerKind): boolean =>
  'units' in layers[kind].fields ||
  'filters' in layers[kind].fields ||
  kind === 'depthwiseConv2d' ||
  kind === 'multiHeadAttention' ||
  kind === 'block';
