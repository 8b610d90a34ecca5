/**
 * Layers of a file as nodes and edges, one by one, shapes inferred on the way. What is too large is refused before anything is
 * allocated, and each node's weights are found and measured, but not read. Owns the walk; not what the project around it is.
 */
import type { GraphEdge, GraphNode } from '#shared/graph/document.ts';
import { WEIGHT_BUDGET } from '#shared/graph/infer.ts';
import { uniqueName } from '#shared/graph/names.ts';
import { checkField, defaultsOf, type AnyParams, type Fields } from '#shared/layers/fields.ts';
import { findLayer, layers, type LayerKind } from '#shared/layers/index.ts';
import { formatShape, sizeOf, type Shape } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import type { ImportNote } from '#shared/wire/import.ts';
import type { FlatLayer, FlatModel } from './inline.ts';
import type { Converted } from './layers/converted.ts';
import { converterOf } from './layers/index.ts';
import { LayerReading } from './layers/reading.ts';
import { rescaling } from './layers/rescaling.ts';
import { inputShape } from './layers/source.ts';
import { ConfigFault } from './read/config.ts';
import type { StoredTensor } from './read/hdf5.ts';
import type { WeightStore } from './read/store.ts';

/** A weight of a node, and where it stands in the file. */
export interface FoundWeight {
  /** "<node id>/<role>". */
  readonly name: string;
  readonly shape: Shape;
  readonly stored: StoredTensor;
}

export interface BuiltGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly weights: readonly FoundWeight[];
  readonly notes: readonly ImportNote[];
  /** Of nodes, in the order in which the file has its outputs. */
  readonly outputs: readonly string[];
  /** What a layer of the file says that the network sees; null where none does. */
  readonly range: 'zeroToOne' | 'minusOneToOne' | null;
}

export function buildGraph(model: FlatModel, weights: WeightStore): BuiltGraph {
  const builder = new Builder(weights, model.inputs);
  for (const layer of model.layers) builder.take(layer);
  return builder.finish(model.outputs);
}

class Builder {
  readonly #store: WeightStore;
  readonly #sources: readonly string[];
  readonly #nodes: GraphNode[] = [];
  readonly #edges: GraphEdge[] = [];
  readonly #shapes = new Map<string, Shape>();
  /** The node that carries each layer's output. */
  readonly #carriers = new Map<string, string>();
  readonly #weights: FoundWeight[] = [];
  readonly #notes: ImportNote[] = [];
  readonly #ids = new Set<string>();
  readonly #names = new Set<string>();
  #total = 0;
  #range: BuiltGraph['range'] = null;

  constructor(store: WeightStore, sources: readonly string[]) {
    this.#store = store;
    this.#sources = sources;
  }

