/**
 * The TensorFlow.js backend `trace`. While a function is traced its kernels compute nothing: they derive the output's
 * shape and append a node. Otherwise they compute with TensorFlow.js's plain JavaScript kernels, slowly, which is what
 * building a model needs (initial weights), so that a model is built and traced under the same backend.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Attributes, GraphValue } from '../graph.ts';
import { shapeRules } from '../kernels/index.ts';
import { PlainBackend } from '../plain-backend.ts';
import { eagerDraw } from '../random.ts';
import { unreadable } from './errors.ts';
import { expansions } from './expansions.ts';
import { replaceGradients } from './gradients.ts';
import { Recorder } from './recorder.ts';
import { registerSecondGradients } from './second-gradients.ts';

const backendName = 'trace';

/** Makes a tensor without values that stands for a value of the graph. */
export type Declare = (value: GraphValue) => tf.TensorInfo;

class TraceBackend extends PlainBackend {
  recorder: Recorder | undefined;

  override readSync(dataId: object): tf.backend_util.BackendValues {
    if (!this.data.get(dataId).values) throw unreadable(this.#kernelOf(dataId));
    return super.readSync(dataId);
  }

  /** A tensor without values: every output gets data of its own, so that shapes and identities never mix. */
  declare(value: GraphValue): tf.TensorInfo {
    const info = this.makeTensorInfo([...value.shape], value.dtype);
    this.recorder?.bind(info.dataId, value);
    return info;
  }

  #kernelOf(dataId: object): string | undefined {
    const source = this.recorder?.find(dataId)?.source;
    return source?.kind === 'node' ? source.node.kernel : undefined;
  }
}

let backend: TraceBackend | undefined;

/** Registers the backend on first use and makes it TensorFlow.js's current one. Build models under it. */
export async function useTraceBackend(): Promise<void> {
  if (!backend) register();
  await tf.setBackend(backendName);
}

function register(): void {
  const made = new TraceBackend();
  backend = made;
  tf.registerBackend(backendName, () => made);
  const plain = new Map(tf.getKernelsForBackend('cpu').map((each) => [each.kernelName, each.kernelFunc]));
  for (const name of ['RandomUniform', 'RandomStandardNormal']) plain.set(name, ({ attrs }) => eagerDraw(name, attrs));
  for (const kernelName of new Set([...Object.keys(shapeRules), ...plain.keys()]))
    tf.registerKernel({ kernelName, backendName, kernelFunc: kernelFunction(made, kernelName, plain.get(kernelName)) });
  replaceGradients();
  registerSecondGradients();
}

function kernelFunction(owner: TraceBackend, kernelName: string, compute: tf.KernelFunc | undefined): tf.KernelFunc {
  const expand = expansions.get(kernelName);
  return (parameters) => {
    if (!owner.recorder) {
      if (compute) return compute(parameters);
      throw new Error(
        `TensorFlow.js kernel ${kernelName} was called outside a traced function, where it cannot compute.`,
      );
    }
    // Inside the engine's kernel call, so that operations of an expansion are recorded but put on no tape.
    if (expand) return expand(parameters.inputs, parameters.attrs ?? {});
    const values = owner.recorder.record(kernelName, parameters.inputs, (parameters.attrs ?? {}) as Attributes);
    const infos = values.map((value) => owner.declare(value));
    return infos.length === 1 && kernelName !== 'Unpack' && kernelName !== 'SplitV' ? (infos[0] ?? []) : infos;
  };
}

/** Ends when the last trace that was asked for has ended: switching backends takes a moment, in which none may run. */
let last: Promise<unknown> = Promise.resolve();

/** Calls `trace` with a fresh recorder while the backend records. Traces wait for each other; they do not nest. */
export function recordWith<T>(trace: (recorder: Recorder, declare: Declare) => T): Promise<T> {
  const result = last.then(() => recordNow(trace));
  last = result.catch(() => undefined);
  return result;
}

async function recordNow<T>(trace: (recorder: Recorder, declare: Declare) => T): Promise<T> {
  // Undefined, against its declared type, as long as no backend was ever used.
  const before = tf.getBackend() as string | undefined;
  await useTraceBackend();
  const owner = backend;
  if (!owner) throw new Error('The trace backend is not registered.');
  const recorder = new Recorder((dataId) => owner.data.get(dataId).values as ArrayLike<number> | undefined);
  owner.recorder = recorder;
  try {
    return trace(recorder, (value) => owner.declare(value));
  } finally {
    owner.recorder = undefined;
    if (before && before !== backendName) await tf.setBackend(before);
  }
}
