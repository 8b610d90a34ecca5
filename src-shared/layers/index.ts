/** The registry of layer kinds. A new kind is its own file and one line here; everything else iterates this. */
import { activation } from './activation.ts';
import { add } from './add.ts';
import { alphaDropout } from './alpha-dropout.ts';
import { attention } from './attention.ts';
import { averagePooling2d } from './average-pooling2d.ts';
import { batchNormalization } from './batch-normalization.ts';
import { bidirectional } from './bidirectional.ts';
import { block } from './block.ts';
import { classes } from './classes.ts';
import { concatenate } from './concatenate.ts';
import { conv1dTranspose } from './conv1d-transpose.ts';
import { conv1d } from './conv1d.ts';
import { conv2dTranspose } from './conv2d-transpose.ts';
import { conv2d } from './conv2d.ts';
import { cropping2d } from './cropping2d.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { dot } from './dot.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { checkField, defaultsOf } from './fields.ts';
import type { AnyParams } from './fields.ts';
import { flatten } from './flatten.ts';
import { gaussianDropout } from './gaussian-dropout.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { globalAveragePooling2d } from './global-average-pooling2d.ts';
import { groupNormalization } from './group-normalization.ts';
import { gru } from './gru.ts';
import { input } from './input.ts';
import { instanceNormalization } from './instance-normalization.ts';
import { latent } from './latent.ts';
import { layerNormalization } from './layer-normalization.ts';
import type { LayerDefinition, LayerGroup } from './layer.ts';
import { lstm } from './lstm.ts';
import { mask } from './mask.ts';
import { masking } from './masking.ts';
import { maxPooling1d } from './max-pooling1d.ts';
import { maxPooling2d } from './max-pooling2d.ts';
import { moreWords } from './more-words.ts';
import { multiHeadAttention } from './multi-head-attention.ts';
import { multiply } from './multiply.ts';
import { noise } from './noise.ts';
import { output } from './output.ts';
import { pixelShuffle } from './pixel-shuffle.ts';
import { prelu } from './prelu.ts';
import { realOrGenerated } from './real-or-generated.ts';
import { repeatVector } from './repeat-vector.ts';
import { reshape } from './reshape.ts';
import { separableConv2d } from './separable-conv2d.ts';
import { simpleRnn } from './simple-rnn.ts';
import { spaceToDepthLayer } from './space-to-depth.ts';
import { spatialDropout1d } from './spatial-dropout1d.ts';
import { spatialDropout2d } from './spatial-dropout2d.ts';
import { unitNormalization } from './unit-normalization.ts';
import { upSampling1d } from './up-sampling1d.ts';
import { upSampling2d } from './up-sampling2d.ts';
import { verdict } from './verdict.ts';
import { zeroPadding2d } from './zero-padding2d.ts';

/** In palette order within each group. */
export const layers = {
  input,
  output,
  classes,
  mask,
  dense,
  activation,
  prelu,
  flatten,
  reshape,
  block,
  latent,
  conv2d,
  conv2dTranspose,
  separableConv2d,
  depthwiseConv2d,
  conv1d,
  conv1dTranspose,
  zeroPadding2d,
  cropping2d,
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling2d,
  upSampling2d,
  pixelShuffle,
  spaceToDepth: spaceToDepthLayer,
  maxPooling1d,
  upSampling1d,
  embedding,
  moreWords,
  lstm,
  gru,
  simpleRnn,
  bidirectional,
  attention,
  multiHeadAttention,
  repeatVector,
  masking,
  batchNormalization,
  layerNormalization,
  groupNormalization,
  instanceNormalization,
  unitNormalization,
  dropout,
  spatialDropout2d,
  spatialDropout1d,
  gaussianDropout,
  alphaDropout,
  gaussianNoise,
  add,
  concatenate,
  multiply,
  dot,
  noise,
  realOrGenerated,
  verdict,
} satisfies Record<string, LayerDefinition>;

export type LayerKind = keyof typeof layers;

export const layerKinds = Object.keys(layers) as LayerKind[];

export const isLayerKind = (kind: string): kind is LayerKind => Object.hasOwn(layers, kind);

export const findLayer = (kind: string): LayerDefinition | undefined => (isLayerKind(kind) ? layers[kind] : undefined);

/** Whether data or random numbers start at nodes of this kind. */
export const isSource = (kind: string): boolean => findLayer(kind)?.role === 'source';

/** Whether a result ends at nodes of this kind. */
export const isSink = (kind: string): boolean => findLayer(kind)?.role === 'sink';

const groupTitles: Readonly<Record<LayerGroup, string>> = {
  core: 'Basics',
  latent: 'Latent',
  convolution: 'Convolution',
  pooling: 'Pooling and upsampling',
  recurrent: 'Sequences',
  normalization: 'Normalization',
  regularization: 'Noise and dropout',
  merge: 'Merge',
  adversarial: 'Adversarial',
};

/** Groups and their kinds in palette order. */
export const layerGroups: readonly {
  readonly group: LayerGroup;
  readonly title: string;
  readonly kinds: readonly LayerKind[];
}[] = (Object.keys(groupTitles) as LayerGroup[]).map((group) => ({
  group,
  title: groupTitles[group],
  kinds: layerKinds.filter((kind) => layers[kind].group === group),
}));

/** The settings a new layer of this kind starts with. */
export const defaultParams = (kind: LayerKind): AnyParams => defaultsOf<LayerDefinition['fields']>(layers[kind].fields);

/** What is wrong with settings, one sentence each: unknown, missing or out of range. Empty when all is well. */
export function checkParams(kind: LayerKind, params: AnyParams): string[] {
  const { title, fields }: LayerDefinition = layers[kind];
  const unknown = Object.keys(params)
    .filter((key) => !Object.hasOwn(fields, key))
    .map((key) => `${title} has no setting called ${key}.`);
  const wrong = Object.entries(fields).flatMap(([key, field]) => checkField(field, params[key]) ?? []);
  return [...unknown, ...wrong];
}
