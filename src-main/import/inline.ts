/**
 * A model with all models in it laid out as one row of layers, each with where its inputs come from; sources come first. Owns the
 * order and what becomes of layers that are used several times; what each layer is, is layers/'s.
 */
import { ConfigFault, type LayerCall, type LayerConfig, type ModelConfig, type TensorRef } from './read/config.ts';
import type { Config } from '../export/keras/layer.ts';
import { snakeCase } from '../export/keras/weights-file.ts';
import { LayerRefusal } from './refusal.ts';

/** Where a layer's weights stand, whatever the file. */
export interface LayerPlace {
  /** Names from the outermost model's layer to the layer itself. */
  readonly path: readonly string[];
  /** Classes of each with their numbers, as Keras's archives have them: "sequential_1/layers/dense_2". */
  readonly tree: string;
  readonly className: string;
  readonly config: Config;
}

export interface FlatLayer extends LayerPlace {
  /** Unique among these; its inputs are others' ids. */
  readonly id: string;
  readonly inputs: readonly string[];
  readonly options: Config;
  /** Whether it shares its weights with a layer before it. */
  readonly again: boolean;
}

export interface FlatModel {
  readonly layers: readonly FlatLayer[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** One model may be used in another many times. */
const [mostLayers, mostCalls] = [2000, 20_000];

export function inline(model: ModelConfig): FlatModel {
  const walk = new Walk();
  const inputs = model.inputs.map(({ layer }) => layer);
  const outputs = walk.model(model, { path: [], tree: 'layers', given: null });
  if (outputs.length === 0) throw new ConfigFault('its model has no outputs');
  return { layers: walk.layers, inputs, outputs };
}

interface Surroundings {
  readonly path: readonly string[];
  readonly tree: string;
  /** Ids of what the model is given, by its input layers' names; null: it is the outermost. */
  readonly given: ReadonlyMap<string, string> | null;
}

class Walk {
  readonly layers: FlatLayer[] = [];
  readonly #ids = new Set<string>();
  readonly #used = new Set<string>();
  #calls = 0;

  /** Answers the ids of its outputs. */
  model(model: ModelConfig, around: Surroundings): string[] {
    const trees = treesOf(model, around.tree);
    const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
    const known = new Map<string, readonly string[]>();
    const pending = new Set(model.layers.flatMap((layer) => callsOf(layer).map((call, at) => ({ layer, call, at }))));
    // Layers may stand in any order; each round takes those whose inputs are there.
    for (let before = -1; pending.size > 0 && pending.size !== before;) {
      before = pending.size;
      for (const each of pending) {
        const inputs = each.call.inputs.map((ref) => find(byName, known, ref));
        if (inputs.includes(null)) continue;
        pending.delete(each);
        const tree = trees.get(each.layer)!;
        known.set(keyOf(each.layer.name, each.at), this.#place(each, inputs as string[], { ...around, tree }));
      }
    }
    return model.outputs.map((ref) => {
      const found = find(byName, known, ref);
      if (found === null) throw new ConfigFault(`its output “${ref.layer.slice(0, 80)}” depends on itself`);
      return found;
    });
  }

  #place(
    { layer, call, at }: { layer: LayerConfig; call: LayerCall; at: number },
    inputs: readonly string[],
    { path, tree, given }: Surroundings,
  ): readonly string[] {
    const whole = [...path, layer.name];
    if (++this.#calls > mostCalls) throw new ConfigFault('its models use each other too many times');
    if (given !== null && layer.className === 'InputLayer') {
      const source = given.get(layer.name);
      return source === undefined ? [] : [source];
    }
    if (layer.model) {
      const names = layer.model.inputs.map((ref) => ref.layer);
      if (names.length !== inputs.length)
        throw new LayerRefusal(layer.name, layer.className, `is given ${inputs.length} inputs and has ${names.length}`);
      const within = new Map(names.map((name, number) => [name, inputs[number]!]));
      return this.model(layer.model, { path: whole, tree: `${tree}/layers`, given: within });
    }
    const id = this.#idOf(whole.join('/'), at);
    if (this.layers.length >= mostLayers)
      throw new ConfigFault(`its models in models come to more than ${mostLayers.toLocaleString('en')} layers`);
    const { className, config } = layer;
    this.layers.push({
      path: whole,
      tree,
      className,
      config,
      id,
      inputs,
      options: call.options,
      again: this.#used.has(tree),
    });
    this.#used.add(tree);
    return [id];
  }

  #idOf(wanted: string, call: number): string {
    const first = call === 0 ? wanted : `${wanted}#${call + 1}`;
    let id = first;
    for (let n = 2; this.#ids.has(id); n++) id = `${first}#${n}`;
    this.#ids.add(id);
    return id;
  }
}

const keyOf = (layer: string, call: number): string => `${call}/${layer}`;

/** A source is called by nobody. */
const callsOf = ({ className, calls }: LayerConfig): readonly LayerCall[] =>
  className === 'InputLayer' ? [{ inputs: [], options: {} }] : calls;

/** Null: not there yet. */
function find(
  layers: ReadonlyMap<string, LayerConfig>,
  known: ReadonlyMap<string, readonly string[]>,
  ref: TensorRef,
): string | null {
  const layer = layers.get(ref.layer);
  if (!layer || ref.call >= callsOf(layer).length)
    throw new ConfigFault(`it names a layer “${ref.layer.slice(0, 80)}” that it does not have`);
  const outputs = known.get(keyOf(ref.layer, ref.call));
  if (!outputs) return null;
  const found = outputs[ref.output];
  if (found === undefined)
    throw new LayerRefusal(
      layer.name,
      layer.className,
      `has more than one output, and number ${ref.output + 1} is used`,
    );
  return found;
}

/** "Conv2DTranspose" → "conv2d_transpose": layers of a class are numbered in the order in which they stand. */
function treesOf(model: ModelConfig, parent: string): ReadonlyMap<LayerConfig, string> {
  const used = new Map<string, number>();
  return new Map(
    model.layers.map((layer) => {
      const base = snakeCase(layer.model?.className ?? layer.className);
      const count = used.get(base) ?? 0;
      used.set(base, count + 1);
      return [layer, `${parent}/${count === 0 ? base : `${base}_${count}`}`];
    }),
  );
}