  take(layer: FlatLayer): void {
    const note = (what: string): void =>
      void this.#notes.push({ layer: layer.path.join('/'), kind: layer.className, what });
    const reading = new LayerReading(layer, note);
    if (layer.className === 'InputLayer') return this.#source(reading);
    const sources = this.#sourcesOf(layer);
    const inputs = sources.map((id) => this.#shapes.get(id)!);
    const range = rescaling(reading, this.#isSource(sources));
    if (range) this.#range = range;
    const converted = range ? [] : converterOf(reading)(reading, inputs);
    reading.checkRest(inputs[0]?.length ?? 0);
    if (layer.again && converted.some(({ stored }) => stored))
      note('Its weights are shared with an earlier use of it in the file; here each use has its own, equal at first.');
    let from = sources;
    converted.forEach((each, at) => {
      const suffix = at === converted.length - 1 ? '' : ` ${at + 1}`;
      from = [this.#add(reading, each, from, suffix)];
    });
    if (from.length !== 1) reading.refuse(`has ${from.length} inputs and changes none of them`);
    this.#carriers.set(layer.id, from[0]!);
  }

  finish(outputs: readonly string[]): BuiltGraph {
    return {
      ...{ nodes: this.#nodes, edges: this.#edges, shapes: this.#shapes, weights: this.#weights, notes: this.#notes },
      outputs: outputs.map((id) => this.#carriers.get(id)!),
      range: this.#range,
    };
  }

  #isSource(ids: readonly string[]): boolean {
    return ids.every((id) => this.#nodes.find((node) => node.id === id)?.kind === 'input');
  }

  /** The same input twice counts once where it may (self-attention), else it comes by way of a node that changes nothing. */
  #sourcesOf({ inputs, className }: FlatLayer): readonly string[] {
    const ids = inputs.map((input) => this.#carriers.get(input)!);
    if (className === 'MultiHeadAttention' && new Set(ids).size === 1) return ids.slice(0, 1);
    return ids.map((id, at) => (ids.indexOf(id) === at ? id : this.#copy(id)));
  }

  #copy(source: string): string {
    const params = { ...defaultsOf(layers.activation.fields), activation: 'linear' };
    const id = this.#place('activation', params, `${source} again`, [source]);
    this.#shapes.set(id, this.#shapes.get(source)!);
    return id;
  }

  #source(reading: LayerReading): void {
    const { id, path } = reading.layer;
    const name = path.join('/');
    const kind = sourceKind(name, this.#sources.indexOf(name));
    if (kind === null)
      throw new ConfigFault(
        `it has ${this.#sources.length} inputs; here a network has one, and perhaps a mask, noise or more words`,
      );
    const shape = inputShape(reading);
    const params = { ...defaultsOf(layers[kind].fields), shape };
    this.#check(reading, kind, params);
    const node = this.#place(kind, params, name, []);
    this.#shapes.set(node, shape);
    this.#carriers.set(id, node);
  }

  #add(reading: LayerReading, { kind, params, stored }: Converted, sources: readonly string[], suffix: string): string {
    this.#check(reading, kind, params);
    const inputs = sources.map((id) => this.#shapes.get(id)!);
    const definition = findLayer(kind)!;
    const { min, max } = definition.inputs;
    if (inputs.length < min || inputs.length > max)
      reading.refuse(`has ${inputs.length} inputs; here it takes ${min === max ? min : `${min} to ${max}`}`);
    const name = `${reading.layer.path.join('/')}${suffix}`;
    const id = this.#place(kind, params, name, sources);
    this.#shapes.set(
      id,
      said(reading, () => definition.shape(params, inputs)),
    );
    const specs = definition.weights?.(params, inputs) ?? [];
    this.#total += specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    if (this.#total > WEIGHT_BUDGET)
      reading.refuse(
        `brings the weights to ${this.#total.toLocaleString('en')}; at most ${WEIGHT_BUDGET.toLocaleString('en')} are built`,
      );
    if (specs.length === 0) return id;
    const roles = (stored?.roles ?? []).filter(({ role }) => specs.some((spec) => spec.role === role));
    const found = this.#store.of(stored?.place ?? reading.layer, [...new Set(roles.map(({ owner }) => owner))]);
    if (found.length !== specs.length || roles.length !== specs.length)
      reading.refuse(
        `needs ${specs.length} weights; the file has ${found.length === 0 ? 'none' : found.length} of them`,
      );
    if (reading.config['trainable'] === false) this.#freeze(id);
    roles.forEach(({ role }, at) => {
      const { shape } = specs.find((spec) => spec.role === role)!;
      const tensor = found[at]!;
      const has = stored?.widened
        ? shape.filter((n, axis) => n !== 1 || axis >= shape.length - tensor.shape.length)
        : shape;
      if (tensor.shape.join() !== has.join())
        reading.refuse(
          `needs its ${role} as ${formatShape(has) || 'a single number'}; the file has ${formatShape(tensor.shape) || 'a single number'}`,
        );
      this.#weights.push({ name: `${id}/${role}`, shape, stored: tensor });
    });
    return id;
  }

  #freeze(id: string): void {
    const at = this.#nodes.findIndex((node) => node.id === id);
    this.#nodes[at] = { ...this.#nodes[at]!, frozen: true };
  }

  #check(reading: LayerReading, kind: LayerKind, params: AnyParams): void {
    const fields: Fields = layers[kind].fields;
    for (const [name, field] of Object.entries(fields)) {
      const fault = checkField(field, params[name]);
      if (fault !== null) reading.refuse(`cannot be taken over: ${fault.replace(/\.$/, '')}`);
    }
  }

  #place(kind: LayerKind, params: AnyParams, wanted: string, sources: readonly string[]): string {
    const id = freshId(wanted, this.#ids);
    this.#ids.add(id);
    const name = uniqueName(wanted.slice(0, 72), this.#names);
    this.#names.add(name);
    this.#nodes.push({ id, kind, name, params, position: { x: 0, y: 0 } });
    for (const source of sources) this.#edges.push({ id: `edge_${this.#edges.length + 1}`, source, target: id });
    return id;
  }
}

/** A layer's own words for why it cannot take what it is given. */
function said<T>(reading: LayerReading, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return reading.refuse(`does not fit: ${error.received} ${error.expected}`.replace(/\.$/, ''));
  }
}

/** The first input is the samples; others are known by the names that exports give them. */
function sourceKind(name: string, at: number): 'input' | 'mask' | 'noise' | 'moreWords' | null {
  if (at <= 0) return 'input';
  const kinds = ['mask', 'noise', 'moreWords'] as const;
  return kinds.find((kind) => name.toLowerCase().startsWith(kind.toLowerCase())) ?? null;
}

/** Letters, digits, _ and -, each once. */
function freshId(wanted: string, taken: ReadonlySet<string>): string {
  const plain =
    wanted
      .replaceAll(/[^A-Za-z0-9_-]+/g, '_')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 56) || 'layer';
  let id = plain;
  for (let n = 2; taken.has(id); n++) id = `${plain}_${n}`;
  return id;
}
