/** Runs a SavedModel in TensorFlow, where its library is present, on the samples. */
import { SavedModelSession } from '../../compiler/tensorflow/portable/session.ts';
import { findAddon, loadAddon } from '../../devices/tensorflow-library.ts';
import { largestDifference } from '../check.ts';
import type { Check, ExportedPart, OptionsOf } from '../format.ts';
import { fed } from '../portable.ts';

export async function readBack(
  part: ExportedPart,
  path: string,
  options: OptionsOf<'savedmodel'>,
): Promise<Check | null> {
  const found = findAddon();
  if (typeof found === 'string') return null;
  const addon = loadAddon(found.addon);
  const session = await SavedModelSession.open(addon, path);
  try {
    const given = part.inputs.filter(({ otherwise }) => otherwise === null);
    const feeds = given.map(
      (each) => [each.name, { shape: [part.samples, ...each.shape], values: fed(each, part, options) }] as const,
    );
    // What an encoder computes beside the latent, its own signature gives.
    const all = part.outputs.length > 1 ? session.run('encode', Object.fromEntries(feeds)) : {};
    const results = { ...all, ...session.run('serving_default', Object.fromEntries(feeds)) };
    return { by: `TensorFlow ${addon.TF_Version}`, of: 'results', difference: largestDifference(part, results) };
  } finally {
    session.dispose();
  }
}
