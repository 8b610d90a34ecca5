/**
 * Layer kinds that are one layer of Keras: its class, how each setting stands in its config, and where its weights go.
 * Exhaustive over each kind's settings, and read both ways (to export, and to import). Owns no kind that becomes several.
 */
import type { layers, LayerKind } from '#shared/layers/index.ts';
import type { Config, KerasClass } from './layer.ts';
import { activation, edges, initializer, outputPadding, penalty, same, single, type Setting } from './settings.ts';

/** A weight of ours and where Keras keeps it, in Keras's order. */
export interface WeightPlace {
  readonly role: string;
  readonly owner: string;
  readonly name: string;
}

export interface DirectRule<Name extends string = string> {
  readonly className: KerasClass;
  /** Null: Keras's layer has no such setting; whoever uses the rule says it otherwise. */
  readonly settings: Readonly<Record<Name, Setting | null>>;
  /** What of Keras's settings is always so. */
  readonly constants?: Config;
  readonly weights?: readonly WeightPlace[];
  readonly takes?: 'list' | 'arguments';
  /** Settings that Keras's layer is called with, not made with. */
  readonly call?: Readonly<Partial<Record<Name, string>>>;
}

type NamesOf<Kind extends LayerKind> = keyof (typeof layers)[Kind]['fields'] & string;

const own = (role: string, name = role): WeightPlace => ({ role, owner: '', name });
const inCell = (role: string, name = role): WeightPlace => ({ role, owner: 'cell', name });

export const kernelAndBias = [own('kernel'), own('bias')];
const channelsLast: Config = { data_format: 'channels_last' };

const commonSettings = {
  useBias: same('use_bias'),
  kernelInitializer: initializer('kernel_initializer'),
  biasInitializer: initializer('bias_initializer'),
  kernelPenalty: penalty('kernel_regularizer'),
  biasPenalty: penalty('bias_regularizer'),
  activityPenalty: penalty('activity_regularizer'),
};

const convolution = {
  filters: same('filters'),
  kernelSize: same('kernel_size'),
  strides: same('strides'),
  padding: same('padding'),
  activation: activation(),
  ...commonSettings,
};

/** Of sequences, whose sizes are single numbers. */
const sequenceConvolution = { ...convolution, kernelSize: single('kernel_size'), strides: single('strides') };

const pooling = { poolSize: same('pool_size'), strides: same('strides'), padding: same('padding') };

const recurrent = {
  units: same('units'),
  returnSequences: same('return_sequences'),
  activation: activation(),
  recurrentInitializer: initializer('recurrent_initializer'),
  recurrentPenalty: penalty('recurrent_regularizer'),
  ...commonSettings,
};
const gates = { recurrentActivation: activation('recurrent_activation') };
const cellWeights = [inCell('kernel'), inCell('recurrentKernel', 'recurrent_kernel'), inCell('bias')];

const normalization = {
  epsilon: same('epsilon'),
  center: same('center'),
  scale: same('scale'),
  betaInitializer: initializer('beta_initializer'),
  gammaInitializer: initializer('gamma_initializer'),
  betaPenalty: penalty('beta_regularizer'),
  gammaPenalty: penalty('gamma_regularizer'),
};
const gammaAndBeta = [own('gamma'), own('beta')];

const projected = (role: string): WeightPlace[] =>
  ['kernel', 'bias'].map((name) => ({ role: `${role}/${name}`, owner: `${role}_dense`, name }));

/** Settings of LSTM and GRU as Bidirectional keeps them in the layer that it wraps. */
export const cellSettings = {
  lstm: { ...recurrent, ...gates, unitForgetBias: same('unit_forget_bias') },
  gru: { ...recurrent, ...gates, resetAfter: same('reset_after') },
};

