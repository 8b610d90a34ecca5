/** What the values of one graph are called in what it is lowered to. Constants are stored there when they are first needed. */
import type { Graph, GraphNode, GraphValue } from '../graph.ts';
import type { TensorSpec, Values } from '../types.ts';
import type { Call, Operand } from './rule.ts';

/** Stores a constant, and returns its name. */
export type StoreConstant = (values: Values, spec: TensorSpec) => string;

export class Operands {
  readonly #function: string;
  readonly #store: StoreConstant;
  readonly #known = new Map<GraphValue, Operand>();

  /** Of the function of this name. */
  constructor(name: string, store: StoreConstant) {
    this.#function = name;
    this.#store = store;
  }

  define(value: GraphValue, name: string): void {
    this.#known.set(value, { name, shape: value.shape, dtype: value.dtype });
  }

  readonly find = (value: GraphValue): Operand => {
    const known = this.#known.get(value);
    if (known) return known;
    if (value.source.kind !== 'constant')
      throw new Error(`Function "${this.#function}": a value is used before it is computed.`);
    this.define(value, this.#store(value.source.values, value));
    return this.find(value);
  };

  /** What the rule of the node's kernel is called with. */
  callOf<Emitted>({ inputs, attributes, outputs }: GraphNode, keys: (draw: number) => Emitted): Call<Emitted> {
    const found = Object.fromEntries(Object.entries(inputs).map(([input, value]) => [input, this.find(value)]));
    return { inputs: found, attributes, outputs, keys };
  }
}

/** Numbers of the graph's random draws, in their order. */
export function drawsOf(graph: Graph): number[] {
  return graph.nodes.flatMap(({ attributes }) => (typeof attributes['draw'] === 'number' ? [attributes['draw']] : []));
}
