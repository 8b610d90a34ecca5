/** A TensorFlow session on one model: what is fed goes in, what is fetched comes out. Knows no variables and no functions. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Values } from '../types.ts';
import { elementTypes, modelTag } from './schema.ts';

/**
 * The parts of tfjs-node's native addon that are used (tfjs_binding.cc). Tensors are numbers that must be deleted. All
 * calls return when they are done.
 */
export interface TensorFlowAddon {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
  createTensor(shape: readonly number[], type: number, values: Int32Array): number;
  deleteTensor(tensor: number): void;
  tensorDataSync(tensor: number): Values;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  /** The names are joined by commas. */
  runSavedModel(session: number, inputs: readonly number[], feeds: string, fetches: string): { readonly id: number }[];
  getNumOfTensors(): number;
  getNumOfSavedModels(): number;
}

export class TensorFlowSession {
  readonly #addon: TensorFlowAddon;
  readonly #session: number;

  constructor(addon: TensorFlowAddon, model: Uint8Array) {
    this.#addon = addon;
    const folder = mkdtempSync(join(tmpdir(), 'hourglass-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), model);
      this.#session = addon.loadSavedModel(folder, modelTag);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Runs what the fetches need; `feeds` are words by name. The values returned are the caller's. */
  run(feeds: ReadonlyMap<string, Int32Array>, fetches: readonly string[]): Values[] {
    const tensors: number[] = [];
    try {
      const given = [...feeds.values()].map((words) => {
        const tensor = this.#addon.createTensor([words.length], elementTypes.int32, words);
        tensors.push(tensor);
        return tensor;
      });
      const names = [...feeds.keys()].map(output).join();
      const results = this.#addon.runSavedModel(this.#session, given, names, fetches.map(output).join());
      for (const { id } of results) tensors.push(id);
      return results.map(({ id }) => this.#addon.tensorDataSync(id));
    } finally {
      for (const tensor of tensors) this.#addon.deleteTensor(tensor);
    }
  }

  dispose(): void {
    this.#addon.deleteSavedModel(this.#session);
  }
}

/** The addon wants a node's output: its first, unless the name says which. */
const output = (name: string): string => (name.includes(':') ? name : `${name}:0`);
