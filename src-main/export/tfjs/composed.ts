/** Layers that TensorFlow.js computes otherwise or not at all, as linear maps and normalizations that it has. Owns their arithmetic. */
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import { plain } from '../keras/composed.ts';
import type { KerasLayer } from '../keras/layer.ts';

const permute = (dims: readonly number[], shape: Shape, suffix?: string): KerasLayer =>
  plain('Permute', { dims }, shape, suffix);
const reshape = (shape: Shape, suffix?: string): KerasLayer => plain('Reshape', { target_shape: shape }, shape, suffix);

/** [size, size × factor]: each new pixel as shares of its two neighbours, pixel centres as Keras has them, borders repeated. */
function blending(size: number, factor: number): Float32Array {
  const width = size * factor;
  const shares = new Float32Array(size * width);
  for (let pixel = 0; pixel < width; pixel++) {
    const place = (pixel + 0.5) / factor - 0.5;
    const left = Math.floor(place);
    const inside = (index: number): number => Math.min(Math.max(index, 0), size - 1);
    shares[inside(left) * width + pixel]! += 1 - (place - left);
    shares[inside(left + 1) * width + pixel]! += place - left;
  }
  return shares;
}

const map = (size: number, factor: number, shape: Shape, suffix: string): KerasLayer => ({
  className: 'Dense',
  config: { units: size * factor, use_bias: false, trainable: false },
  weights: [{ owner: '', name: 'kernel', shape: [size, size * factor], values: blending(size, factor) }],
  shape,
  suffix,
});

/** Its resize has other pixel centres than Keras's: columns and rows are blended by two fixed linear maps. */
export function bilinear(layer: KerasLayer, [input]: readonly Shape[]): readonly KerasLayer[] {
  const [height = 0, width = 0, channels = 0] = input!;
  const [down = 1, across = 1] = layer.config['size'] as readonly number[];
  const [rows = 0, columns = 0] = layer.shape;
  return [
    permute([2, 3, 1], [width, channels, height], 'by_rows'),
    map(height, down, [width, channels, rows], 'rows'),
    permute([3, 2, 1], [rows, channels, width], 'by_columns'),
    map(width, across, [rows, channels, columns], 'columns'),
    permute([1, 3, 2], layer.shape),
  ];
}

/** The variance with which a batch normalization, whose epsilon is this, divides by 1. */
const epsilon = 0.001;

/** Each group as one row, which a layer normalization evens out; then every channel's scale and centre. */
export function normalizedGroups(layer: KerasLayer): readonly KerasLayer[] {
  const { shape, config, weights } = layer;
  const channels = shape.at(-1)!;
  const groups = config['groups'] === -1 ? channels : (config['groups'] as number);
  const [positions, members] = [sizeOf(shape) / channels, channels / groups];
  const [apart, together]: [Shape, Shape] = [
    [positions, groups, members],
    [groups, positions, members],
  ];
  const scaled = weights.length > 0;
  return [
    reshape(apart, 'groups'),
    permute([2, 1, 3], together, 'first'),
    reshape([groups, positions * members], 'rows'),
    plain(
      'LayerNormalization',
      { axis: -1, epsilon: config['epsilon']!, center: false, scale: false },
      [groups, positions * members],
      'even',
    ),
    reshape(together, 'apart'),
    permute([2, 1, 3], apart, 'back'),
    reshape(shape, scaled ? 'picture' : undefined),
    ...(scaled ? [scaledChannels(layer, channels)] : []),
  ];
}

const scaledChannels = ({ weights, shape, config }: KerasLayer, channels: number): KerasLayer => ({
  className: 'BatchNormalization',
  config: { axis: -1, epsilon, center: config['center']!, scale: config['scale']! },
  weights: [
    ...weights,
    { owner: '', name: 'moving_mean', shape: [channels], values: new Float32Array(channels) },
    { owner: '', name: 'moving_variance', shape: [channels], values: new Float32Array(channels).fill(1 - epsilon) },
  ],
  shape,
});
