/** Layers that are one node here: the table of what each kind is in Keras (export/keras/direct.ts), read the other way. */
import type { AnyParams } from '#shared/layers/fields.ts';
import { layers } from '#shared/layers/index.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { direct, directRules, type DirectKind } from '../../export/keras/direct.ts';
import type { Json } from '../../export/keras/layer.ts';
import type { Converted, Converter } from './converted.ts';
import type { LayerReading } from './reading.ts';

/** The first kind of each class; others of the class are special cases of it. */
const kindOfClass = new Map<string, DirectKind>();
for (const [kind, { className }] of Object.entries(directRules))
  if (!kindOfClass.has(className)) kindOfClass.set(className, kind as DirectKind);

export function directNode(reading: LayerReading, kind: DirectKind, given: AnyParams = {}): Converted {
  const { settings, weights, call } = directRules[kind];
  const called = Object.entries(call ?? {}).map(([name, key]): [string, boolean] => [
    name,
    (reading.askOption(key as string) ?? reading.ask(name)) === true,
  ]);
  const params = reading.params(kind, settings, { ...Object.fromEntries(called), ...given });
  return { kind, params, ...(weights ? { stored: { roles: weights } } : {}) };
}

/** Works on the last axis, of pictures, too: there it is a convolution of single pixels. */
const dense: Converter = (reading, [input]) => {
  const node = directNode(reading, 'dense');
  if (input?.length !== 3) return [node];
  const { units, spectralNormalization: _, ...shared } = node.params;
  const params = { ...reading.params('conv2d', {}), ...shared, filters: units!, kernelSize: [1, 1] };
  reading.note('It mixes the channels of each pixel, which is a Conv2D with a 1 × 1 kernel here.');
  return [{ kind: 'conv2d', params, stored: { roles: direct.dense.weights, widened: true } }];
};

/** One channel a group is an instance normalization. */
const grouped: Converter = (reading, [input]) => {
  const groups = reading.ask('groups');
  const isInstance = groups === -1 || groups === input?.at(-1);
  return [directNode(reading, isInstance ? 'instanceNormalization' : 'groupNormalization')];
};

const prelu: Converter = (reading, [input]) => {
  const axes = input!.map((_, axis) => axis + 1);
  const shared = JSON.stringify(reading.ask('shared_axes') ?? []);
  const ways = { none: [], positions: axes.slice(0, -1), all: axes };
  const found = Object.entries(ways).find(([, each]) => JSON.stringify(each) === shared);
  if (!found) reading.refuseSetting('shared_axes');
  return [directNode(reading, 'prelu', { sharedAxes: found![0] })];
};

/** Pools that say no strides are laid side by side. */
const pooling =
  (kind: 'maxPooling2d' | 'averagePooling2d' | 'maxPooling1d'): Converter =>
  (reading) => {
    if (!isMissing(reading.ask('strides'))) return [directNode(reading, kind)];
    const { poolSize } = directNode(reading, kind, { strides: layers[kind].fields.strides.default }).params;
    return [directNode(reading, kind, { strides: poolSize! })];
  };

const isMissing = (value: Json | undefined): boolean => value === undefined || value === null;

/** −1 is whatever is left. */
const reshape: Converter = (reading, [input]) => {
  const target = reading.ask('target_shape');
  if (!Array.isArray(target) || !target.every((n) => typeof n === 'number'))
    return reading.refuseSetting('target_shape');
  const known = (target as number[]).filter((n) => n !== -1);
  const left = sizeOf(input!) / sizeOf(known);
  return [directNode(reading, 'reshape', { targetShape: (target as number[]).map((n) => (n === -1 ? left : n)) })];
};

/** What drops whole channels says so in the shape of its noise. */
const dropout: Converter = (reading, [input]) => {
  const noise = reading.ask('noise_shape');
  if (isMissing(noise)) return [directNode(reading, 'dropout')];
  const dropped = (noise as readonly Json[]).slice(1);
  const ones = dropped.slice(0, -1).every((n) => n === 1) && dropped.length === input!.length;
  const channels = dropped.at(-1) === null || dropped.at(-1) === input!.at(-1);
  if (!ones || !channels || input!.length < 2) reading.refuseSetting('noise_shape');
  return [directNode(reading, input!.length === 3 ? 'spatialDropout2d' : 'spatialDropout1d')];
};

/** Files of TensorFlow.js do not say it: its GRU has no reset after. */
const gru: Converter = (reading) => [
  directNode(reading, 'gru', reading.config['reset_after'] === undefined ? { resetAfter: false } : {}),
];

const special: Readonly<Record<string, Converter>> = {
  Dense: dense,
  GroupNormalization: grouped,
  PReLU: prelu,
  MaxPooling2D: pooling('maxPooling2d'),
  AveragePooling2D: pooling('averagePooling2d'),
  MaxPooling1D: pooling('maxPooling1d'),
  Reshape: reshape,
  Dropout: dropout,
  GRU: gru,
};

/** Null for a class that is no node by itself. */
export function directConverter(className: string): Converter | null {
  if (Object.hasOwn(special, className)) return special[className]!;
  const kind = kindOfClass.get(className);
  return kind === undefined ? null : (reading) => [directNode(reading, kind)];
}
