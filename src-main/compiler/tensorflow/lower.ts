/**
 * Lowers a graph to a TensorFlow model: one rule a kernel, and around them what holds the variables. They stay in the
 * session; a run takes and gives nothing but the function's own inputs and outputs.
 *
 * A run computes everything first, then assigns all variables at once, and keeps what they were in a second set: `restore`
 * brings it back. Neither copies anything: what was computed becomes the variable's memory, and what that was becomes the
 * second one's.
 */
import type { Graph } from '../graph.ts';
import { drawsOf, Operands } from '../lowering/operands.ts';
import type { TensorSpec } from '../types.ts';
import { TensorFlowBuilder, type Tensor } from './builder.ts';
import { tensorFlowRules } from './kernels/index.ts';
import { patternsOf } from './patterns.ts';

/** Names to feed and to fetch, for one stored variable. */
export interface VariableNames {
  readonly spec: TensorSpec;
  /** Fetch `written` to give the variable what is fed as `given`. */
  readonly given: string;
  readonly written: string;
  /** Fetch for the present value. */
  readonly value: string;
}

export interface TensorFlowModel {
  readonly bytes: Uint8Array;
  readonly nodeCount: number;
  /** What the function's own inputs are fed as, and its outputs fetched as. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  /** Numbers of the random draws, in the order of their keys, and what those are fed as, four words a draw. */
  readonly draws: readonly number[];
  readonly keys: string | null;
  /** Variables that the model reads or assigns. Each must have been written before the first run. */
  readonly variables: ReadonlyMap<string, VariableNames>;
  readonly assigned: readonly string[];
  /** Fetched for what it does: a run without outputs, or undoing the last run. */
  readonly run: string;
  readonly restore: string;
}

export function lowerToTensorFlow(name: string, graph: Graph, rules = tensorFlowRules): TensorFlowModel {
  const op = new TensorFlowBuilder();
  const operands = new Operands(name, (values, { shape, dtype }) => op.constant(values, shape, dtype).name);
  const { find } = operands;

  const inputs = new Map<string, string>();
  for (const [input, value] of graph.inputs) {
    const bytes = value.source.kind === 'input' && value.source.bytes;
    const fed = op.fed(bytes ? { shape: value.shape, dtype: 'uint8' } : value);
    inputs.set(input, fed.feed);
    operands.define(value, fed.value.name);
  }
  const draws = drawsOf(graph);
  const fedKeys = draws.length > 0 ? op.fed({ shape: [draws.length, 4], dtype: 'int32' }) : null;
  const keys = (draw: number): Tensor => {
    if (!fedKeys) throw new Error(`Function "${name}": a draw without keys.`);
    const row = op.node('Slice', [fedKeys.value, op.int32([draws.indexOf(draw), 0]), op.int32([1, 4])]);
    return op.reshape(row, [4]);
  };

  const stored = new Map([...graph.nextState, ...graph.state]);
  const variables = new Map(
    [...stored].map(([each, { shape, dtype }]) => [each, makeVariable(op, each, { shape, dtype })]),
  );
  for (const [each, value] of graph.state) operands.define(value, variables.get(each)!.before.name);

  const patternOf = patternsOf(graph);
  for (const node of graph.nodes) {
    const pattern = patternOf(node);
    const results = pattern
      ? [op.node(pattern.type, pattern.inputs.map(find))]
      : [rules[node.kernel](operands.callOf(node, keys), op)].flat();
    node.outputs.forEach((output, index) => operands.define(output, results[index]!.name));
  }

  const outcomes = new Map([...graph.outputs].map(([output, value]) => [output, find(value)]));
  const assigned = [...graph.nextState].map(([each, value]) => ({ ...variables.get(each)!, next: find(value) }));
  const computed = op.wait(
    [...outcomes.values(), ...assigned.flatMap(({ next, before }) => [next, before])].map((tensor) => tensor.name),
  );
  const assignments = assigned.flatMap(({ variable, spare, before, next }) => {
    const taken = op.assignVariable(variable, next, [computed]);
    return [taken, op.assignVariable(spare, before, [taken])];
  });
  const restored = assigned.map(({ variable, spare, before }) =>
    op.assignVariable(variable, op.readVariable(spare, before.dtype)),
  );
  /** Any value will do, for a fetch that is only about what runs before it. */
  const done = (after: readonly string[]): string => op.fetched(op.scalar(0, 'int32'), after);
  const outputs = new Map([...outcomes].map(([output, value]) => [output, op.fetched(value, assignments)]));
  const [run, restore] = [done(assignments), done(restored)];
  return {
    bytes: op.encode(),
    nodeCount: op.nodeCount,
    inputs,
    outputs,
    draws,
    keys: fedKeys?.feed ?? null,
    variables: new Map([...variables].map(([each, { names }]) => [each, names])),
    assigned: [...graph.nextState.keys()],
    run,
    restore,
  };
}

function makeVariable(op: TensorFlowBuilder, name: string, spec: TensorSpec) {
  const variable = op.variable(name, spec.dtype, spec.shape);
  const spare = op.variable(`${name} before`, spec.dtype, spec.shape);
  const before = op.readVariable(variable, spec.dtype);
  const { feed, value } = op.fed(spec);
  const written = op.fetched(op.scalar(0, 'int32'), [op.assignVariable(variable, value)]);
  const names: VariableNames = { spec, given: feed, written, value: before.name };
  return { variable, spare, before, names };
}
