/** What a runtime's variables are stored in, as ONNX Runtime tensors, two buffers each: a step reads one and writes the other. */
import type { Tensor } from 'onnxruntime-node';
import { makeValues, sizeOf } from '../graph.ts';
import type { VariableLayout } from '../packs.ts';
import type { InputSpec, TensorSpec, Values } from '../types.ts';

export type MakeTensor = (spec: InputSpec, values: Values) => Tensor;

interface Slot {
  readonly spec: TensorSpec;
  current: Tensor;
  /** Written by the next step that assigns it; made when first needed. */
  spare: Tensor | undefined;
}

export class VariableState {
  readonly #layout: VariableLayout;
  readonly #slots = new Map<string, Slot>();
  readonly #makeTensor: MakeTensor;

  /** Copies the variables' present values. */
  constructor(layout: VariableLayout, makeTensor: MakeTensor) {
    this.#layout = layout;
    this.#makeTensor = makeTensor;
    const initial = layout.initialValues();
    for (const { name, spec } of layout.stored)
      this.#slots.set(name, { spec, current: makeTensor(spec, initial.get(name)!), spare: undefined });
  }

  current(name: string): Tensor {
    return this.#find(name).current;
  }

  /** The buffer that a step writes the next value to. */
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

  /** The variables' values, as copies. */
  read(): Map<string, { spec: TensorSpec; values: Values }> {
    return this.#layout.unpack(this.#values());
  }

  /** Replaces variables' values by name; checks all of them before it replaces any. */
  write(values: ReadonlyMap<string, Values>): void {
    this.#layout.check(values);
    this.#layout.pack(values, this.#values());
  }

  #values(): Map<string, Values> {
    return new Map([...this.#slots].map(([name, { current }]) => [name, valuesOf(current)]));
  }

  #find(name: string): Slot {
    const slot = this.#slots.get(name);
    if (!slot) throw new Error(`Nothing is stored as "${name}".`);
    return slot;
  }
}

/** A CPU tensor's own array. */
export function valuesOf(tensor: Tensor): Values {
  return tensor.data as Values;
}
