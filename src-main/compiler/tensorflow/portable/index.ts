/**
 * Functions as a SavedModel for others: any number of samples, weights as constants under readable names ("frozen"), and a
 * signature for each function. Needs no TensorFlow, and nothing that is newer than TensorFlow 2.9. Owns that form; not what
 * is computed.
 */
import { simplify } from '../../passes/index.ts';
import { forAnyBatch } from '../../lowering/any-batch.ts';
import { Operands } from '../../lowering/operands.ts';
import { traceFunction } from '../../trace/trace.ts';
import type { InputSpec, PortableWeight, TensorFunction } from '../../types.ts';
import { TensorFlowBuilder, type Tensor } from '../builder.ts';
import { tensorFlowRules } from '../kernels/index.ts';
import { patternsOf } from '../patterns.ts';
import { elementTypes, encodeSavedModel, shapeProto, type NodeProto, type Signature } from '../schema.ts';
import { joinBatches } from './any-batch.ts';

export interface SavedFunction {
  readonly fn: TensorFunction;
  /** Shapes without the batch. */
  readonly inputs: Readonly<Record<string, InputSpec>>;
}

/** The tag that every reader of SavedModels looks for. */
export const servingTag = 'serve';

/** By the signatures' names. Throws when a function assigns a variable, draws random numbers, or cannot be told for any number of samples. */
export async function portableSavedModel(
  functions: Readonly<Record<string, SavedFunction>>,
  weights: readonly PortableWeight[],
): Promise<Uint8Array> {
  const nodes = new Map<string, NodeProto>();
  const signatures: Record<string, Signature> = {};
  for (const [name, each] of Object.entries(functions)) {
    const { signature, definitions } = await portable(name, each, weights);
    // Weights are the same wherever they are used.
    for (const node of definitions) nodes.set(node.name, node);
    signatures[name] = signature;
  }
  return encodeSavedModel([...nodes.values()], servingTag, signatures);
}

interface Portable {
  readonly signature: Signature;
  readonly definitions: readonly NodeProto[];
}

const portable = (name: string, each: SavedFunction, weights: readonly PortableWeight[]): Promise<Portable> =>
  forAnyBatch(
    name,
    (batch) => lowered(name, each, weights, batch),
    (one, other, pair): Portable | null => {
      const [given] = Object.values(one.signature.inputs);
      const definitions = joinBatches(given!.name.replace(/:0$/, ''), one.definitions, other.definitions, pair);
      return definitions && { ...one, definitions };
    },
  );

async function lowered(
  name: string,
  { fn, inputs }: SavedFunction,
  weights: readonly PortableWeight[],
  batch: number,
): Promise<Portable> {
  const specs = Object.fromEntries(
    Object.entries(inputs).map(([input, { shape, dtype }]) => [input, { shape: [batch, ...shape], dtype }]),
  );
  const variables = weights.map(({ variable }) => variable);
  const graph = simplify(await traceFunction(name, fn, specs, variables));
  if (graph.nextState.size > 0) throw new Error(`“${name}” changes its weights; it cannot be taken away so.`);
  const op = new TensorFlowBuilder(`${name}/`);
  const operands = new Operands(name, (values, { shape, dtype }) => op.constant(values, shape, dtype).name);

  const info = ({ name: tensor, dtype }: Tensor, shape: readonly number[]) => ({
    name: tensor.includes(':') ? tensor : `${tensor}:0`,
    dtype: elementTypes[dtype],
    tensorShape: shapeProto([-1, ...shape.slice(1)]),
  });
  const given = [...graph.inputs].map(([input, value]) => {
    const bytes = value.source.kind === 'input' && value.source.bytes;
    const placeholder = op.placeholder(bytes ? 'uint8' : value.dtype, [-1, ...value.shape.slice(1)]);
    operands.define(value, op.cast(placeholder, value.dtype).name);
    return [input, info(placeholder, value.shape)] as const;
  });
  for (const [variable, value] of graph.state) {
    const weight = weights.find((each) => each.variable.name === variable)!;
    operands.define(value, op.namedConstant(weight.name, weight.values, value.shape, value.dtype).name);
  }
  const patternOf = patternsOf(graph);
  const keys = (): never => {
    throw new Error(`“${name}” draws random numbers; it cannot be taken away so.`);
  };
  for (const node of graph.nodes) {
    const pattern = patternOf(node);
    const results = pattern
      ? [op.node(pattern.type, pattern.inputs.map(operands.find))]
      : [tensorFlowRules[node.kernel](operands.callOf(node, keys), op)].flat();
    node.outputs.forEach((output, index) => operands.define(output, results[index]!.name));
  }
  const results = [...graph.outputs].map(([output, value]) => {
    const found = operands.find(value);
    return [output, info({ name: op.fetched(found, []), dtype: value.dtype }, value.shape)] as const;
  });
  const signature = {
    inputs: Object.fromEntries(given),
    outputs: Object.fromEntries(results),
    methodName: 'tensorflow/serving/predict',
  };
  return { signature, definitions: op.definitions };
}
