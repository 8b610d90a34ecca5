/**
 * A part of a network as TensorFlow.js kernels, written down for one sample at a time: the inference trace as JSON, and all
 * its numbers in one piece. Owns that form, which resources/page/run.js runs.
 */
import type { Graph, GraphNode, GraphValue } from '../../compiler/graph.ts';
import { traceFunction } from '../../compiler/trace/trace.ts';
import type { DType, Values } from '../../compiler/types.ts';
import type { ExportedPart } from '../format.ts';

/** Of `values`, of the input, or of a node's outputs. */
type From = readonly ['value', number] | readonly ['input'] | readonly ['node', number, number];

interface WrittenNode {
  readonly kernel: string;
  /** By name; in order for kernels that take any number of them. */
  readonly inputs: Readonly<Record<string, From>> | readonly From[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface WrittenNetwork {
  /** Where each stands among the numbers, bytes. */
  readonly values: readonly { readonly at: number; readonly shape: readonly number[]; readonly dtype: DType }[];
  readonly nodes: readonly WrittenNode[];
  readonly input: { readonly shape: readonly number[] };
  readonly output: { readonly from: From; readonly shape: readonly number[] };
}

/** Of a part's first output, as it follows from its one input. */
export async function writeNetwork(
  part: ExportedPart,
): Promise<{ readonly network: WrittenNetwork; readonly bytes: Uint8Array }> {
  const { inputs, outputs, compute, weights } = part;
  const specs = Object.fromEntries(
    inputs.map(({ name, shape }) => [name, { shape: [1, ...shape], dtype: 'float32' as const }]),
  );
  const variables = [...weights.values()].map(({ variable }) => variable);
  const graph = await traceFunction(part.title, compute, specs, variables);
  const stored = new Map([...weights.values()].map(({ variable, values }) => [variable.name, values]));
  const output = graph.outputs.get(outputs[0]!.name)!;
  const numbers = new Numbers();
  const nodes = neededFor(output, graph);
  const places = new Map(nodes.map((node, place) => [node, place]));
  const from = (value: GraphValue): From => {
    const { source } = value;
    if (source.kind === 'input') return ['input'];
    if (source.kind === 'node') return ['node', places.get(source.node)!, source.index];
    return ['value', numbers.place(value, source.kind === 'state' ? stored.get(source.name)! : source.values)];
  };
  const written = nodes.map(({ kernel, inputs: given, attributes }) => ({
    kernel,
    inputs: listOrRecord(Object.entries(given).map(([name, value]) => [name, from(value)] as const)),
    attributes: checked(kernel, attributes),
  }));
  const network = {
    nodes: written,
    input: { shape: [1, ...inputs[0]!.shape] },
    output: { from: from(output), shape: outputs[0]!.shape },
  };
  return { network: { values: numbers.entries, ...network }, bytes: numbers.bytes() };
}

function neededFor(output: GraphValue, graph: Graph): readonly GraphNode[] {
  const needed = new Set<GraphNode>();
  const visit = ({ source }: GraphValue): void => {
    if (source.kind !== 'node' || needed.has(source.node)) return;
    needed.add(source.node);
    Object.values(source.node.inputs).forEach(visit);
  };
  visit(output);
  return graph.nodes.filter((node) => needed.has(node));
}

const listOrRecord = (inputs: readonly (readonly [string, From])[]): WrittenNode['inputs'] =>
  inputs.length > 0 && inputs.every(([name], at) => name === String(at))
    ? inputs.map(([, value]) => value)
    : Object.fromEntries(inputs);

/** JSON has no words for infinities. */
function checked(kernel: string, attributes: GraphNode['attributes']): GraphNode['attributes'] {
  const odd = Object.entries(attributes).find(([, value]) => typeof value === 'number' && !Number.isFinite(value));
  if (odd) throw new Error(`${kernel} has ${odd[0]} = ${String(odd[1])}, which cannot be written down.`);
  return attributes;
}

/** All numbers, one after another, each array once and at a multiple of four bytes. */
class Numbers {
  readonly entries: WrittenNetwork['values'][number][] = [];
  readonly #places = new Map<Values, number>();
  readonly #pieces: Values[] = [];
  #end = 0;

  place({ shape, dtype }: GraphValue, values: Values): number {
    const known = this.#places.get(values);
    if (known !== undefined && this.entries[known]!.shape.join() === shape.join()) return known;
    this.entries.push({ at: this.#end, shape, dtype });
    this.#pieces.push(values);
    this.#places.set(values, this.entries.length - 1);
    this.#end += Math.ceil(values.byteLength / 4) * 4;
    return this.entries.length - 1;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#end);
    this.#pieces.forEach(({ buffer, byteOffset, byteLength }, piece) =>
      all.set(new Uint8Array(buffer, byteOffset, byteLength), this.entries[piece]!.at),
    );
    return all;
  }
}
