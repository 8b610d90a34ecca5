/**
 * Layer kinds that are several layers of Keras, or one that takes more than settings: made of Keras's own safe layers alone,
 * so that every Keras loads them without code. Owns these kinds; those that are one layer are direct.ts's.
 */
import { activationNames, builtin, penaltyConfig } from './settings.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { ActivationKind } from '#shared/layers/activations.ts';
import type { AnyParams, Penalty } from '#shared/layers/fields.ts';
import { codebookOf } from './codebook.ts';
import { cellSettings, direct } from './direct.ts';
import { configOf, directLayer, type Given } from './given.ts';
import type { Config, KerasClass, KerasLayer, KerasWeight } from './layer.ts';

export const plain = (className: KerasClass, config: Config, shape: Shape, suffix?: string): KerasLayer => ({
  className,
  config,
  weights: [],
  shape,
  ...(suffix === undefined ? {} : { suffix }),
});

const penalised = (params: AnyParams): Config => {
  const regularizer = penaltyConfig(params['activityPenalty'] as Penalty);
  return regularizer === null ? {} : { activity_regularizer: regularizer };
};

/** Marks a place and changes nothing. */
const marker = ({ params, shape }: Given): KerasLayer =>
  plain('Activation', { activation: 'linear', ...penalised(params) }, shape);

export function activation({ params, shape }: Given): readonly KerasLayer[] {
  const kind = params['activation'] as ActivationKind;
  const rest = penalised(params);
  if (kind === 'leakyRelu')
    return [plain('LeakyReLU', { negative_slope: params['negativeSlope'] as number, ...rest }, shape)];
  if (kind === 'elu') return [plain('ELU', { alpha: params['alpha'] as number, ...rest }, shape)];
  return [plain('Activation', { activation: activationNames[kind], ...rest }, shape)];
}

/** Axes that share a slope, counted from 1 as Keras does. */
export function prelu(given: Given): readonly KerasLayer[] {
  const axes = given.shape.map((_, axis) => axis + 1);
  const shared = { none: null, positions: axes.slice(0, -1), all: axes }[given.params['sharedAxes'] as string] ?? null;
  const layer = directLayer(direct.prelu, given);
  return [{ ...layer, config: { ...layer.config, shared_axes: shared && shared.length > 0 ? shared : null } }];
}

/** Keras's transposed convolutions have no cropping; it changes nothing whether it comes before or after the activation. */
export function transposed(kind: 'conv1dTranspose' | 'conv2dTranspose', given: Given): readonly KerasLayer[] {
  const cropping = given.params['cropping'] as readonly number[];
  const written = directLayer(direct[kind], given);
  if (cropping.every((n) => n === 0)) return [written];
  const [top = 0, bottom = 0, left = 0, right = 0] = cropping;
  const { activity_regularizer: penalty, ...config } = written.config;
  const [height = 0, width = 0, channels = 0] = given.shape;
  const before: Shape =
    kind === 'conv1dTranspose'
      ? [height + top + bottom, width]
      : [height + top + bottom, width + left + right, channels];
  const crop =
    kind === 'conv1dTranspose'
      ? plain('Cropping1D', { cropping: [top, bottom] }, given.shape, 'cropping')
      : plain(
          'Cropping2D',
          {
            cropping: [
              [top, bottom],
              [left, right],
            ],
            data_format: 'channels_last',
          },
          given.shape,
          'cropping',
        );
  return [
    { ...written, config, shape: before },
    penalty ? { ...crop, config: { ...crop.config, activity_regularizer: penalty } } : crop,
  ];
}

const rearranged = (first: Shape, second: Shape, last: Shape): readonly KerasLayer[] => [
  plain('Reshape', { target_shape: first }, first, 'rows'),
  plain('Permute', { dims: [1, 3, 2, 4] }, second, 'swapped'),
  plain('Reshape', { target_shape: last }, last),
];

/** As block-size.ts does it, but with height apart from the batch: a block's rows change places with the columns before them. */
export function pixelShuffle({ params, inputs, shape }: Given): readonly KerasLayer[] {
  const size = params['blockSize'] as number;
  const [height, width, depth] = inputs[0] as readonly [number, number, number];
  return rearranged([height, width, size, depth / size], [height, size, width, depth / size], shape);
}

