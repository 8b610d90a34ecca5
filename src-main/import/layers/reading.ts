/**
 * One layer's config while it is read: each setting is asked for once, and what nobody asked for must be as if it were not there.
 * Owns which settings of Keras change no result; what a layer becomes is others'.
 */
import type { AnyParams, Field, Fields, ParamValue } from '#shared/layers/fields.ts';
import { layers, type LayerKind } from '#shared/layers/index.ts';
import type { Config, Json } from '../../export/keras/layer.ts';
import type { Setting } from '../../export/keras/settings.ts';
import type { FlatLayer } from '../inline.ts';
import { LayerRefusal, shown } from '../refusal.ts';

/** Nothing that a trained network computes depends on them. */
const harmless = new Set([
  ...[
    'name',
    'trainable',
    'dtype',
    'autocast',
    'seed',
    'implementation',
    'unroll',
    'fused',
    'synchronized',
    'optional',
  ],
  ...['batch_shape', 'batch_input_shape', 'input_shape', 'batch_size', 'input_dim', 'input_length', 'input_dtype'],
  ...[
    'build_input_shape',
    'sparse',
    'ragged',
    'use_cudnn_on_gpu',
    'renorm_clipping',
    'renorm_momentum',
    'flash_attention',
  ],
]);
/** They change how it is trained, and not what it computes then. */
const ofTraining = /(_initializer|_regularizer|_constraint)$|^(dropout|recurrent_dropout|stateful)$/;

const isNothing = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === 0 ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);
const isOnes = (value: Json): boolean => [value].flat().every((each) => each === 1);

export class LayerReading {
  readonly layer: FlatLayer;
  readonly #note: (what: string) => void;
  readonly #asked = new Set<string>();

  constructor(layer: FlatLayer, note: (what: string) => void) {
    this.layer = layer;
    this.#note = note;
  }

  get config(): Config {
    return this.layer.config;
  }

  note(what: string): void {
    this.#note(what);
  }

  refuse(what: string): never {
    throw new LayerRefusal(this.layer.path.join('/'), this.layer.className, what);
  }

  refuseSetting(key: string, value: Json | undefined = this.config[key]): never {
    return this.refuse(`has the setting ${key} = ${shown(value)}, which no layer here has`);
  }

  ask(key: string): Json | undefined {
    this.#asked.add(key);
    return Object.hasOwn(this.config, key) ? this.config[key] : undefined;
  }

  /** Something that it is called with. */
  askOption(key: string): Json | undefined {
    this.#asked.add(key);
    return Object.hasOwn(this.layer.options, key) ? this.layer.options[key] : undefined;
  }

  /** Settings of a kind as Keras's names have them; `given` says those that come about otherwise. */
  params(kind: LayerKind, settings: Readonly<Record<string, Setting | null>>, given: AnyParams = {}): AnyParams {
    const fields: Fields = layers[kind].fields;
    return Object.fromEntries(
      Object.entries(fields).map(([name, field]): [string, ParamValue] => {
        if (Object.hasOwn(given, name)) return [name, given[name]!];
        const setting = settings[name];
        return [name, setting ? this.#read(setting, name, field) : field.default];
      }),
    );
  }

  #read({ key, read }: Setting, name: string, field: Field): ParamValue {
    const found = this.ask(key);
    if (found === undefined) return field.default;
    const value = read(plainValue(field, key, found));
    if (value !== undefined) return value;
    if (!/(Initializer|Penalty)$/.test(name)) return this.refuseSetting(key, found);
    this.#note(`The setting ${key} = ${shown(found)} is not known here and was left out; only training would notice.`);
    return field.default;
  }

  /** Refuses what was not asked for and is not nothing. `rank`: of its input, the batch not counted. */
  checkRest(rank: number): void {
    const { dtype } = this.config;
    const policy =
      typeof dtype === 'string' ? dtype : ((dtype as { config?: { name?: Json } } | null)?.config?.name ?? 'float32');
    if (policy !== 'float32') this.#note(`It computes in ${shown(policy)} in the file, and in float32 here.`);
    for (const [key, value] of Object.entries(this.config)) {
      if (this.#asked.has(key) || harmless.has(key) || isNothing(value)) continue;
      if (ofTraining.test(key)) {
        if (!key.endsWith('_initializer'))
          this.#note(`The setting ${key} = ${shown(value)} was left out; only training would notice.`);
      } else if (!isUsual(key, value, rank)) this.refuseSetting(key, value);
    }
    for (const [key, value] of Object.entries(this.layer.options))
      if (!this.#asked.has(key) && !isNothing(value))
        this.refuse(`is called with ${key} = ${shown(value)}, which no layer here has`);
  }
}

/** Settings that all layers here have alike. */
function isUsual(key: string, value: Json, rank: number): boolean {
  switch (key) {
    case 'data_format':
      return value === 'channels_last';
    case 'axis':
      return [value].flat().length === 1 && ([value].flat()[0] === -1 || [value].flat()[0] === rank);
    // Of a dot product: the features of each step.
    case 'axes':
      return rank === 2 && [value].flat().every((axis) => axis === 2 || axis === -1);
    case 'attention_axes':
      return [value].flat().length === 1 && [value].flat()[0] === 1 && rank === 2;
    case 'score_mode':
      return value === 'dot';
    case 'groups':
    case 'depth_multiplier':
    case 'dilation_rate':
      return isOnes(value);
    default:
      return false;
  }
}

/** The forms in which older files, or whole objects, say the same. */
function plainValue(field: Field, key: string, value: Json): Json {
  if (key.endsWith('activation')) return activationName(value);
  if (field.type === 'pair' && typeof value === 'number') return [value, value];
  if (field.type === 'pair' && Array.isArray(value) && value.length === 1) return [value[0]!, value[0]!];
  if (field.type === 'edges' && typeof value === 'number') return [[value, value], [value, value]]; // prettier-ignore
  if (field.type === 'edges' && Array.isArray(value))
    return value.map((each: Json): Json => (typeof each === 'number' ? [each, each] : each));
  return value;
}

const sameActivations: Readonly<Record<string, string>> = { swish: 'silu', leakyrelu: 'leaky_relu' };

/** Functions by their names: alone, or as objects that say no more than the name. */
export function activationName(value: Json): Json {
  if (value === null) return 'linear';
  const function_ = typeof value === 'object' && 'class_name' in value && value['class_name'] === 'function';
  const name = function_ ? (value as Config)['config']! : value;
  return typeof name === 'string' ? (sameActivations[name] ?? name) : value;
}
