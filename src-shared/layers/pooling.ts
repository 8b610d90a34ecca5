/** Fields and sizes that pooling layers share. Owns no kind. */
import { checkedConvolvedSize } from './conv-arithmetic.ts';
import type { Padding } from './conv-arithmetic.ts';
import { paddingField, stridesField } from './fields-common.ts';
import type { PairField } from './fields.ts';
import { pictureInput } from './input-checks.ts';
import type { Shape } from './layer.ts';

const poolSizeField: PairField = {
  type: 'pair',
  label: 'Pool size',
  help: 'Height and width, in pixels, of the blocks that become one value each; 2 × 2 halves the picture.',
  default: [2, 2],
  min: 1,
  max: 512,
};

export const poolingFields = {
  poolSize: poolSizeField,
  strides: {
    ...stridesField,
    help: 'How far apart the blocks are, down and across; usually the same as the pool size.',
    default: [2, 2],
    max: 512,
  },
  padding: paddingField,
} as const;

interface PoolingParams {
  readonly poolSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding;
}

export function pooledShape(
  { poolSize, strides, padding }: PoolingParams,
  inputs: readonly Shape[],
  layer: string,
): Shape {
  const [height, width, channels] = pictureInput(inputs, layer);
  return [
    checkedConvolvedSize('height', height, poolSize[0], strides[0], 1, padding),
    checkedConvolvedSize('width', width, poolSize[1], strides[1], 1, padding),
    channels,
  ];
}
