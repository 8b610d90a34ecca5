/** Keras configs as Python: constructors with the arguments that are not Keras's defaults. Owns no layer. */
import type { Config, Json } from '../keras/layer.ts';

const initializers: Readonly<Record<string, string>> = {
  kernel: 'GlorotUniform',
  depthwise: 'GlorotUniform',
  pointwise: 'GlorotUniform',
  recurrent: 'Orthogonal',
  bias: 'Zeros',
  beta: 'Zeros',
  alpha: 'Zeros',
  gamma: 'Ones',
};

/** What Keras takes where nothing is said; of strides only convolutions', since poolings take the pool's size. */
const defaults: Config = {
  use_bias: true,
  activation: 'linear',
  recurrent_activation: 'sigmoid',
  padding: 'valid',
  data_format: 'channels_last',
  depth_multiplier: 1,
  output_padding: null,
  return_sequences: false,
  go_backwards: false,
  unit_forget_bias: true,
  reset_after: true,
  axis: -1,
  momentum: 0.99,
  epsilon: 0.001,
  center: true,
  scale: true,
  dropout: 0,
  use_scale: false,
  keepdims: false,
  interpolation: 'nearest',
  shared_axes: null,
  value_dim: null,
  mask_value: 0,
};

const isOnes = (value: Json): boolean => (Array.isArray(value) ? value : [value]).every((n) => n === 1);

function isDefault(className: string, key: string, value: Json): boolean {
  const [what = '', kind] = key.split('_');
  if (kind === 'initializer') return (value as { readonly class_name: string }).class_name === initializers[what];
  if (kind === 'regularizer') return value === null;
  if (key === 'activation' && ['LSTM', 'GRU', 'SimpleRNN'].includes(className)) return value === 'tanh';
  if (key === 'activation' && className === 'Activation') return false;
  if (key === 'dilation_rate' || (key === 'strides' && className.includes('Conv'))) return isOnes(value);
  return Object.hasOwn(defaults, key) && defaults[key] === value;
}

/** "layers.Dense(units=32, activation="relu", name="dense_1")". */
export function constructor(className: string, config: Config, name?: string): string {
  const given = Object.entries(config)
    .filter(([key, value]) => !isDefault(className, key, value))
    .map(([key, value]) => `${key}=${literal(value)}`);
  return `layers.${className}(${[...given, ...(name === undefined ? [] : [`name="${name}"`])].join(', ')})`;
}

/** Lists are tuples, as in Keras's own examples. */
export function literal(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `(${value.map(literal).join(', ')}${value.length === 1 ? ',' : ''})`;
  const { module, class_name: className, config } = value as { readonly [key: string]: Json };
  if (module === 'keras.layers') return constructor(String(className), config as Config);
  const settings = Object.entries(config as Config).filter(([key, given]) => key !== 'seed' && given !== null);
  return `${String(module)}.${String(className)}(${settings.map(([key, given]) => `${key}=${literal(given)}`).join(', ')})`;
}
