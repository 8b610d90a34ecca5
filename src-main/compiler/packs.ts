/**
 * Packs: variables that are stored one after the other in one array, so that a run moves a few large arrays instead of
 * many small ones and an optimizer updates them all at once. Owns where each variable lies, and what that makes of a graph.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { makeNode, makeValues, rewrite, sizeOf, type Graph, type GraphNode, type GraphValue } from './graph.ts';
import type { DType, TensorSpec, Values } from './types.ts';
import { describeSpec, describeValues, fits } from './values.ts';

/** Variables; those in an array of their own, of one dtype, are stored together. */
export type Storage = readonly (tf.Variable | readonly tf.Variable[])[];

/** An array that a device stores: one variable, or a pack `[elements of all]`. */
interface Stored {
  readonly name: string;
  readonly spec: TensorSpec;
  readonly variables: readonly { readonly name: string; readonly spec: TensorSpec; readonly offset: number }[];
}

export class VariableLayout {
  readonly stored: readonly Stored[];
  readonly variables: readonly tf.Variable[];
  readonly #places = new Map<string, { stored: Stored; offset: number; spec: TensorSpec }>();

  /** Throws when two variables have one name, or a pack has two dtypes. */
  constructor(storage: Storage) {
    this.variables = storage.flat();
    this.stored = storage.map((entry, index) => layOut(`pack ${index}`, entry));
    for (const stored of this.stored)
      for (const { name, spec, offset } of stored.variables) {
        if (this.#places.has(name))
          throw new Error(
            `Two variables are named "${name}". Expected a name of its own for every variable. Rename one, or pass it once.`,
          );
        this.#places.set(name, { stored, offset, spec });
      }
  }

  /** The variables' present values, by what is stored. */
  initialValues(): Map<string, Values> {
    const variables = new Map(this.variables.map((variable) => [variable.name, variable]));
    const values = new Map<string, Values>();
    for (const { name, spec, variables: parts } of this.stored) {
      const all = makeValues(spec.dtype, sizeOf(spec.shape));
      for (const part of parts) all.set(variables.get(part.name)!.dataSync() as Float32Array, part.offset);
      values.set(name, all);
    }
    return values;
  }

  /** Copies of the variables' values, given those of what is stored. */
  unpack(stored: ReadonlyMap<string, Values>): Map<string, { spec: TensorSpec; values: Values }> {
    const values = new Map<string, { spec: TensorSpec; values: Values }>();
    for (const variable of this.variables) {
      const { stored: within, offset, spec } = this.#place(variable.name);
      values.set(variable.name, { spec, values: stored.get(within.name)!.slice(offset, offset + sizeOf(spec.shape)) });
    }
    return values;
  }

  /** Throws an error that names the variable when there is none of that name, or the values do not fit it. */
  check(values: ReadonlyMap<string, Values>): void {
    for (const [name, given] of values) {
      const { spec } = this.#place(name);
      if (!fits(given, spec))
        throw new Error(
          `Variable "${name}" was given ${describeValues(given)}. Expected ${describeSpec(spec)}. ` +
            'Load values that were saved from the same model.',
        );
    }
  }

  /** Writes checked values of variables to the arrays that store them; returns the names of those that changed. */
  pack(values: ReadonlyMap<string, Values>, stored: ReadonlyMap<string, Values>): Set<string> {
    const changed = new Set<string>();
    for (const [name, given] of values) {
      const { stored: within, offset } = this.#place(name);
      stored.get(within.name)!.set(given, offset);
      changed.add(within.name);
    }
    return changed;
  }

  /** The graph on what is stored: a variable becomes a piece of its pack, and a pack's next value is put together. */
  apply(graph: Graph): Graph {
    const state = new Map<string, GraphValue>();
    const nextState = new Map<string, GraphValue>();
    const pieces = new Map<GraphValue, GraphValue>();
    const first: GraphNode[] = [];
    const last: GraphNode[] = [];
    for (const { name, spec, variables } of this.stored) {
      const before = variables.map((variable) => graph.state.get(variable.name));
      const after = variables.map((variable) => graph.nextState.get(variable.name));
      if (variables.length === 1) {
        if (before[0]) state.set(name, before[0]);
        if (after[0]) nextState.set(name, after[0]);
        continue;
      }
      const assigned = after.some((value) => value !== undefined);
      if (!assigned && before.every((value) => value === undefined)) continue;
      const pack: GraphValue = { ...spec, source: { kind: 'state', name } };
      state.set(name, pack);
      const sizes = variables.map((variable) => sizeOf(variable.spec.shape));
      const split = makeNode(
        'SplitV',
        { x: pack },
        { numOrSizeSplits: sizes, axis: 0 },
        sizes.map((size) => ({ shape: [size], dtype: spec.dtype })),
      );
      const reshaped = variables.map((variable, index) =>
        makeNode('Reshape', { x: split.outputs[index]! }, { shape: variable.spec.shape }, [variable.spec]),
      );
      first.push(split, ...reshaped);
      before.forEach((value, index) => value && pieces.set(value, reshaped[index]!.outputs[0]!));
      if (!assigned) continue;
      const joined = join(
        after.map((value, index) => value ?? reshaped[index]!.outputs[0]!),
        spec,
      );
      last.push(...joined);
      nextState.set(name, joined.at(-1)!.outputs[0]!);
    }
    const whole: Graph = { ...graph, state, nextState, nodes: [...first, ...graph.nodes, ...last] };
    return rewrite(whole, () => undefined, pieces);
  }

  #place(name: string) {
    const place = this.#places.get(name);
    if (place) return place;
    throw new Error(
      `There is no variable "${name}" on this device. Expected one of the ${this.#places.size} variables it was opened with. ` +
        'Load values that were saved from the same model.',
    );
  }
}

function layOut(packName: string, entry: tf.Variable | readonly tf.Variable[]): Stored {
  const specOf = ({ shape, dtype }: tf.Variable): TensorSpec => ({ shape: [...shape], dtype: dtype as DType });
  const variables = [];
  let size = 0;
  for (const variable of [entry].flat()) {
    variables.push({ name: variable.name, spec: specOf(variable), offset: size });
    size += variable.size;
  }
  const [first] = variables;
  if (!first) throw new Error(`The ${packName} of variables is empty. Expected at least one. Leave it out.`);
  if (variables.length === 1) return { name: first.name, spec: first.spec, variables };
  const other = variables.find(({ spec }) => spec.dtype !== first.spec.dtype);
  if (other)
    throw new Error(
      `Variable "${other.name}" is ${other.spec.dtype}, others of its pack are ${first.spec.dtype}. ` +
        'Expected one dtype. Store it by itself.',
    );
  return { name: packName, spec: { shape: [size], dtype: first.spec.dtype }, variables };
}

/** Nodes that make one flat array of the pieces, the array last. */
function join(pieces: readonly GraphValue[], spec: TensorSpec): GraphNode[] {
  const flat = pieces.map((piece) => {
    const shape = [sizeOf(piece.shape)];
    return makeNode('Reshape', { x: piece }, { shape }, [{ shape, dtype: piece.dtype }]);
  });
  const inputs = Object.fromEntries(flat.map(({ outputs }, index) => [String(index), outputs[0]!]));
  return [...flat, makeNode('Concat', inputs, { axis: 0 }, [spec])];
}
