/** Convolutions and poolings that TensorFlow.js's layers lack, made of those that they have. Owns these alone. */
import { transposedSize, type OutputPadding, type Padding } from '#shared/layers/conv-arithmetic.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { plain } from '../keras/composed.ts';
import type { Config, Json, KerasLayer } from '../keras/layer.ts';

const reshape = (shape: Shape, suffix?: string): KerasLayer => plain('Reshape', { target_shape: shape }, shape, suffix);

/** Layers of sequences that exist for pictures alone: the sequence is a picture one pixel wide meanwhile. */
export function sequenceAsPicture(layer: KerasLayer, [input]: readonly Shape[]): readonly KerasLayer[] {
  const [steps = 0, features = 0] = input!;
  const [length = 0, channels = 0] = layer.shape;
  const picture: Shape = [length, 1, channels];
  return [
    reshape([steps, 1, features], 'picture'),
    { ...asPicture(layer), shape: picture, suffix: 'columns' },
    reshape(layer.shape),
  ];
}

function asPicture(layer: KerasLayer): KerasLayer {
  const { config } = layer;
  switch (layer.className) {
    case 'UpSampling1D':
      return { ...layer, className: 'UpSampling2D', config: { size: [config['size']!, 1] } };
    case 'Cropping1D':
      return { ...layer, className: 'Cropping2D', config: { ...config, cropping: [config['cropping']!, [0, 0]] } };
    case 'Conv1DTranspose': {
      const extra = config['output_padding'] ?? null;
      const long: Config = {
        kernel_size: [config['kernel_size']!, 1],
        strides: [config['strides']!, 1],
        output_padding: extra === null ? null : [extra, null],
      };
      const weights = layer.weights.map((weight) =>
        weight.name === 'kernel' ? { ...weight, shape: [weight.shape[0]!, 1, ...weight.shape.slice(1)] } : weight,
      );
      return { ...layer, className: 'Conv2DTranspose', config: { ...config, ...long }, weights };
    }
    default:
      throw new Error(`${layer.className} has no counterpart for pictures.`);
  }
}

/** Padding at the start alone: zeros are put there first. */
export function causal(layer: KerasLayer, [input]: readonly Shape[]): readonly KerasLayer[] {
  if (layer.config['padding'] !== 'causal') return [layer];
  const [steps = 0, features = 0] = input!;
  const before = ((layer.config['kernel_size'] as number) - 1) * (layer.config['dilation_rate'] as number);
  const valid = { ...layer, config: { ...layer.config, padding: 'valid' } };
  if (before === 0) return [valid];
  const padded: Shape = [steps + before, features];
  return [
    reshape([steps, 1, features], 'picture'),
    plain(
      'ZeroPadding2D',
      {
        padding: [
          [before, 0],
          [0, 0],
        ],
      },
      [steps + before, 1, features],
      'padded',
    ),
    reshape(padded, 'sequence'),
    valid,
  ];
}

/** Without output padding; where some is set, all of the picture is painted and cut as TensorFlow would. */
export function transposed(layer: KerasLayer, [input]: readonly Shape[]): readonly KerasLayer[] {
  const { output_padding: extra, ...config } = layer.config;
  const written = { ...layer, config };
  if (extra === null || extra === undefined) return [written];
  const cuts = [0, 1].map((axis) => cutOf(config, axis, input![axis]!, paddingAt(extra, axis)));
  const [rows, columns] = cuts as [Cut, Cut];
  const whole: Shape = [rows.painted, columns.painted, layer.shape.at(-1)!];
  const cropping = cuts.map(({ before, after }) => [before, after]);
  return [
    { ...written, config: { ...config, padding: 'valid' }, shape: whole, suffix: 'painted' },
    plain('Cropping2D', { cropping }, layer.shape),
  ];
}

/** Of each direction its own, or one for both; null is Keras's choice. */
function paddingAt(extra: Json, axis: number): OutputPadding {
  const own = Array.isArray(extra) ? (extra as readonly Json[])[axis]! : extra;
  return own === null ? 'auto' : (String(own) as OutputPadding);
}

export interface Cut {
  readonly painted: number;
  readonly before: number;
  /** Negative where more is wanted than is painted. */
  readonly after: number;
}

function cutOf(config: Config, axis: number, size: number, extra: OutputPadding): Cut {
  const at = (name: string): number => (config[name] as readonly number[])[axis]!;
  return transposedCut(size, at('kernel_size'), at('strides'), config['padding'] as Padding, extra);
}

/** What TensorFlow.js paints with "valid" padding, and what of it is to go. Sizes along one axis. */
export function transposedCut(
  size: number,
  kernel: number,
  stride: number,
  padding: Padding,
  extra: OutputPadding,
): Cut {
  const wanted = transposedSize(size, kernel, stride, padding, extra)!;
  const painted = size * stride + Math.max(kernel - stride, 0);
  const total = Math.max((size - 1) * stride + kernel - wanted, 0);
  const before = padding === 'same' ? Math.floor(total / 2) : 0;
  return { painted, before, after: painted - before - wanted };
}

/** Its layers know no "keep dimensions". */
export function pooledGlobally(layer: KerasLayer): readonly KerasLayer[] {
  const { keepdims, ...config } = layer.config;
  if (keepdims !== true) return [{ ...layer, config }];
  return [{ ...layer, config, shape: [layer.shape.at(-1)!], suffix: 'flat' }, reshape(layer.shape)];
}
