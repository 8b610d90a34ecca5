/** Keras's two files as export formats: written from one model, and read back weight by weight. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { h5, keras } from '#shared/export/keras.ts';
import { farthest } from '../check.ts';
import type { Check, ExportedPart, ExportFormat } from '../format.ts';
import { weightsName, writeKerasArchive, writeLegacyFile } from './archive.ts';
import { readHdf5Tensors, type HdfTensor } from './hdf5.ts';
import { kerasModel, type KerasPart } from './model.ts';
import { kerasSnippet } from './snippet.ts';
import { legacyWeights, weightsTree } from './weights-file.ts';

/** As the model needs it: nodes by their ids. */
export const kerasPart = (part: ExportedPart): KerasPart => ({ ...part, nodes: part.nodes.map(({ node }) => node.id) });

export const kerasFormat: ExportFormat<'keras'> = {
  definition: keras,
  async write(part, path, { mask }, { progress }) {
    progress('Writing the file');
    await writeKerasArchive(kerasModel(kerasPart(part), mask), path);
  },
  async check(part, path, { mask }) {
    const weights = unzipSync(await readFile(path), { filter: ({ name }) => name === weightsName })[weightsName]!;
    const unpacked = `${path}.weights`;
    try {
      await writeFile(unpacked, weights);
      return await compareWeights(weightsTree(kerasModel(kerasPart(part), mask)).tensors, unpacked);
    } finally {
      await rm(unpacked, { force: true });
    }
  },
  snippet: kerasSnippet,
};

export const h5Format: ExportFormat<'h5'> = {
  definition: h5,
  async write(part, path, { mask }, { progress }) {
    progress('Writing the file');
    await writeLegacyFile(kerasModel(kerasPart(part), mask), path);
  },
  check: (part, path, { mask }) => compareWeights(legacyWeights(kerasModel(kerasPart(part), mask), '').tensors, path),
  snippet: kerasSnippet,
};

/** Every weight in its place, and none besides. */
export async function compareWeights(expected: ReadonlyMap<string, HdfTensor>, path: string): Promise<Check> {
  const found = await readHdf5Tensors(path);
  if (found.size !== expected.size)
    throw new Error(`The file has ${found.size} weights; ${expected.size} were expected.`);
  const differences = [...expected].map(([name, { shape, values }]) => {
    const read = found.get(name);
    if (read?.shape.join() !== shape.join()) throw new Error(`The file has no “${name}” of the right shape.`);
    return farthest(values, read.values);
  });
  return { by: 'The HDF5 library', of: 'weights', difference: Math.max(0, ...differences) };
}
