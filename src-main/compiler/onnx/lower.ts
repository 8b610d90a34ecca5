/**
 * Lowers a graph to an ONNX model: one rule a kernel. Variables become inputs and outputs of the model, which is what
 * lets ONNX Runtime, which knows no variables, run a training step.
 */
import type { Graph, GraphValue } from '../graph.ts';
import { drawsOf, Operands } from '../lowering/operands.ts';
import type { TensorSpec } from '../types.ts';
import { OnnxBuilder } from './builder.ts';
import { emitGemm, planGemms } from './gemms.ts';
import { onnxRules } from './kernels/index.ts';
import type { RuleChoice } from './rule.ts';
import type { GraphProto } from './schema.ts';

export interface OnnxModel {
  readonly graph: GraphProto;
  readonly nodeCount: number;
  /** Names of the nodes that stay on the processor, whatever device runs the others. */
  readonly processorNodes: readonly string[];
  /** What is stored between runs: what the model reads of it, and what it replaces, with their input's and output's names. */
  readonly stateInputs: ReadonlyMap<string, string>;
  readonly stateOutputs: ReadonlyMap<string, string>;
  /** Names for the function's own inputs and outputs. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  /** Numbers of the random draws, in the order of the rows of the keys `[draws, 4]`; none, then there is no such input. */
  readonly draws: readonly number[];
  readonly keysInput: string;
  /** Where a run takes several steps (repeat.ts), the input that says how many; null where it takes one. */
  readonly countInput: string | null;
}

const keysInput = 'random keys';

export function lowerToOnnx(name: string, graph: Graph, chosen: RuleChoice = onnxRules): OnnxModel {
  const op = new OnnxBuilder();
  const rules = typeof chosen === 'function' ? chosen(op, graph) : chosen;
  const operands = new Operands(name, (values, { shape, dtype }) => op.constant(values, shape, dtype));
  const { find } = operands;
  const declare = (kind: string, values: ReadonlyMap<string, GraphValue>): Map<string, string> =>
    new Map(
      [...values].map(([each, value]) => {
        const { shape, source } = value;
        const bytes = source.kind === 'input' && source.bytes;
        const given = op.input(`${kind} ${each}`, bytes ? { shape, dtype: 'uint8' } : value);
        operands.define(value, bytes ? op.cast(given, 'float32') : given);
        return [each, given];
      }),
    );

  const inputs = declare('input', graph.inputs);
  const stateInputs = declare('state', graph.state);
  const draws = drawsOf(graph);
  if (draws.length > 0) op.input(keysInput, { shape: [draws.length, 4], dtype: 'uint32' });
  const keys = (draw: number): string =>
    op.node('Gather', [keysInput, op.scalar(draws.indexOf(draw), 'int64')], { axis: 0 });

  const gemms = planGemms(graph);
  for (const node of graph.nodes) {
    const gemm = gemms.get(node);
    if (gemm === 'with its sum') continue;
    if (gemm) {
      operands.define(node.outputs[0]!, emitGemm(op, gemm, find));
      continue;
    }
    const names = [rules[node.kernel](operands.callOf(node, keys), op)].flat();
    node.outputs.forEach((output, index) => operands.define(output, names[index] ?? ''));
  }

  const expose = (kind: string, values: ReadonlyMap<string, GraphValue>): Map<string, string> =>
    new Map(
      [...values].map(([each, value]) => {
        const spec: TensorSpec = value;
        op.output(`${kind} ${each}`, find(value).name, spec);
        return [each, `${kind} ${each}`];
      }),
    );
  const outputs = expose('output', graph.outputs);
  const stateOutputs = expose('next', graph.nextState);
  const { nodeCount, processorNodes } = op;
  return {
    ...{ graph: op.graph(name), nodeCount, processorNodes, inputs, outputs, stateInputs, stateOutputs },
    ...{ draws, keysInput, countInput: null },
  };
}
