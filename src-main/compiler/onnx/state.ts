/**
 * What a runtime stores between runs, by name, where a run finds and leaves it; here in arrays of this process, two for each:
 * a run reads one and writes the other. Knows nothing of variables: what is stored of them is packs.ts's.
 */
import type { Tensor } from 'onnxruntime-node';
import { makeValues, sizeOf } from '../graph.ts';
import type { TensorSpec, Values } from '../types.ts';
import { makeTensor, valuesOf, type OnnxLibrary } from './target.ts';

export interface Stored {
  readonly name: string;
  readonly spec: TensorSpec;
}

export interface State {
  current(name: string): Tensor;
  /** What a run writes the next value to; null where the run makes it. */
  spare(name: string): Tensor | null;
  /** The next values that a run gave become current. */
  advance(next: ReadonlyMap<string, Tensor>): void;
  /** The next values that a run gave are not wanted. */
  discard(next: ReadonlyMap<string, Tensor>): void;
  /** To be called before a session that made current values is released. */
  keep(): Promise<void>;
  /** Copies of all values. */
  read(): Promise<Map<string, Values>>;
  /** Takes a value for everything that is stored. Nothing can be run before the first ones. */
  write(values: ReadonlyMap<string, Values>): Promise<void>;
  dispose(): Promise<void>;
}

interface Slot {
  readonly spec: TensorSpec;
  current: Tensor;
  /** Made when first needed. */
  spare: Tensor | undefined;
}

export class ProcessState implements State {
  readonly #library: OnnxLibrary;
  readonly #stored: readonly Stored[];
  readonly #slots = new Map<string, Slot>();

  constructor(library: OnnxLibrary, stored: readonly Stored[]) {
    this.#library = library;
    this.#stored = stored;
  }

  current(name: string): Tensor {
    return this.#find(name).current;
  }

  spare(name: string): Tensor {
    const slot = this.#find(name);
    const { spec } = slot;
    slot.spare ??= makeTensor(this.#library, spec, makeValues(spec.dtype, sizeOf(spec.shape)));
    return slot.spare;
  }

  advance(next: ReadonlyMap<string, Tensor>): void {
    for (const name of next.keys()) {
      const slot = this.#find(name);
      if (slot.spare) [slot.current, slot.spare] = [slot.spare, slot.current];
    }
  }

  discard(): void {
    // The spare array is written again by the next run.
  }

  keep(): Promise<void> {
    return Promise.resolve();
  }

  read(): Promise<Map<string, Values>> {
    return Promise.resolve(new Map([...this.#slots].map(([name, { current }]) => [name, valuesOf(current).slice()])));
  }

  write(values: ReadonlyMap<string, Values>): Promise<void> {
    for (const { name, spec } of this.#stored) {
      const current = makeTensor(this.#library, spec, values.get(name)!);
      this.#slots.set(name, { spec, current, spare: undefined });
    }
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.#slots.clear();
    return Promise.resolve();
  }

  #find(name: string): Slot {
    const slot = this.#slots.get(name);
    if (!slot) throw new Error(`Nothing is stored as "${name}".`);
    return slot;
  }
}
