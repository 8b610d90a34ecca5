/** Layers of sequences that exist for pictures alone here: the sequence is a picture one pixel wide meanwhile. */
import { defaultsOf, type AnyParams } from '#shared/layers/fields.ts';
import { layers, type LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { Json } from '../../export/keras/layer.ts';
import type { Converted, Converter } from './converted.ts';
import type { LayerReading } from './reading.ts';

const node = (kind: LayerKind, params: AnyParams): Converted => ({
  kind,
  params: { ...defaultsOf(layers[kind].fields), ...params },
});
const reshape = (targetShape: Shape): Converted => node('reshape', { targetShape });

function stepsOf(reading: LayerReading, [input]: readonly Shape[]): readonly [steps: number, features: number] {
  if (input?.length !== 2) reading.refuse('is given something that is no sequence');
  return input as readonly [number, number];
}

const isNumber = (value: Json | undefined): value is number => typeof value === 'number';

/** A number, or a list of one. */
function single(reading: LayerReading, key: string, otherwise: number): number {
  const value = reading.ask(key) ?? otherwise;
  const [plain] = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return isNumber(plain) ? plain : reading.refuseSetting(key);
}

/** [before, after], or one number for both. */
function ends(reading: LayerReading, key: string): readonly [number, number] {
  const value = reading.ask(key) ?? 1;
  const [before, after] = (Array.isArray(value) ? value : [value, value]) as readonly Json[];
  return isNumber(before) && isNumber(after) ? [before, after] : reading.refuseSetting(key);
}

const atEnds =
  (kind: 'zeroPadding2d' | 'cropping2d', key: 'padding' | 'cropping', sign: 1 | -1): Converter =>
  (reading, inputs) => {
    const [steps, features] = stepsOf(reading, inputs);
    const [before, after] = ends(reading, key);
    const left = steps + sign * (before + after);
    return [reshape([steps, 1, features]), node(kind, { [key]: [before, after, 0, 0] }), reshape([left, features])];
  };

const averagePooling: Converter = (reading, inputs) => {
  const [steps, features] = stepsOf(reading, inputs);
  const size = single(reading, 'pool_size', 2);
  const stride = single(reading, 'strides', size);
  const padding = reading.ask('padding') ?? 'valid';
  if (padding !== 'valid' && padding !== 'same') reading.refuseSetting('padding');
  const left = padding === 'same' ? Math.ceil(steps / stride) : Math.floor((steps - size) / stride) + 1;
  const pool = node('averagePooling2d', { poolSize: [size, 1], strides: [stride, 1], padding: padding as string });
  return [reshape([steps, 1, features]), pool, reshape([left, features])];
};

const globalAverage: Converter = (reading, inputs) => {
  const [steps, features] = stepsOf(reading, inputs);
  const keeps = reading.ask('keepdims') === true;
  const mean = node('globalAveragePooling2d', { keepDims: false });
  return [reshape([steps, 1, features]), mean, ...(keeps ? [reshape([1, features])] : [])];
};

const globalMaximum: Converter = (reading, inputs) => {
  const [steps] = stepsOf(reading, inputs);
  const most = node('maxPooling1d', { poolSize: steps, strides: 1, padding: 'valid' });
  return [most, ...(reading.ask('keepdims') === true ? [] : [node('flatten', {})])];
};

const globalMaximum2d: Converter = (reading, [input]) => {
  if (input?.length !== 3) reading.refuse('is given something that is no picture');
  const most = node('maxPooling2d', { poolSize: input!.slice(0, 2), strides: [1, 1], padding: 'valid' });
  return [most, ...(reading.ask('keepdims') === true ? [] : [node('flatten', {})])];
};

export const sequences: Readonly<Record<string, Converter>> = {
  ZeroPadding1D: atEnds('zeroPadding2d', 'padding', 1),
  Cropping1D: atEnds('cropping2d', 'cropping', -1),
  AveragePooling1D: averagePooling,
  GlobalAveragePooling1D: globalAverage,
  GlobalMaxPooling1D: globalMaximum,
  GlobalMaxPooling2D: globalMaximum2d,
};
