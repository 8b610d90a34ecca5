/** The files of a TensorFlow.js layers model: model.json, and the weights in shards beside it. Owns their form, both ways. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';

/** As TensorFlow.js's converter cuts them: browsers keep files of this size. */
const shardBytes = 4 * 1024 * 1024;

export interface LayersModelFiles {
  readonly topology: object;
  readonly specs: readonly io.WeightsManifestEntry[];
  /** One after the other, in the order of the specs. */
  readonly data: Uint8Array;
}

export async function writeLayersModel(folder: string, { topology, specs, data }: LayersModelFiles): Promise<void> {
  await mkdir(folder, { recursive: true });
  const count = Math.max(1, Math.ceil(data.length / shardBytes));
  const paths = Array.from({ length: count }, (_, at) => `group1-shard${at + 1}of${count}.bin`);
  for (const [at, path] of paths.entries())
    await writeFile(join(folder, path), data.subarray(at * shardBytes, (at + 1) * shardBytes));
  const model = {
    format: 'layers-model',
    generatedBy: 'Hourglass',
    convertedBy: null,
    modelTopology: topology,
    weightsManifest: [{ paths, weights: specs }],
  };
  await writeFile(join(folder, 'model.json'), JSON.stringify(model));
}

/** For tf.loadLayersModel, which in Node has no way of its own to files. */
export const fromFolder = (folder: string): io.IOHandler => ({
  async load() {
    const { modelTopology, weightsManifest, format } = JSON.parse(
      await readFile(join(folder, 'model.json'), 'utf8'),
    ) as io.ModelJSON;
    const shards = weightsManifest.flatMap(({ paths }) => paths).map((path) => readFile(join(folder, path)));
    const data = Buffer.concat(await Promise.all(shards));
    return {
      modelTopology,
      format: format!,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer,
    };
  },
});
