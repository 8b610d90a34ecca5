/**
 * The traced program: TensorFlow.js kernels as a data-flow graph with static shapes.
 * It knows neither how it was traced nor what it is lowered to.
 */
import type { DType, InputSpec, TensorSpec, Values } from './types.ts';
import type { KernelName } from './kernels/index.ts';

/** Where a value comes from. */
export type Source =
  /** `bytes`: fed as uint8, though `float32` in the graph. */
  | { readonly kind: 'input'; readonly name: string; readonly bytes: boolean }
  | { readonly kind: 'state'; readonly name: string }
  | { readonly kind: 'constant'; readonly values: Values }
  | { readonly kind: 'node'; readonly node: GraphNode; readonly index: number };

/** One tensor of the program; identity matters, two values are the same only if they are the same object. */
export interface GraphValue extends TensorSpec {
  readonly source: Source;
}

/** A kernel's attributes as TensorFlow.js passes them: numbers, strings, booleans and arrays of them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** One kernel call. Array inputs (Concat, Pack, AddN) have the keys '0', '1', … */
export interface GraphNode {
  readonly kernel: KernelName;
  readonly inputs: Readonly<Record<string, GraphValue>>;
  readonly attributes: Attributes;
  readonly outputs: readonly GraphValue[];
}

export interface Graph {
  readonly inputs: ReadonlyMap<string, GraphValue>;
  /** Variables as they are before the run; only those that were read or assigned. */
  readonly state: ReadonlyMap<string, GraphValue>;
  /** In an order in which every node follows its inputs. */
  readonly nodes: readonly GraphNode[];
  readonly outputs: ReadonlyMap<string, GraphValue>;
  /** Values of the assigned variables after the run. */
  readonly nextState: ReadonlyMap<string, GraphValue>;
}

export function makeNode(
  kernel: KernelName,
  inputs: Readonly<Record<string, GraphValue>>,
  attributes: Attributes,
  specs: readonly TensorSpec[],
): GraphNode {
  const outputs: GraphValue[] = [];
  const node: GraphNode = { kernel, inputs, attributes, outputs };
  specs.forEach(({ shape, dtype }, index) => outputs.push({ shape, dtype, source: { kind: 'node', node, index } }));
  return node;
}

export function makeConstant(values: Values, shape: readonly number[], dtype: DType): GraphValue {
  return { shape, dtype, source: { kind: 'constant', values } };
}

/**
 * Rebuilds a graph node by node. `transform` sees each node with its inputs already replaced and returns what stands for
 * its outputs (existing values, constants, or outputs of other nodes), or undefined to keep the node.
 * A replacement that is a node not yet in the graph is appended before the nodes that use it. `given` are values to
 * replace from the start.
 */
export function rewrite(
  graph: Graph,
  transform: (node: GraphNode) => readonly GraphValue[] | undefined,
  given: ReadonlyMap<GraphValue, GraphValue> = new Map(),
): Graph {
  const replaced = new Map(given);
  const present = new Set<GraphNode>();
  const nodes: GraphNode[] = [];
  const current = (value: GraphValue): GraphValue => replaced.get(value) ?? value;
  const append = (value: GraphValue): void => {
    if (value.source.kind !== 'node' || present.has(value.source.node)) return;
    present.add(value.source.node);
    Object.values(value.source.node.inputs).forEach(append);
    nodes.push(value.source.node);
  };
  for (const original of graph.nodes) {
    const node = withInputs(original, current);
    const outputs = transform(node) ?? node.outputs;
    outputs.forEach(append);
    original.outputs.forEach((output, index) => {
      const replacement = outputs[index];
      if (replacement && replacement !== output) replaced.set(output, replacement);
    });
  }
  const renewed = (values: ReadonlyMap<string, GraphValue>) =>
    new Map([...values].map(([name, value]) => [name, current(value)]));
  return { ...graph, nodes, outputs: renewed(graph.outputs), nextState: renewed(graph.nextState) };
}

function withInputs(node: GraphNode, current: (value: GraphValue) => GraphValue): GraphNode {
  const inputs: Record<string, GraphValue> = {};
  let changed = false;
  for (const [name, value] of Object.entries(node.inputs)) {
    inputs[name] = current(value);
    changed ||= inputs[name] !== value;
  }
  return changed ? makeNode(node.kernel, inputs, node.attributes, node.outputs) : node;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, index) => size === b[index]);
}

/** The array type of a dtype. */
export function makeValues(dtype: InputSpec['dtype'], source: number | ArrayLike<number>): Values {
  const Type = dtype === 'float32' ? Float32Array : dtype === 'int32' ? Int32Array : Uint8Array;
  return typeof source === 'number' ? new Type(source) : new Type(source);
}

/** Attributes as text, equal only for equal attributes (JSON writes infinities, NaN and -0 as something else). */
export function attributeKey(attributes: object): string {
  return JSON.stringify(attributes, (_, value: unknown) =>
    typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      ? `number ${numberText(value)}`
      : value,
  );
}

/** A number as text that tells -0 from 0. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
