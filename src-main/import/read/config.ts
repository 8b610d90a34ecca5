/**
 * A model's config, as Keras 3, Keras 2 or TensorFlow.js write it, in one form: layers, and each call of them with where its inputs
 * come from. Owns the form of the JSON; what a layer is, and whether there is one like it here, is others'.
 * Source: Keras 3, saving/serialization_lib.py and models/functional.py; TensorFlow.js, engine/container.ts.
 */
import * as v from 'valibot';
import type { Config, Json } from '../../export/keras/layer.ts';
import { LayerRefusal, shown } from '../refusal.ts';

/** One of the outputs of one of the calls of a layer. */
export interface TensorRef {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

export interface LayerCall {
  readonly inputs: readonly TensorRef[];
  /** What else it is called with, tensors left out. */
  readonly options: Config;
}

export interface LayerConfig {
  readonly name: string;
  readonly className: string;
  readonly config: Config;
  /** What it is made of, where it is a model itself. */
  readonly model: ModelConfig | null;
  readonly calls: readonly LayerCall[];
}

export interface ModelConfig {
  readonly className: 'Sequential' | 'Functional';
  readonly name: string;
  readonly layers: readonly LayerConfig[];
  readonly inputs: readonly TensorRef[];
  readonly outputs: readonly TensorRef[];
}

/** A config that is no model; the message is the end of a sentence about the file. */
export class ConfigFault extends Error {}

const [mostLayers, deepest] = [2000, 10];

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const settings = v.record(v.string(), v.unknown());
const layerSchema = v.looseObject({
  class_name: text,
  module: v.optional(v.nullable(v.string())),
  registered_name: v.optional(v.nullable(v.string())),
  config: v.looseObject({ name: v.optional(text) }),
  name: v.optional(text),
  inbound_nodes: v.optional(v.array(v.unknown())),
});
type LayerJson = v.InferOutput<typeof layerSchema>;

const modelSchema = v.looseObject({ class_name: text, config: v.union([settings, v.array(v.unknown())]) });
const modelNames: Readonly<Record<string, ModelConfig['className']>> = {
  Sequential: 'Sequential',
  Functional: 'Functional',
  Model: 'Functional',
};

/** Throws a ConfigFault or a LayerRefusal. */
export function readConfig(json: unknown): ModelConfig {
  const found = v.safeParse(modelSchema, json);
  if (!found.success) throw new ConfigFault('its config does not describe a model');
  const className = modelNames[found.output.class_name];
  if (className === undefined || isCustom(found.output))
    throw new ConfigFault(
      `its model is a “${found.output.class_name.slice(0, 60)}”, whose code is not in the file and would not be run`,
    );
  return readModel(className, found.output.config, 0, { left: mostLayers });
}

function readModel(
  className: ModelConfig['className'],
  json: unknown,
  depth: number,
  budget: { left: number },
): ModelConfig {
  if (depth > deepest) throw new ConfigFault(`its models lie in each other more than ${deepest} deep`);
  // Keras before 2.2.3 wrote a sequential model as the list alone.
  const config = v.parse(settings, Array.isArray(json) ? { layers: json } : json);
  const given = v.safeParse(v.array(layerSchema), config['layers']);
  if (!given.success) throw new ConfigFault('its config does not list layers');
  budget.left -= given.output.length;
  if (budget.left < 0) throw new ConfigFault(`it has more than ${mostLayers.toLocaleString('en')} layers`);
  const name = typeof config['name'] === 'string' ? config['name'] : className.toLowerCase();
  const layers = given.output.map((layer) => readLayer(layer, depth, budget));
  if (new Set(layers.map((layer) => layer.name)).size < layers.length)
    throw new ConfigFault('two of its layers have the same name');
  if (className === 'Sequential') return asChain(name, layers, config['build_input_shape']);
  return {
    className,
    name,
    layers,
    inputs: refsIn(config['input_layers']),
    outputs: refsIn(config['output_layers']),
  };
}

function readLayer(json: LayerJson, depth: number, budget: { left: number }): LayerConfig {
  const { class_name: className, config } = json;
  const name = json.name ?? config.name ?? className.toLowerCase();
  if (isCustom(json))
    throw new LayerRefusal(name, className, 'is code of somebody’s own, which is not in the file and would not be run');
  const kind = Object.hasOwn(modelNames, className) ? modelNames[className]! : null;
  return {
    name,
    className,
    config: config as Config,
    model: kind === null ? null : readModel(kind, config, depth + 1, budget),
    calls: (json.inbound_nodes ?? []).map((call) => readCall(name, className, call)),
  };
}

/** Keras names the modules of its own classes, and registers those of others; older files say neither. */
function isCustom({
  module,
  registered_name: registered,
  class_name: name,
}: LayerJson | { [key: string]: unknown }): boolean {
  const isOurs =
    typeof module !== 'string' ||
    /^(keras|tensorflow\.keras|tf_keras)(\.(src|layers|models|engine)(\.|$)|$)/.test(module);
  const isOperation = typeof module === 'string' && /\.ops(\.|$)/.test(module);
  const isRegistered = typeof registered === 'string' && registered !== name && registered !== `keras>${String(name)}`;
  return !isOurs || isOperation || isRegistered;
}

/** A layer after the other, the first after an input of the model's shape. */
function asChain(name: string, layers: readonly LayerConfig[], built: unknown): ModelConfig {
  const [first] = layers;
  if (!first) throw new ConfigFault('its model has no layers');
  const shape = first.config['batch_shape'] ?? first.config['batch_input_shape'] ?? built;
  const source: LayerConfig =
    first.className === 'InputLayer'
      ? first
      : {
          name: `${name}/input`,
          className: 'InputLayer',
          config: { batch_shape: (shape ?? null) as Json },
          model: null,
          calls: [],
        };
  const rest = first === source ? layers.slice(1) : layers;
  const outputOf = (layer: LayerConfig): TensorRef => ({ layer: layer.name, call: 0, output: 0 });
  const chain = rest.map((layer, at): LayerConfig => ({
    ...layer,
    calls: [{ inputs: [outputOf(at === 0 ? source : rest[at - 1]!)], options: {} }],
  }));
  const all = [{ ...source, calls: [] }, ...chain];
  return { className: 'Sequential', name, layers: all, inputs: [outputOf(source)], outputs: [outputOf(all.at(-1)!)] };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const index = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isRef = (value: unknown): value is [string, number, number] =>
  Array.isArray(value) && value.length >= 3 && typeof value[0] === 'string' && index(value[1]) && index(value[2]);

const refOf = ([layer, call, output]: readonly [string, number, number]): TensorRef => ({ layer, call, output });

/** All that a list, or lists in lists, name. */
function refsIn(value: unknown): TensorRef[] {
  if (isRef(value)) return [refOf(value)];
  if (Array.isArray(value)) return value.flatMap(refsIn);
  return isObject(value) ? Object.values(value).flatMap(refsIn) : [];
}

/** The tensors in an argument of Keras 3: a tensor, or lists of them. */
function tensorsIn(value: unknown): TensorRef[] {
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (!isObject(value) || value['class_name'] !== '__keras_tensor__' || !isObject(value['config'])) return [];
  const history = value['config']['keras_history'];
  return isRef(history) ? [refOf(history)] : [];
}

/** Arguments that take a layer's inputs by their names, in the order in which they would stand. */
const inputArguments = ['query', 'inputs', 'value', 'key', 'sequence'];

function readCall(layer: string, className: string, json: unknown): LayerCall {
  if (Array.isArray(json)) return readOldCall(layer, className, json);
  const args = isObject(json) && Array.isArray(json['args']) ? json['args'] : [];
  const named = isObject(json) && isObject(json['kwargs']) ? json['kwargs'] : {};
  const inputs = [...tensorsIn(args), ...inputArguments.flatMap((name) => tensorsIn(named[name]))];
  const options = Object.entries(named).filter(([name]) => !inputArguments.includes(name));
  refuseTensors(layer, className, options, (value) => tensorsIn(value).length > 0);
  return { inputs, options: Object.fromEntries(options) as Config };
}

/** [["source", 0, 0, { …what else }], …] */
function readOldCall(layer: string, className: string, json: readonly unknown[]): LayerCall {
  const given = isRef(json) ? [json] : json.filter(isRef);
  const options = given.flatMap((each) => {
    const more = (each as unknown[])[3];
    return isObject(more) ? Object.entries(more) : [];
  });
  refuseTensors(layer, className, options, isRef);
  return { inputs: given.map(refOf), options: Object.fromEntries(options) as Config };
}

function refuseTensors(
  layer: string,
  className: string,
  options: readonly (readonly [string, unknown])[],
  isTensor: (value: unknown) => boolean,
): void {
  const found = options.find(([, value]) => isTensor(value));
  if (found) throw new LayerRefusal(layer, className, `is called with ${shown(found[0])} from another layer`);
}
