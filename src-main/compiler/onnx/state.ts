/** The values of a runtime's variables as ONNX Runtime tensors, two buffers each: a step reads one and writes the other. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from 'onnxruntime-node';
import { makeValues, sizeOf } from '../graph.ts';
import { describeSpec, describeValues, fits } from '../values.ts';
import type { DType, TensorSpec, Values } from '../types.ts';

export type MakeTensor = (spec: TensorSpec, values: Values) => Tensor;

interface Slot {
  readonly spec: TensorSpec;
  current: Tensor;
  /** Written by the next step that assigns the variable; made when first needed. */
  spare: Tensor | undefined;
}

export class VariableState {
  readonly #slots = new Map<string, Slot>();
  readonly #makeTensor: MakeTensor;

  /** Copies the variables' present values. Throws when two have one name. */
  constructor(variables: readonly tf.Variable[], makeTensor: MakeTensor) {
    this.#makeTensor = makeTensor;
    for (const variable of variables) {
      const { name, shape, dtype } = variable;
      if (this.#slots.has(name))
        throw new Error(
          `Two variables are named "${name}". Expected a name of its own for every variable. Rename one, or pass it once.`,
        );
      const spec: TensorSpec = { shape: [...shape], dtype: dtype as DType };
      const values = makeValues(spec.dtype, variable.dataSync() as Float32Array);
      this.#slots.set(name, { spec, current: makeTensor(spec, values), spare: undefined });
    }
  }

  current(name: string): Tensor {
    return this.#find(name).current;
  }

  /** The buffer that a step writes the variable's next value to. */
  spare(name: string): Tensor {
    const slot = this.#find(name);
    slot.spare ??= this.#makeTensor(slot.spec, makeValues(slot.spec.dtype, sizeOf(slot.spec.shape)));
    return slot.spare;
  }

  /** Makes what was written to the spare buffers current. */
  advance(names: Iterable<string>): void {
    for (const name of names) {
      const slot = this.#find(name);
      if (slot.spare) [slot.current, slot.spare] = [slot.spare, slot.current];
    }
  }

  read(): Map<string, { spec: TensorSpec; values: Values }> {
    return new Map(
      [...this.#slots].map(([name, { spec, current }]) => [name, { spec, values: valuesOf(current).slice() }]),
    );
  }

  /** Replaces values by name; checks all of them before it replaces any. */
  write(values: ReadonlyMap<string, Values>): void {
    for (const [name, given] of values) {
      const { spec } = this.#find(name);
      if (!fits(given, spec))
        throw new Error(
          `Variable "${name}" was given ${describeValues(given)}. Expected ${describeSpec(spec)}. ` +
            'Load values that were saved from the same model.',
        );
    }
    for (const [name, given] of values) valuesOf(this.#find(name).current).set(given);
  }

  #find(name: string): Slot {
    const slot = this.#slots.get(name);
    if (slot) return slot;
    throw new Error(
      `There is no variable "${name}" on this device. Expected one of the ${this.#slots.size} variables it was opened with. ` +
        'Load values that were saved from the same model.',
    );
  }
}

/** A CPU tensor's own array. */
export function valuesOf(tensor: Tensor): Values {
  return tensor.data as Values;
}
