/** Says what a dropped path is, without importing it. Owns no formats: it asks theirs. */
import { open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { defaultTable } from '#shared/graph/data-forms.ts';
import { UserError } from '#shared/problem.ts';
import type { CallOutput } from '#shared/wire/studio.ts';
import { listImages } from './folder-listing.ts';
import { openIdx } from './idx-file.ts';
import { isTextName } from './text/text-files.ts';
import { listSequenceFiles, sequenceKindOf } from './sequence/files.ts';
import { sniff, sniffBytes } from './image-kinds.ts';
import { explainReadError } from './read-file.ts';
import { openRows } from './rows/open.ts';

/** Of a ZIP archive's first file. */
const zipMagic = Buffer.from('PK\x03\x04');

const parquetMagic = Buffer.from('PAR1');
const hdfMagic = Buffer.from('\x89HDF', 'latin1');
/** A Keras archive is a ZIP archive, too. */
const isModelName = (path: string): boolean => /\.(keras|h5|hdf5|onnx)$/i.test(path);

/** Milliseconds to look for the first image of a folder. */
const patience = 5000;

export type Recognized = CallOutput<'data:recognize'>;

const unknown = (reason: string): Recognized => ({ kind: 'unknown', reason });

/** Never throws for anything about the path itself: the reason says it. */
export async function recognize(path: string): Promise<Recognized> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) return await recognizeFolder(path);
    if (!status.isFile()) return unknown(`“${basename(path)}” is neither a file nor a folder.`);
    return await recognizeFile(path);
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      return unknown(
        `No image was found in “${basename(path)}” within seconds. Choose the folder that holds them itself.`,
      );
    }
    if (error instanceof UserError) return unknown(error.message);
    return unknown(`“${basename(path)}” ${explainReadError(error)}.`);
  }
}

async function recognizeFolder(path: string): Promise<Recognized> {
  const description = await stat(join(path, 'model.json')).catch(() => null);
  if (description?.isFile()) return { kind: 'model', reason: null };
  const { images, skipped } = await listImages(path, AbortSignal.timeout(patience), 1);
  if (images.length > 0) return { kind: 'imageFolder', reason: null };
  const files = await listSequenceFiles(path, AbortSignal.timeout(patience)).catch(() => null);
  if (files) return { kind: 'sequences', reason: null };
  const example = skipped[0];
  return unknown(
    example
      ? `“${basename(path)}” holds no images that can be read; “${example.file}” is ${example.reason}.`
      : `“${basename(path)}” holds no images.`,
  );
}

async function recognizeFile(path: string): Promise<Recognized> {
  if (/\.hourglass$/i.test(path)) return { kind: 'project', reason: null };
  const head = await readHead(path);
  if (isModelName(path) || head.subarray(0, 4).equals(hdfMagic)) return { kind: 'model', reason: null };
  if (head.subarray(0, 4).equals(zipMagic)) return { kind: 'package', reason: null };
  const text = head.toString('latin1');
  if (/^\s*\{/.test(text) && text.includes('"hourglass"')) return { kind: 'project', reason: null };
  if (/^\s*\{/.test(text) && /\.json$/i.test(path)) return { kind: 'model', reason: null };
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  if (packed || (head[0] === 0 && head[1] === 0 && head[2]! >= 0x08 && head[2]! <= 0x0e)) return recognizeIdx(path);
  if (head.subarray(0, 4).equals(parquetMagic)) return { kind: 'table', reason: null };
  const sniffed = sniff(head);
  if (sniffed.kind) return unknown(`“${basename(path)}” is a single image. Choose the folder that holds all images.`);
  if (isTextName(path)) return { kind: 'text', reason: null };
  if (sequenceKindOf(path) === 'sound') return { kind: 'sequences', reason: null };
  if (/\.(csv|tsv|tab)$/i.test(path)) {
    // Says in words what is wrong with it.
    await openRows(path, defaultTable);
    return { kind: 'table', reason: null };
  }
  return unknown(`“${basename(path)}” is ${sniffed.reason}.`);
}

async function recognizeIdx(path: string): Promise<Recognized> {
  const { dimensions } = await openIdx(path);
  if (dimensions.length === 3 || dimensions.length === 4) return { kind: 'idx', reason: null };
  return unknown(
    dimensions.length === 1
      ? `“${basename(path)}” holds labels. Choose the images file; its labels are found beside it.`
      : `“${basename(path)}” holds ${dimensions.join(' × ')} values, which are not images.`,
  );
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
