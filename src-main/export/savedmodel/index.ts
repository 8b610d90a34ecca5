/** TensorFlow SavedModel: the inference trace with frozen weights, under a signature for each part that lies inside. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartEnd, PartKind } from '#shared/export/parts.ts';
import { savedmodel } from '#shared/export/savedmodel.ts';
import type { TensorFunction } from '../../compiler/index.ts';
import { portableSavedModel, type SavedFunction } from '../../compiler/tensorflow/portable/index.ts';
import type { ExportedPart, ExportFormat, OptionsOf } from '../format.ts';
import { fed, portableWeights, specOf, withScaling } from '../portable.ts';
import { readBack } from './read-back.ts';
import { savedModelSnippet } from './snippet.ts';

export const savedModelFormat: ExportFormat<'savedmodel'> = {
  definition: savedmodel,
  async write(part, path, { input }, { signal, progress }) {
    progress('Tracing the network');
    const bytes = await portableSavedModel(functionsOf(part, input), portableWeights(part));
    signal.throwIfAborted();
    progress('Writing the folder');
    // Nothing is in it: the weights are constants. TensorFlow looks for it all the same.
    await mkdir(join(path, 'variables'), { recursive: true });
    await writeFile(join(path, 'saved_model.pb'), bytes);
  },
  check: readBack,
  fed,
  snippet: savedModelSnippet,
};

/** What parts are called among the signatures, beside being the default. */
const signatureOf: Partial<Record<PartKind, string>> = { encoder: 'encode', decoder: 'decode' };

/**
 * `serving_default` takes what must be given and gives the result that counts, alone: TensorFlow keeps no order among several. What may be
 * left out, and what is computed beside it, other signatures have.
 */
function functionsOf(part: ExportedPart, input: OptionsOf<'savedmodel'>['input']): Record<string, SavedFunction> {
  const saved = (compute: TensorFunction, inputs: readonly PartEnd[], outputs: readonly PartEnd[]): SavedFunction => ({
    fn: only(withScaling(compute, part, input), outputs),
    inputs: Object.fromEntries(inputs.map((end) => [end.name, specOf(end, input)])),
  });
  const needed = part.inputs.filter(({ otherwise }) => otherwise === null);
  const signatures = [part, ...part.inside].flatMap(({ kind, compute, inputs, outputs }) => {
    const name = signatureOf[kind];
    return name === undefined ? [] : [[name, saved(compute, inputs, outputs)] as const];
  });
  return {
    serving_default: saved(part.compute, needed, part.outputs.slice(0, 1)),
    ...(needed.length < part.inputs.length ? { with_mask: saved(part.compute, part.inputs, part.outputs) } : {}),
    ...Object.fromEntries(signatures),
  };
}

const only =
  (compute: TensorFunction, outputs: readonly PartEnd[]): TensorFunction =>
  (given) => {
    const results = compute(given);
    return Object.fromEntries(outputs.map(({ name }) => [name, results[name]!]));
  };
