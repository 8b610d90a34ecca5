/**
 * Keras's layers as TensorFlow.js's layers library has them: an exhaustive table. Most are the same; what it lacks is made of
 * what it has. Owns the differences; not the file (write.ts). What cannot be made is refused before (src-shared/export/tfjs.ts).
 */
import type { Shape } from '#shared/layers/layer.ts';
import type { Config, Json, KerasClass, KerasLayer } from '../keras/layer.ts';
import { causal, pooledGlobally, sequenceAsPicture, transposed } from './convolutions.ts';
import { bilinear, normalizedGroups } from './composed.ts';

/** Becomes these, one after the other; the last keeps the layer's name. */
export type Adaptation = (layer: KerasLayer, inputs: readonly Shape[]) => readonly KerasLayer[];

const same: Adaptation = (layer) => [layer];

const renamed = (layer: KerasLayer, config: Config): KerasLayer => ({ ...layer, config });

/** Curves that are no functions of TensorFlow.js become a layer of their own. */
const curved: Adaptation = (layer) => {
  const { activation, activity_regularizer: penalty, ...config } = layer.config;
  if (activation === 'silu') return [renamed(layer, { ...layer.config, activation: 'swish' })];
  if (activation !== 'leaky_relu') return [layer];
  const before =
    layer.className === 'Activation'
      ? []
      : [{ ...renamed(layer, { ...config, activation: 'linear' }), suffix: 'linear' }];
  const slope: Config = { alpha: 0.2, ...(penalty === undefined ? {} : { activity_regularizer: penalty }) };
  return [...before, { className: 'LeakyReLU', config: slope, weights: [], shape: layer.shape }];
};

const never: Adaptation = ({ className }) => {
  throw new Error(`TensorFlow.js has no ${className}; the export should have been refused.`);
};

const adaptations: Readonly<Record<KerasClass, Adaptation>> = {
  InputLayer: (layer) => [
    renamed(layer, { batch_input_shape: layer.config['batch_shape']!, dtype: 'float32', sparse: false }),
  ],
  Dense: curved,
  Activation: curved,
  LeakyReLU: (layer) => {
    const { negative_slope: alpha, ...rest } = layer.config;
    return [renamed(layer, { ...rest, alpha: alpha! })];
  },
  ELU: same,
  PReLU: same,
  Softmax: same,
  Flatten: same,
  Reshape: same,
  Permute: same,
  RepeatVector: same,
  Masking: never,
  Embedding: same,
  Conv1D: (layer, inputs) => causal(layer, inputs).flatMap((each) => curved(each, inputs)),
  Conv2D: curved,
  Conv1DTranspose: (layer, inputs) =>
    sequenceAsPicture(layer, inputs).flatMap((each) =>
      each.className === 'Conv2DTranspose'
        ? transposed(each, [withRows(inputs)]).flatMap((inner) => curved(inner, inputs))
        : [each],
    ),
  Conv2DTranspose: (layer, inputs) => transposed(layer, inputs).flatMap((each) => curved(each, inputs)),
  SeparableConv2D: curved,
  DepthwiseConv2D: curved,
  ZeroPadding2D: same,
  Cropping1D: sequenceAsPicture,
  Cropping2D: same,
  UpSampling1D: sequenceAsPicture,
  UpSampling2D: (layer, inputs) => (layer.config['interpolation'] === 'bilinear' ? bilinear(layer, inputs) : [layer]),
  MaxPooling1D: same,
  MaxPooling2D: same,
  AveragePooling2D: same,
  GlobalAveragePooling2D: pooledGlobally,
  LSTM: curvedInside,
  GRU: curvedInside,
  SimpleRNN: curvedInside,
  Bidirectional: (layer) => {
    const { backward_layer: _, layer: wrapped, ...config } = layer.config;
    const { class_name: className, config: inner } = wrapped as { readonly class_name: Json; readonly config: Config };
    return [renamed(layer, { ...config, layer: { class_name: className, config: swished(inner) } })];
  },
  Attention: never,
  Dot: same,
  MultiHeadAttention: never,
  BatchNormalization: same,
  LayerNormalization: same,
  GroupNormalization: normalizedGroups,
  UnitNormalization: never,
  Dropout: same,
  SpatialDropout1D: same,
  SpatialDropout2D: (layer) => [
    { ...renamed(layer, { ...layer.config, noise_shape: [null, 1, 1, layer.shape.at(-1)!] }), className: 'Dropout' },
  ],
  GaussianDropout: same,
  AlphaDropout: same,
  GaussianNoise: same,
  Add: same,
  Multiply: same,
  Concatenate: same,
};

/** A sequence [steps, features] as a picture one pixel wide. */
function withRows([input]: readonly Shape[]): Shape {
  const [steps = 0, features = 0] = input!;
  return [steps, 1, features];
}

function swished(config: Config): Config {
  const name = (value: Json | undefined): Json | undefined => (value === 'silu' ? 'swish' : value);
  const curves = ['activation', 'recurrent_activation'].filter((key) => config[key] !== undefined);
  return { ...config, ...Object.fromEntries(curves.map((key) => [key, name(config[key])!])) };
}

function curvedInside(layer: KerasLayer): readonly KerasLayer[] {
  return [renamed(layer, swished(layer.config))];
}

export const adapt: Adaptation = (layer, inputs) => adaptations[layer.className](layer, inputs);
