/** Keras's files as model files: the archive (version 3) and the legacy HDF5 file. Owns what must be in them and how large it may be. */
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { weightsName } from '../../export/keras/archive.ts';
import { openArchive } from '../../files/read-archive.ts';
import { refuse } from '../refusal.ts';
import { openHdf5, type HdfReader } from './hdf5.ts';
import { configured, type ModelFile } from './opened.ts';
import { legacyStore, treeStore, type WeightStore } from './store.ts';

type Opened = Omit<ModelFile, 'name'>;

const [megabyte, gigabyte] = [1024 ** 2, 1024 ** 3];
const limits = { entries: 10_000, bytes: 4 * gigabyte, growth: 100 };
const mostBytes: Readonly<Record<string, number>> = {
  'config.json': 50 * megabyte,
  /** What Node reads in one piece. */
  [weightsName]: 2 * gigabyte - megabyte,
};

export async function readKerasArchive(path: string, scratch: string): Promise<Opened> {
  const archive = await openArchive(path, limits);
  try {
    const take = async (name: string): Promise<Buffer> => {
      const entry = archive.entries.find((each) => each.name === name);
      if (!entry) throw refuse(path, `it holds no “${name}”`, 'Save the model again with model.save("….keras").');
      if (entry.bytes > mostBytes[name]!)
        throw refuse(path, `“${name}” in it has ${words(entry.bytes)}, which is too large`);
      const target = join(scratch, name);
      await archive.extract(name, target);
      const bytes = await readFile(target);
      await rm(target);
      return bytes;
    };
    const config = parseJson(path, 'config.json', (await take('config.json')).toString('utf8'));
    return withWeights('Keras archive', config, await openHdf5(await take(weightsName), path), treeStore);
  } finally {
    archive.close();
  }
}

export async function readLegacyFile(path: string): Promise<Opened> {
  const { size } = await stat(path);
  if (size > mostBytes[weightsName]!) throw refuse(path, `it has ${words(size)}, which is too large`);
  const file = await openHdf5(await readFile(path), path);
  const text = file.text('', 'model_config');
  if (text === null) {
    file.close();
    throw refuse(
      path,
      'it holds weights and no model',
      'Save the whole model with model.save("….keras"), not its weights alone.',
    );
  }
  return withWeights('Keras HDF5 file', parseJson(path, 'model_config', text), file, legacyStore);
}

const withWeights = (
  format: string,
  config: unknown,
  file: HdfReader,
  store: (file: HdfReader) => WeightStore,
): Opened => ({ format, ...configured(config, store(file)), close: () => file.close() });

function parseJson(path: string, name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(path, `“${name}” in it is no JSON`);
  }
}

const words = (bytes: number): string => `${(bytes / megabyte).toLocaleString('en', { maximumFractionDigits: 0 })} MB`;
