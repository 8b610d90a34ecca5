/** Our settings and Keras's, one way and back: names of activations, initializers and regularizers, pairs and edges. Owns no layer. */
import type { ActivationKind } from '#shared/layers/activations.ts';
import type { Penalty, ParamValue } from '#shared/layers/fields.ts';
import type { InitializerKind } from '#shared/layers/initializers.ts';
import type { Json } from './layer.ts';

/** How one setting of ours stands in a Keras layer's config. */
export interface Setting {
  /** Keras's name of it. */
  readonly key: string;
  write(value: ParamValue): Json;
  /** Undefined for what Hourglass has no word for. */
  read(value: Json): ParamValue | undefined;
}

const isPlain = (value: Json): value is number | string | boolean =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';

const areNumbers = (value: Json): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'number');

/** The same value under Keras's name. */
export const same = (key: string): Setting => ({
  key,
  write: (value) => value as Json,
  read: (value) => (isPlain(value) || areNumbers(value) ? value : undefined),
});

/** A number for Keras's lists of one: kernel size and strides along a sequence. */
export const single = (key: string): Setting => ({
  key,
  write: (value) => value as Json,
  read: (value) => (areNumbers(value) && value.length === 1 ? value[0] : typeof value === 'number' ? value : undefined),
});

/** One name of ours for each of Keras's. */
function named(key: string, names: Readonly<Record<string, string>>): Setting {
  const ours = new Map(Object.entries(names).map(([mine, theirs]) => [theirs, mine]));
  return {
    key,
    write: (value) => names[value as string]!,
    read: (value) => (typeof value === 'string' ? ours.get(value) : undefined),
  };
}

export const activationNames: Readonly<Record<ActivationKind, string>> = {
  linear: 'linear',
  relu: 'relu',
  leakyRelu: 'leaky_relu',
  elu: 'elu',
  selu: 'selu',
  gelu: 'gelu',
  swish: 'silu',
  softplus: 'softplus',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  softmax: 'softmax',
};
export const activation = (key = 'activation'): Setting => named(key, activationNames);

/** A built-in of Keras 3 by its module and class. */
export const builtin = (module: string, className: string, config: { readonly [key: string]: Json }): Json => ({
  module,
  class_name: className,
  config,
  registered_name: null,
});

/** Classes, and what Keras's own defaults do not say. */
const initializers: Readonly<Record<InitializerKind, readonly [string, { readonly [key: string]: Json }]>> = {
  glorotUniform: ['GlorotUniform', { seed: null }],
  glorotNormal: ['GlorotNormal', { seed: null }],
  heUniform: ['HeUniform', { seed: null }],
  heNormal: ['HeNormal', { seed: null }],
  lecunUniform: ['LecunUniform', { seed: null }],
  lecunNormal: ['LecunNormal', { seed: null }],
  orthogonal: ['Orthogonal', { gain: 1, seed: null }],
  randomUniform: ['RandomUniform', { minval: -0.05, maxval: 0.05, seed: null }],
  randomNormal: ['RandomNormal', { mean: 0, stddev: 0.05, seed: null }],
  truncatedNormal: ['TruncatedNormal', { mean: 0, stddev: 0.05, seed: null }],
  zeros: ['Zeros', {}],
  ones: ['Ones', {}],
};

const classOf = (value: Json): string | undefined => {
  if (typeof value === 'string') return value;
  const found = value !== null && typeof value === 'object' && 'class_name' in value ? value['class_name'] : undefined;
  return typeof found === 'string' ? found : undefined;
};

/** Glorot_uniform, GlorotUniform and glorot_uniform are one. */
const plainName = (name: string): string => name.replaceAll('_', '').toLowerCase();

export const initializer = (key: string): Setting => ({
  key,
  write: (value) => builtin('keras.initializers', ...initializers[value as InitializerKind]),
  read: (value) => {
    const name = classOf(value);
    if (name === undefined) return undefined;
    return Object.keys(initializers).find(
      (kind) => plainName(initializers[kind as InitializerKind][0]) === plainName(name),
    );
  },
});

/** Null where there is no penalty. */
export const penaltyConfig = ({ l1, l2 }: Penalty): Json =>
  l1 > 0 || l2 > 0 ? builtin('keras.regularizers', 'L1L2', { l1, l2 }) : null;

export const penalty = (key: string): Setting => ({
  key,
  write: (value) => penaltyConfig(value as Penalty),
  read: (value) => {
    if (value === null) return { l1: 0, l2: 0 };
    if (!['l1', 'l2', 'l1l2'].includes(plainName(classOf(value) ?? ''))) return undefined;
    const config = typeof value === 'object' && 'config' in value ? value['config'] : null;
    if (config === null || typeof config !== 'object' || Array.isArray(config)) return undefined;
    const factor = (name: string): number => {
      const found = (config as { readonly [key: string]: Json })[name];
      return typeof found === 'number' ? found : 0;
    };
    return { l1: factor('l1'), l2: factor('l2') };
  },
});

/** [top, bottom, left, right] as [[top, bottom], [left, right]]. */
export const edges = (key: string): Setting => ({
  key,
  write: (value) => {
    const [top, bottom, left, right] = value as readonly [number, number, number, number];
    return [
      [top, bottom],
      [left, right],
    ];
  },
  read: (value) => {
    if (!Array.isArray(value) || value.length !== 2 || !value.every(areNumbers)) return undefined;
    const flat = (value as readonly (readonly number[])[]).flat();
    return flat.length === 4 ? flat : undefined;
  },
});

/** 'auto' is Keras's None. */
export const outputPadding: Setting = {
  key: 'output_padding',
  write: (value) => (value === 'auto' ? null : Number(value)),
  read: (value) => {
    if (value === null) return 'auto';
    const all = areNumbers(value) ? value : [value];
    return typeof all[0] === 'number' && all.every((n) => n === all[0]) ? String(all[0]) : undefined;
  },
};
