/**
 * A function as an ONNX file for others: any number of samples, weights stored by readable names, operators that have been
 * in ONNX since opset 13 (December 2020). Owns that form; not what is computed.
 */
import { simplify } from '../../passes/index.ts';
import { traceFunction } from '../../trace/trace.ts';
import type { InputSpec, PortableWeight, TensorFunction, TensorSpec, Values } from '../../types.ts';
import { forAnyBatch } from '../../lowering/any-batch.ts';
import { rawBytes } from '../../lowering/constants.ts';
import { makeNode } from '../builder.ts';
import { lowerToOnnx } from '../lower.ts';
import { elementTypes, encodeModel, type GraphProto, type ModelWords, type TensorProto } from '../schema.ts';
import { batchName, joinBatches } from './any-batch.ts';
import { inBytes } from './bytes.ts';
import { portableRules } from './channels-first.ts';
import { inHalves } from './halves.ts';
import { renamed, withAxesAsAttributes, withNames, withoutIdentities, withTurnedWeights } from './tidy.ts';

export interface PortableInput extends InputSpec {
  /** May be left out, and is then this number everywhere; null: it must be given. */
  readonly otherwise: number | null;
}

export interface PortableFunction {
  readonly name: string;
  readonly fn: TensorFunction;
  /** Shapes without the batch; the first one must be given. */
  readonly inputs: Readonly<Record<string, PortableInput>>;
  readonly weights: readonly PortableWeight[];
  /** What weights are stored as, and products are computed in; inputs and outputs stay in 32-bit floating point. */
  readonly precision: 'float32' | 'float16' | 'int8';
}

/** Opset 13 came with ONNX 1.8 and IR version 7. */
const versions = { opsetVersion: 13, irVersion: 7 } as const;

/** Throws when the function assigns a variable, draws random numbers, or cannot be told for any number of samples. */
export async function portableGraph(source: PortableFunction): Promise<GraphProto> {
  return finished(source, await forAnyBatch(source.name, (batch) => lowered(source, batch), joinBatches));
}

export const encodePortable = (graph: GraphProto, words: Omit<ModelWords, 'opsetVersion' | 'irVersion'>): Uint8Array =>
  encodeModel(graph, { ...words, ...versions });

async function lowered({ name, fn, inputs, weights }: PortableFunction, batch: number): Promise<GraphProto> {
  const specs = Object.fromEntries(
    Object.entries(inputs).map(([input, { shape, dtype }]) => [input, { shape: [batch, ...shape], dtype }]),
  );
  const variables = weights.map(({ variable }) => variable);
  const graph = simplify(await traceFunction(name, fn, specs, variables));
  const model = lowerToOnnx(name, graph, portableRules);
  if (model.stateOutputs.size > 0 || model.draws.length > 0)
    throw new Error(`“${name}” changes its weights or draws random numbers; it cannot be taken away so.`);
  const names = new Map([
    ...[...model.inputs].map(([input, given]) => [given, input] as const),
    ...[...model.outputs].map(([output, given]) => [given, output] as const),
    ...[...model.stateInputs].map(([variable, given]) => [given, nameOf(weights, variable)] as const),
  ]);
  return renamed(model.graph, names);
}

const nameOf = (weights: PortableFunction['weights'], variable: string): string =>
  weights.find((weight) => weight.variable.name === variable)!.name;

function finished({ inputs, weights, precision }: PortableFunction, graph: GraphProto): GraphProto {
  const stored = new Map(weights.map((weight) => [weight.name, weight]));
  const initializer = graph.input.flatMap(({ name }) => {
    const weight = stored.get(name);
    return weight ? [tensorOf(name, weight.spec, weight.values)] : [];
  });
  const given: GraphProto = {
    ...graph,
    input: graph.input.filter(({ name }) => !stored.has(name)),
    initializer: [...graph.initializer, ...initializer],
  };
  const optional = Object.entries(inputs).reduce(
    (before, [name, { otherwise }]) => (otherwise === null ? before : withDefault(before, name, otherwise)),
    given,
  );
  return withNames(changes[precision](withTurnedWeights(withAxesAsAttributes(withoutIdentities(optional)))));
}

const changes: Readonly<Record<PortableFunction['precision'], (graph: GraphProto) => GraphProto>> = {
  float32: (graph) => graph,
  float16: inHalves,
  int8: inBytes,
};

function tensorOf(name: string, { shape, dtype }: TensorSpec, values: Values): TensorProto {
  return { name, dims: shape, dataType: elementTypes[dtype], rawData: rawBytes(values, dtype) };
}

/** ONNX takes an initializer of an input's name for what the input is when it is left out; it has one sample here, which is spread over all. */
function withDefault(graph: GraphProto, name: string, value: number): GraphProto {
  const info = graph.input.find((input) => input.name === name);
  const [first] = graph.input;
  if (!info || !first) return graph;
  const { tensorType } = info.type;
  const [, ...sizes] = tensorType.shape.dim;
  const dims = [1, ...sizes.map(({ dimValue }) => dimValue!)];
  const everywhere = `${name} of each sample`;
  const spread = renamed({ ...graph, input: [], output: [] }, new Map([[name, everywhere]]));
  const [shape, count, ones, all, axis] = ['shape', 'count', 'ones', 'sizes', 'axis'].map(
    (word) => `${name} ${word}`,
  ) as [string, string, string, string, string];
  const integers = (values: readonly number[]) => ({
    dims: [values.length],
    dataType: elementTypes.int64,
    rawData: rawBytes(values, 'int64'),
  });
  const values = new Float32Array(dims.reduce((product, size) => product * size, 1)).fill(value);
  return {
    ...graph,
    input: graph.input.map((input) =>
      input === info
        ? {
            ...info,
            type: { tensorType: { ...tensorType, shape: { dim: [{ dimParam: `${name}_${batchName}` }, ...sizes] } } },
          }
        : input,
    ),
    initializer: [
      ...spread.initializer,
      { name: axis, ...integers([0]) },
      { name: ones, ...integers(sizes.map(() => 1)) },
      { name, dims, dataType: elementTypes.float32, rawData: rawBytes(values, 'float32') },
    ],
    node: [
      makeNode('Shape', [first.name], [shape], {}),
      makeNode('Gather', [shape, axis], [count], { axis: 0 }),
      makeNode('Concat', [count, ones], [all], { axis: 0 }),
      makeNode('Expand', [name, all], [everywhere], {}),
      ...spread.node,
    ],
  };
}