export const direct = {
  dense: {
    className: 'Dense',
    settings: { units: same('units'), activation: activation(), ...commonSettings, spectralNormalization: null },
    weights: kernelAndBias,
  },
  prelu: {
    className: 'PReLU',
    settings: {
      sharedAxes: null,
      alphaInitializer: initializer('alpha_initializer'),
      alphaPenalty: penalty('alpha_regularizer'),
    },
    weights: [own('alpha')],
  },
  flatten: { className: 'Flatten', settings: {}, constants: channelsLast },
  reshape: { className: 'Reshape', settings: { targetShape: same('target_shape') } },
  conv2d: {
    className: 'Conv2D',
    settings: { ...convolution, dilationRate: same('dilation_rate'), spectralNormalization: null },
    constants: channelsLast,
    weights: kernelAndBias,
  },
  conv2dTranspose: {
    className: 'Conv2DTranspose',
    settings: { ...convolution, outputPadding, cropping: null, spectralNormalization: null },
    constants: channelsLast,
    weights: kernelAndBias,
  },
  separableConv2d: {
    className: 'SeparableConv2D',
    settings: {
      filters: same('filters'),
      kernelSize: same('kernel_size'),
      strides: same('strides'),
      padding: same('padding'),
      depthMultiplier: same('depth_multiplier'),
      activation: activation(),
      dilationRate: same('dilation_rate'),
      useBias: same('use_bias'),
      depthwiseInitializer: initializer('depthwise_initializer'),
      pointwiseInitializer: initializer('pointwise_initializer'),
      biasInitializer: initializer('bias_initializer'),
      depthwisePenalty: penalty('depthwise_regularizer'),
      pointwisePenalty: penalty('pointwise_regularizer'),
      biasPenalty: penalty('bias_regularizer'),
      activityPenalty: penalty('activity_regularizer'),
    },
    constants: channelsLast,
    weights: [own('depthwiseKernel', 'depthwise_kernel'), own('pointwiseKernel', 'pointwise_kernel'), own('bias')],
  },
  depthwiseConv2d: {
    className: 'DepthwiseConv2D',
    settings: {
      kernelSize: same('kernel_size'),
      strides: same('strides'),
      padding: same('padding'),
      depthMultiplier: same('depth_multiplier'),
      activation: activation(),
      dilationRate: same('dilation_rate'),
      ...commonSettings,
      kernelInitializer: initializer('depthwise_initializer'),
      kernelPenalty: penalty('depthwise_regularizer'),
    },
    constants: channelsLast,
    weights: kernelAndBias,
  },
  conv1d: {
    className: 'Conv1D',
    settings: { ...sequenceConvolution, dilationRate: single('dilation_rate') },
    constants: channelsLast,
    weights: kernelAndBias,
  },
  conv1dTranspose: {
    className: 'Conv1DTranspose',
    settings: { ...sequenceConvolution, outputPadding, cropping: null },
    constants: channelsLast,
    weights: kernelAndBias,
  },
  zeroPadding2d: { className: 'ZeroPadding2D', settings: { padding: edges('padding') }, constants: channelsLast },
  cropping2d: { className: 'Cropping2D', settings: { cropping: edges('cropping') }, constants: channelsLast },
  maxPooling2d: { className: 'MaxPooling2D', settings: pooling, constants: channelsLast },
  averagePooling2d: { className: 'AveragePooling2D', settings: pooling, constants: channelsLast },
  maxPooling1d: {
    className: 'MaxPooling1D',
    settings: { poolSize: single('pool_size'), strides: single('strides'), padding: same('padding') },
    constants: channelsLast,
  },
  globalAveragePooling2d: {
    className: 'GlobalAveragePooling2D',
    settings: { keepDims: same('keepdims') },
    constants: channelsLast,
  },
  upSampling2d: {
    className: 'UpSampling2D',
    settings: { size: same('size'), interpolation: same('interpolation') },
    constants: channelsLast,
  },
  upSampling1d: { className: 'UpSampling1D', settings: { size: same('size') } },
  lstm: {
    className: 'LSTM',
    settings: { ...cellSettings.lstm, goBackwards: same('go_backwards') },
    weights: cellWeights,
  },
  gru: {
    className: 'GRU',
    settings: { ...cellSettings.gru, goBackwards: same('go_backwards') },
    weights: cellWeights,
  },
  simpleRnn: {
    className: 'SimpleRNN',
    settings: { ...recurrent, goBackwards: same('go_backwards') },
    weights: cellWeights,
  },
  attention: {
    className: 'Attention',
    settings: { causal: null, useScale: same('use_scale'), dropout: same('dropout') },
    // Its score mode is left to the default: Keras's reader of .h5 files takes the word "dot" for a function.
    weights: [own('scale')],
    takes: 'list',
    call: { causal: 'use_causal_mask' },
  },
  multiHeadAttention: {
    className: 'MultiHeadAttention',
    settings: {
      numHeads: same('num_heads'),
      keyDim: same('key_dim'),
      valueDim: { ...same('value_dim'), write: (value) => (value === 0 ? null : (value as number)) },
      causal: null,
      dropout: same('dropout'),
      ...commonSettings,
    },
    weights: ['query', 'key', 'value', 'output'].flatMap(projected),
    takes: 'arguments',
    call: { causal: 'use_causal_mask' },
  },
  embedding: {
    className: 'Embedding',
    settings: {
      vocabulary: same('input_dim'),
      units: same('output_dim'),
      maskZero: same('mask_zero'),
      embeddingsInitializer: initializer('embeddings_initializer'),
      embeddingsPenalty: penalty('embeddings_regularizer'),
      activityPenalty: penalty('activity_regularizer'),
    },
    weights: [own('embeddings')],
  },
  repeatVector: { className: 'RepeatVector', settings: { n: same('n') } },
  masking: { className: 'Masking', settings: { maskValue: same('mask_value') } },
  batchNormalization: {
    className: 'BatchNormalization',
    settings: { momentum: same('momentum'), ...normalization },
    constants: { axis: -1 },
    weights: [...gammaAndBeta, own('movingMean', 'moving_mean'), own('movingVariance', 'moving_variance')],
  },
  layerNormalization: {
    className: 'LayerNormalization',
    settings: normalization,
    constants: { axis: -1 },
    weights: gammaAndBeta,
  },
  groupNormalization: {
    className: 'GroupNormalization',
    settings: { groups: same('groups'), ...normalization },
    constants: { axis: -1 },
    weights: gammaAndBeta,
  },
  // One channel a group.
  instanceNormalization: {
    className: 'GroupNormalization',
    settings: normalization,
    constants: { groups: -1, axis: -1 },
    weights: gammaAndBeta,
  },
  unitNormalization: { className: 'UnitNormalization', settings: {}, constants: { axis: -1 } },
  dropout: { className: 'Dropout', settings: { rate: same('rate') } },
  spatialDropout2d: { className: 'SpatialDropout2D', settings: { rate: same('rate') } },
  spatialDropout1d: { className: 'SpatialDropout1D', settings: { rate: same('rate') } },
  gaussianDropout: { className: 'GaussianDropout', settings: { rate: same('rate') } },
  alphaDropout: { className: 'AlphaDropout', settings: { rate: same('rate') } },
  gaussianNoise: { className: 'GaussianNoise', settings: { stddev: same('stddev') } },
  add: { className: 'Add', settings: {}, takes: 'list' },
  multiply: { className: 'Multiply', settings: {}, takes: 'list' },
  dot: { className: 'Dot', settings: { normalize: same('normalize') }, constants: { axes: 2 }, takes: 'list' },
  concatenate: { className: 'Concatenate', settings: { axis: same('axis') }, takes: 'list' },
} satisfies { readonly [Kind in LayerKind]?: DirectRule<NamesOf<Kind>> };

export type DirectKind = keyof typeof direct;

/** With the names of their settings forgotten. */
export const directRules: Readonly<Record<DirectKind, DirectRule>> = { ...direct };
