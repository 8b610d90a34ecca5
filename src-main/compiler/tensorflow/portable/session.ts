/** A SavedModel's signatures, run through TensorFlow's addon: proof of what was written. Owns the session. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Values } from '../../types.ts';
import { decodeSignatures, elementTypes, type Signature } from '../schema.ts';
import type { TensorFlowAddon } from '../session.ts';
import { servingTag } from './index.ts';

export class SavedModelSession {
  readonly #addon: TensorFlowAddon;
  readonly #session: number;
  readonly #signatures: Readonly<Record<string, Signature>>;

  private constructor(addon: TensorFlowAddon, session: number, signatures: Readonly<Record<string, Signature>>) {
    this.#addon = addon;
    this.#session = session;
    this.#signatures = signatures;
  }

  static async open(addon: TensorFlowAddon, folder: string): Promise<SavedModelSession> {
    const signatures = decodeSignatures(await readFile(join(folder, 'saved_model.pb')));
    return new SavedModelSession(addon, addon.loadSavedModel(folder, servingTag), signatures);
  }

  /** Outputs by their names. */
  run(
    name: string,
    inputs: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Values }>>,
  ): Record<string, Values> {
    const signature = this.#signatures[name]!;
    const tensors: number[] = [];
    try {
      const feeds: string[] = [];
      for (const [input, { shape, values }] of Object.entries(inputs)) {
        const info = signature.inputs[input]!;
        const type = typeOf(values);
        // It takes any array that fits the type; whoever trains only ever feeds words.
        tensors.push(this.#addon.createTensor(shape, type, values as Int32Array));
        feeds.push(info.name);
      }
      const given = [...tensors];
      const outputs = Object.entries(signature.outputs);
      const fetches = outputs.map(([, info]) => info.name).join();
      const results = this.#addon.runSavedModel(this.#session, given, feeds.join(), fetches);
      for (const { id } of results) tensors.push(id);
      return Object.fromEntries(
        outputs.map(([output], at) => [output, this.#addon.tensorDataSync(results[at]!.id).slice()]),
      );
    } finally {
      for (const tensor of tensors) this.#addon.deleteTensor(tensor);
    }
  }

  dispose(): void {
    this.#addon.deleteSavedModel(this.#session);
  }
}

function typeOf(values: Values): number {
  if (values instanceof Uint8Array) return elementTypes.uint8;
  return values instanceof Int32Array ? elementTypes.int32 : elementTypes.float32;
}
