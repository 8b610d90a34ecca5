/** Traces one function into a graph: its inputs, the variables it reads and assigns, and its outputs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Graph, GraphValue } from '../graph.ts';
import type { InputSpec, TensorFunction, TensorSpec } from '../types.ts';
import { recordWith, type Declare } from './backend.ts';
import type { Recorder } from './recorder.ts';

/**
 * Runs `fn` once on tensors without values. The variables are as before afterwards, also when `fn` throws.
 * Throws when `fn` assigns a variable that is not among `variables`.
 */
export function traceFunction(
  name: string,
  fn: TensorFunction,
  inputs: Record<string, InputSpec>,
  variables: readonly tf.Variable[],
): Promise<Graph> {
  return recordWith((recorder, declare) => {
    const before = new Map<tf.Variable, tf.Tensor>();
    for (const variable of Object.values(tf.engine().registeredVariables)) before.set(variable, hold(variable));
    const scope = { recorder, declare, before, variables: new Set(variables) };
    try {
      // Not returned through tidy, which would search the whole graph for tensors.
      const results: Graph[] = [];
      tf.tidy(() => void results.push(collect(name, fn, inputs, scope)));
      const [graph] = results;
      if (!graph) throw new Error(`Tracing "${name}" gave no graph.`);
      return graph;
    } finally {
      for (const variable of Object.values(tf.engine().registeredVariables)) {
        const held = before.get(variable);
        if (held) variable.assign(held);
        else variable.dispose(); // Made in the failed trace; a successful one makes none.
      }
      for (const held of before.values()) held.dispose();
    }
  });
}

interface Scope {
  readonly recorder: Recorder;
  readonly declare: Declare;
  readonly before: ReadonlyMap<tf.Variable, tf.Tensor>;
  readonly variables: ReadonlySet<tf.Variable>;
}

function collect(name: string, fn: TensorFunction, specs: Record<string, InputSpec>, scope: Scope): Graph {
  const { recorder, declare } = scope;
  const inputs = new Map<string, GraphValue>();
  const tensors: Record<string, tf.Tensor> = {};
  for (const [input, { shape, dtype }] of Object.entries(specs)) {
    const bytes = dtype === 'uint8';
    const source = { kind: 'input', name: input, bytes } as const;
    const value: GraphValue = { shape: [...shape], dtype: bytes ? 'float32' : dtype, source };
    inputs.set(input, value);
    tensors[input] = makeTensor(declare(value));
  }
  const state = new Map<string, GraphValue>();
  for (const variable of scope.variables) {
    const dtype = variable.dtype as TensorSpec['dtype'];
    const value: GraphValue = { shape: variable.shape, dtype, source: { kind: 'state', name: variable.name } };
    state.set(variable.name, value);
    variable.assign(makeTensor(declare(value)));
  }

  const results = fn(tensors);

  const outputs = new Map<string, GraphValue>();
  for (const [output, tensor] of Object.entries(results)) outputs.set(output, recorder.valueOf(tensor));
  return { inputs, state, nodes: recorder.nodes, outputs, nextState: assigned(name, state, scope) };
}

/** What the variables became; those that stayed as they were are left out. */
function assigned(name: string, state: ReadonlyMap<string, GraphValue>, scope: Scope): Map<string, GraphValue> {
  const next = new Map<string, GraphValue>();
  for (const variable of Object.values(tf.engine().registeredVariables)) {
    if (scope.variables.has(variable)) {
      const value = scope.recorder.valueOf(variable);
      if (value !== state.get(variable.name)) next.set(variable.name, value);
    } else if (scope.before.get(variable)?.dataId !== variable.dataId)
      throw new Error(
        `Function "${name}" ${scope.before.has(variable) ? 'assigns' : 'makes'} the variable "${variable.name}", ` +
          'which the device was not opened with. Expected only variables that were passed to open(). ' +
          'Make every variable before (slots of optimizers too), and pass it to open().',
      );
  }
  return next;
}

/** A second owner of a variable's data, so that assigning the variable does not free it. */
function hold(variable: tf.Variable): tf.Tensor {
  const held = makeTensor(variable);
  tf.engine().backend.incRef(variable.dataId);
  return held;
}

function makeTensor(info: tf.TensorInfo): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo({ dataId: info.dataId, shape: info.shape, dtype: info.dtype });
}
