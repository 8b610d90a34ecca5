/** Runs a SavedModel in TensorFlow, where its library is present, on the samples. */
import type { Values } from '../../compiler/index.ts';
import { SavedModelSession } from '../../compiler/tensorflow/portable/session.ts';
import { findAddon, loadAddon } from '../../devices/tensorflow-library.ts';
import { largestDifference } from '../check.ts';
import type { Check, ExportedPart, OptionsOf } from '../format.ts';
import { bytesOf } from '../portable.ts';

export async function readBack(
  part: ExportedPart,
  path: string,
  { input }: OptionsOf<'savedmodel'>,
): Promise<Check | null> {
  const found = findAddon();
  if (typeof found === 'string') return null;
  const addon = loadAddon(found.addon);
  const session = await SavedModelSession.open(addon, path);
  try {
    const given = part.inputs.filter(({ otherwise }) => otherwise === null);
    const feeds = given.map(({ name, shape, values }) => {
      const fed: Values = input === 'bytes' && name === 'input' ? bytesOf(part, values) : values;
      return [name, { shape: [part.samples, ...shape], values: fed }] as const;
    });
    // What an encoder computes beside the latent, its own signature gives.
    const all = part.outputs.length > 1 ? session.run('encode', Object.fromEntries(feeds)) : {};
    const results = { ...all, ...session.run('serving_default', Object.fromEntries(feeds)) };
    return { by: `TensorFlow ${addon.TF_Version}`, of: 'results', difference: largestDifference(part, results) };
  } finally {
    session.dispose();
  }
}
