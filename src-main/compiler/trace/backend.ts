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
import { registerDilatedGradients } from './gradients.ts';
import { Recorder } from './recorder.ts';

const backendName = 'trace';

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
  for (const name of ['RandomUniform', 'RandomStandardNormal'])
    plain.set(name, ({ attrs }) => eagerDraw(name, attrs));
  for (const kernelName of new Set([...Object.keys(shapeRules), ...plain.keys()]))
    tf.registerKernel({ kernelName, backendName, kernelFunc: kernelFunction(made, kernelName, plain.get(kernelName)) });
  registerDilatedGradients();
}

function kernelFunction(owner: TraceBackend, kernelName: string, compute: tf.KernelFunc | undefined): tf.KernelFunc {
  const expand = expansions.get(kernelName);
  return (parameters) => {
    if (!owner.recorder) {
      if (compute) return compute(parameters);
      throw new Error(`TensorFlow.js kernel ${kernelName} was called outside a traced function, where it cannot compute.`);
    }
    // Inside the engine's kernel call, so that operations of an expansion are recorded but put on no tape.
    if (expand) return expand(parameters.inputs, parameters.attrs ?? {});
    const values = owner.recorder.record(kernelName, parameters.inputs, (parameters.attrs ?? {}) as Attributes);
    const infos = values.map((value) => owner.declare(value));
    return infos.length === 1 && kernelName !== 'Unpack' && kernelName !== 'SplitV' ? (infos[0] ?? []) : infos;
  };
}

/** Calls `trace` with a fresh recorder while the backend records; traces do not nest. */
export async function recordWith<T>(trace: (recorder: Recorder, declare: (value: GraphValue) => tf.TensorInfo) => T): Promise<T> {
  const before = tf.getBackend();
  await useTraceBackend();
  const owner = backend;
  if (!owner) throw new Error('The trace backend is not registered.');
  const recorder = new Recorder((dataId) => owner.data.get(dataId).values as ArrayLike<number> | undefined);
  owner.recorder = recorder;
  try {
    return trace(recorder, (value) => owner.declare(value));
  } finally {
    owner.recorder = undefined;
    if (before !== backendName) await tf.setBackend(before);
  }
}
