/**
 * What lies in the folder of a prepared dataset, and how to tell a whole one from a damaged one.
 *   samples.bin   [samples, …shape] of info.dtype, row-major: uint8 pixels, little-endian float32 or int32
 *   targets.bin   what should come out, [samples, …target] of the same type (only where that is not the sample itself)
 *   labels.bin    uint16 little-endian [samples], positions in info.labels (only when there are labels)
 *   files.bin     the samples' file names, UTF-8, one after the other (only when samples are files)
 *   file-ends.bin uint32 little-endian [samples], where each name ends in files.bin
 *   info.json     what is in the others; written last
 *   *.open        one for each reader, named after its process
 */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { sizeOf } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import { formSchema } from '#shared/wire/data-forms.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';
import { elementBytes } from './elements.ts';

/** Part of every key: raise it whenever the same source and settings would give other bytes. */
export const cacheVersion = 2;

export const cacheFileNames = {
  samples: 'samples.bin',
  targets: 'targets.bin',
  labels: 'labels.bin',
  files: 'files.bin',
  fileEnds: 'file-ends.bin',
  info: 'info.json',
} as const;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
const side = v.pipe(whole, v.minValue(1));

const shape = v.pipe(v.array(side), v.minLength(1), v.maxLength(4));

const datasetSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  title: v.string(),
  samples: side,
  shape,
  dtype: v.picklist(['uint8', 'float32', 'int32']),
  target: v.optional(shape),
  form: formSchema,
  parts: v.optional(v.strictObject({ train: whole, validation: whole, test: whole })),
  labels: v.array(v.strictObject({ name: v.string(), count: whole })),
  statistics: v.strictObject({ mean: finite, standardDeviation: finite, histogram: v.array(finite) }),
  originalSizes: v.array(v.strictObject({ width: whole, height: whole, count: whole })),
  skipped: v.array(v.strictObject({ file: v.string(), reason: v.string() })),
  skippedCount: whole,
  bytes: whole,
});

const infoSchema = v.strictObject({
  version: v.literal(cacheVersion),
  hasLabels: v.boolean(),
  hasFiles: v.boolean(),
  /** Bytes of files.bin. */
  fileNameBytes: whole,
  dataset: datasetSchema,
});

/** info.json. */
export type CacheInfo = v.InferOutput<typeof infoSchema>;
// The file holds exactly what the wire promises.
const asDatasetInfo = (info: CacheInfo): DatasetInfo => info.dataset;

export const isDatasetId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** Bytes of one sample, of what should come out of it (0: none), and of each file. Throws nothing: the schema keeps products small enough to be exact. */
export function sizesOf(info: CacheInfo): {
  sampleBytes: number;
  targetBytes: number;
  files: Readonly<Record<string, number>>;
} {
  const { samples, shape, dtype, target } = asDatasetInfo(info);
  const sampleBytes = sizeOf(shape) * elementBytes[dtype];
  const targetBytes = target ? sizeOf(target) * elementBytes[dtype] : 0;
  return {
    sampleBytes,
    targetBytes,
    files: {
      [cacheFileNames.samples]: samples * sampleBytes,
      ...(target && { [cacheFileNames.targets]: samples * targetBytes }),
      ...(info.hasLabels && { [cacheFileNames.labels]: samples * 2 }),
      ...(info.hasFiles && { [cacheFileNames.files]: info.fileNameBytes, [cacheFileNames.fileEnds]: samples * 4 }),
    },
  };
}

/** The contents of info.json; null stands for a file that cannot be read. Throws a UserError. */
export function parseInfo(text: string | null, folder: string): CacheInfo {
  if (text === null) throw damaged(folder, `its ${cacheFileNames.info} is missing`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged(folder, `its ${cacheFileNames.info} is not whole`);
  }
  const result = v.safeParse(infoSchema, json);
  if (!result.success) throw damaged(folder, `its ${cacheFileNames.info} does not fit: ${result.issues[0].message}`);
  return result.output;
}

/** Throws a UserError unless every file is exactly as long as info.json says. */
export async function checkSizes(folder: string, info: CacheInfo): Promise<void> {
  for (const [name, bytes] of Object.entries(sizesOf(info).files)) {
    const size = await stat(join(folder, name)).then(
      (status) => status.size,
      () => null,
    );
    if (size === null) throw damaged(folder, `its ${name} is missing`);
    if (size !== bytes) throw damaged(folder, `its ${name} has ${size} bytes instead of ${bytes}`);
  }
}

export function damaged(folder: string, what: string): UserError {
  return new UserError({
    received: `The prepared dataset “${basename(folder)}” in ${dirname(folder)} is damaged: ${what}.`,
    expected: 'A prepared dataset is written once and not changed afterwards.',
    action: 'Prepare the data again (Data › Import): it is made anew from the original files.',
  });
}
