/** The prepared data of a run as NumPy files: samples, what belongs to them, and who is trained and validated on. */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '#shared/graph/document.ts';
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import { openDataset, type DatasetReader } from '../../data/cache.ts';
import { elementBytes, type ElementType } from '../../data/elements.ts';
import { splitSamples } from '../../data/split.ts';
import type { ExportContext } from '../format.ts';
import { npyHeader } from '../npy.ts';

/** So many bytes are read at a time. */
const portion = 16 * 1024 * 1024;

export async function writeData(
  project: Project,
  dataset: string,
  folder: string,
  { signal, progress }: ExportContext,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const reader = await openDataset(dataset);
  try {
    const { info } = reader;
    const labels = await reader.labels();
    const { seed, validationFraction } = project.training;
    const { train, validation } = splitSamples(info, labels, { split: project.data.split, validationFraction, seed });
    await writeNumbers(join(folder, 'train.npy'), '<u4', train);
    await writeNumbers(join(folder, 'validation.npy'), '<u4', validation);
    if (labels) await writeNumbers(join(folder, 'labels.npy'), '<u2', labels);
    const write = (name: string, shape: Shape, read: DatasetReader['read']): Promise<void> =>
      writeSamples(join(folder, name), info.dtype, [info.samples, ...shape], read, (share) => {
        signal.throwIfAborted();
        progress('Copying the data', share);
      });
    await write('samples.npy', info.shape, reader.read);
    if (info.target) await write('targets.npy', info.target, reader.readTargets);
  } finally {
    await reader.close();
  }
}

async function writeNumbers(path: string, type: '<u4' | '<u2', values: Uint32Array | Uint16Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.write(npyHeader(type, [values.length]));
    await file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  } finally {
    await file.close();
  }
}

const numpyTypes: Readonly<Record<ElementType, string>> = { uint8: '|u1', float32: '<f4', int32: '<i4' };

/** As they are stored, [samples, …], a portion at a time. */
async function writeSamples(
  path: string,
  dtype: ElementType,
  shape: Shape,
  read: DatasetReader['read'],
  onShare: (share: number) => void,
): Promise<void> {
  const [samples, ...each] = shape as [number, ...number[]];
  const sampleBytes = sizeOf(each) * elementBytes[dtype];
  const together = Math.max(1, Math.floor(portion / sampleBytes));
  const file = await open(path, 'w');
  try {
    await file.write(npyHeader(numpyTypes[dtype], shape));
    for (let first = 0; first < samples; first += together) {
      onShare(first / samples);
      const indices = Uint32Array.from({ length: Math.min(together, samples - first) }, (_, at) => first + at);
      const bytes = new Uint8Array(indices.length * sampleBytes);
      await read(indices, bytes);
      await file.write(bytes);
    }
  } finally {
    await file.close();
  }
}