export function spaceToDepth({ params, inputs, shape }: Given): readonly KerasLayer[] {
  const size = params['blockSize'] as number;
  const [height, width, channels] = inputs[0] as readonly [number, number, number];
  const [rows, columns] = [height / size, width / size];
  return rearranged([rows, size, columns, size * channels], [rows, columns, size, size * channels], shape);
}

const bothWays = ['forward', 'backward'] as const;

export function bidirectional(given: Given): readonly KerasLayer[] {
  const { params, shape } = given;
  const cell = params['cell'] as 'lstm' | 'gru';
  const { activityPenalty: _, ...settings } = cellSettings[cell];
  const wrapped = (way: string): Config => ({
    ...configOf({ className: direct[cell].className, settings }, params),
    name: `${way}_${cell}`,
  });
  const className = direct[cell].className;
  return [
    {
      className: 'Bidirectional',
      config: {
        layer: builtin('keras.layers', className, { ...wrapped('forward'), go_backwards: false }),
        backward_layer: builtin('keras.layers', className, { ...wrapped('backward'), go_backwards: true }),
        merge_mode: params['mergeMode'] as string,
        ...penalised(params),
      },
      weights: bothWays.flatMap((way) =>
        direct[cell].weights.flatMap(({ role, name }) =>
          given.weight(`${way}/${role}`, { owner: `${way}_layer/cell`, name }),
        ),
      ),
      shape,
    },
  ];
}

export function latent(given: Given): readonly KerasLayer[] {
  switch (given.params['kind']) {
    case 'variational':
      return [mean(given)];
    case 'quantised':
      return quantised(given);
    default:
      return [marker(given)];
  }
}

/** The mean is what everyone takes who does not draw: one Dense layer, at every position alike. */
const mean = (given: Given): KerasLayer => mapOf('mean', given);

/** Stands beside it, of the same input: for those who draw. */
export const logVariance = (given: Given): KerasLayer => mapOf('logVariance', given);

const mapOf = (role: 'mean' | 'logVariance', given: Given): KerasLayer => ({
  className: 'Dense',
  config: { units: given.shape.at(-1)!, activation: 'linear', ...penalised(given.params) },
  weights: [
    ...given.weight(`${role}Kernel`, { owner: '', name: 'kernel' }),
    ...given.weight(`${role}Bias`, { owner: '', name: 'bias' }),
  ],
  shape: given.shape,
});

/**
 * The nearest code, argmax x·c − ½‖c‖², without an argmax: a softmax of what is so far apart that one share is 1 and all others 0.
 * A power of two, so that it changes no digit.
 */
const sharpness = 2 ** 30;

/** Dense (how near each code is) · softmax (1 for the nearest) · Dense (that code). */
function quantised({ params, shape, tensors }: Given): readonly KerasLayer[] {
  const { codes, width, values } = codebookOf(params, tensors);
  const products = new Float32Array(width * codes);
  const halves = new Float32Array(codes);
  for (let code = 0; code < codes; code++)
    for (let place = 0; place < width; place++) {
      const value = values[code * width + place]!;
      products[place * codes + code] = value * sharpness;
      halves[code]! -= (value * value * sharpness) / 2;
    }
  const positions = shape.slice(0, -1);
  const choice = [...positions, codes];
  const weight = (name: string, size: Shape, numbers: Float32Array): KerasWeight => ({
    owner: '',
    name,
    shape: size,
    values: numbers,
  });
  return [
    {
      className: 'Dense',
      config: { units: codes, activation: 'linear' },
      weights: [weight('kernel', [width, codes], products), weight('bias', [codes], halves)],
      shape: choice,
      suffix: 'nearness',
    },
    plain('Softmax', { axis: -1 }, choice, 'choice'),
    {
      className: 'Dense',
      config: { units: width, activation: 'linear', use_bias: false, ...penalised(params) },
      weights: [weight('kernel', [codes, width], values)],
      shape,
    },
  ];
}
