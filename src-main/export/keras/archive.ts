/** Keras's files: the .keras archive (version 3), the legacy .h5 file, and weights alone. Owns what is in them; the HDF5 library writes. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import { modelConfig } from './config.ts';
import { writeHdf5 } from './hdf5.ts';
import type { KerasModel } from './layer.ts';
import { legacyWeights, weightsTree } from './weights-file.ts';

/** The Keras whose format this is; newer ones read it, too. */
export const kerasVersion = '3.8.0';

/** The weights' name in an archive. */
export const weightsName = 'model.weights.h5';

/** "2026-12-01@13:05:59". */
const stamp = (date: Date): string => date.toISOString().slice(0, 19).replace('T', '@');

/** model.weights.h5, for model.load_weights. */
export const writeKerasWeights = (model: KerasModel, path: string): Promise<void> =>
  writeHdf5(path, weightsTree(model));

/** Needs room for a second file beside it while it is made. */
export async function writeKerasArchive(model: KerasModel, path: string): Promise<void> {
  const weightsPath = `${path}.weights.h5`;
  const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  try {
    await writeKerasWeights(model, weightsPath);
    const weights = await readFile(weightsPath);
    // Stored, not deflated, as Keras does: trained weights hardly shrink.
    const archive = zipSync(
      {
        'metadata.json': text({ keras_version: kerasVersion, date_saved: stamp(new Date()) }),
        'config.json': text(modelConfig(model, 'keras')),
        [weightsName]: weights,
      },
      { level: 0 },
    );
    await writeFile(path, archive);
  } finally {
    await rm(weightsPath, { force: true });
  }
}

export async function writeLegacyFile(model: KerasModel, path: string): Promise<void> {
  const { tensors, texts } = legacyWeights(model, kerasVersion);
  const head = {
    keras_version: kerasVersion,
    backend: 'tensorflow',
    model_config: JSON.stringify(modelConfig(model, 'legacy')),
  };
  await writeHdf5(path, { tensors, texts: new Map([['', head], ...texts]) });
}
