/**
 * What a runtime stores between runs, in buffers of the device: a run makes new ones, and the old ones are freed at once.
 * ONNX Runtime ends the process when it is asked for the values of such a tensor, so they come and go through sessions that
 * only copy. It also frees a tensor through the session that made it: none may outlive its session.
 */
import type { Tensor } from 'onnxruntime-node';
import type { Values } from '../types.ts';
import { OnnxBuilder } from './builder.ts';
import type { State, Stored } from './state.ts';
import { makeTensor, valuesOf, type OnnxLibrary, type OnnxSession, type OnnxTarget } from './target.ts';

const copyOf = (name: string): string => `copy ${name}`;

export class DeviceState implements State {
  readonly #library: OnnxLibrary;
  readonly #target: OnnxTarget;
  readonly #stored: readonly Stored[];
  readonly #tensors = new Map<string, Tensor>();
  readonly #sessions = new Map<'process' | 'device', OnnxSession>();

  constructor(library: OnnxLibrary, target: OnnxTarget, stored: readonly Stored[]) {
    this.#library = library;
    this.#target = target;
    this.#stored = stored;
  }

  current(name: string): Tensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new Error(`Nothing is stored as "${name}".`);
    return tensor;
  }

  spare(): null {
    return null;
  }

  advance(next: ReadonlyMap<string, Tensor>): void {
    for (const [name, tensor] of next) {
      this.#tensors.get(name)?.dispose();
      this.#tensors.set(name, tensor);
    }
  }

  discard(next: ReadonlyMap<string, Tensor>): void {
    for (const tensor of next.values()) tensor.dispose();
  }

  async keep(): Promise<void> {
    if (this.#tensors.size > 0) this.advance(await this.#copy('device', (name) => this.current(name)));
  }

  async read(): Promise<Map<string, Values>> {
    const copies = await this.#copy('process', (name) => this.current(name));
    return new Map([...copies].map(([name, tensor]) => [name, valuesOf(tensor)]));
  }

  async write(values: ReadonlyMap<string, Values>): Promise<void> {
    this.advance(await this.#copy('device', (name, spec) => makeTensor(this.#library, spec, values.get(name)!)));
  }

  async dispose(): Promise<void> {
    this.discard(this.#tensors);
    this.#tensors.clear();
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await session.release();
  }

  async #copy(
    to: 'process' | 'device',
    source: (name: string, spec: Stored['spec']) => Tensor,
  ): Promise<Map<string, Tensor>> {
    if (this.#stored.length === 0) return new Map();
    const session = this.#sessions.get(to) ?? (await this.#open(to));
    this.#sessions.set(to, session);
    const feeds = Object.fromEntries(this.#stored.map(({ name, spec }) => [name, source(name, spec)]));
    const copies = this.#stored.map(({ name }) => copyOf(name));
    const results = await session.run(feeds, copies);
    return new Map(this.#stored.map(({ name }) => [name, results[copyOf(name)] as Tensor]));
  }

  #open(to: 'process' | 'device'): Promise<OnnxSession> {
    const op = new OnnxBuilder();
    for (const { name, spec } of this.#stored) op.output(copyOf(name), op.input(name, spec), spec);
    return this.#library.InferenceSession.create(op.encode('copy'), {
      ...this.#target.sessionOptions([]),
      preferredOutputLocation: to === 'device' ? 'gpu-buffer' : 'cpu',
    });
  }
}
