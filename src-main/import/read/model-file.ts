/** A model file, opened: which format it is in is found out from its contents. Owns the choice; each format's reader owns its dangers. */
import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { refuse } from '../refusal.ts';
import { readOnnx } from './onnx.ts';
import { readKerasArchive, readLegacyFile } from './keras.ts';
import type { ModelFile } from './opened.ts';
import { readTfjs } from './tfjs.ts';

/** `scratch`: an empty folder of the caller's, to unpack into. Throws a UserError that names the file. */
export async function openModelFile(path: string, scratch: string): Promise<ModelFile> {
  const status = await stat(path).catch(() => null);
  if (!status) throw refuse(path, 'it is not there', 'It may have been moved or renamed: look for it with Open.');
  if (status.isDirectory()) return readTfjs(path);
  if (!status.isFile()) throw refuse(path, 'it is no ordinary file');
  const head = await readHead(path);
  const name = basename(path, extname(path));
  if (head.startsWith('PK')) return { ...(await readKerasArchive(path, scratch)), name };
  if (head.startsWith('\x89HDF')) return { ...(await readLegacyFile(path)), name };
  if (head.trimStart().startsWith('{')) return readTfjs(path);
  if (/\.onnx$/i.test(path) && status.size > 0) return readOnnx(path);
  throw refuse(path, status.size === 0 ? 'it is empty' : 'it is of no kind that is read here');
}

async function readHead(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw refuse(path, `it cannot be read (${error instanceof Error ? error.message : String(error)})`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
