/** `--data PATH`: what a path on the command line is as a project's data source. Owns no reading of data. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { formOf } from '#shared/graph/data-form.ts';
import type { DataBinding } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { recognize } from '../data/recognize.ts';

/**
 * A folder of images, an IDX file of images, text, or tables and sounds that are sequences. An IDX file's labels are found beside it by
 * MNIST's naming. Keeps the preprocessing.
 */
export async function bindData(data: DataBinding, given: string): Promise<DataBinding> {
  const path = resolve(given);
  const { kind, reason } = await recognize(path);
  if (kind === 'imageFolder') return { ...data, source: { kind, path } };
  if (kind === 'text') return { ...data, source: { kind, path } };
  // A table given to a project of sequences holds sequences.
  if (kind === 'sequences' || (kind === 'table' && formOf(data.source) === 'sequence'))
    return { ...data, source: { kind: 'sequences', path } };
  if (kind === 'idx') {
    const labels = await labelsBeside(path);
    return { ...data, source: { kind, images: path, ...(labels !== null && { labels }) } };
  }
  throw new UserError({
    received: `“${given}” is no data that Hourglass knows${reason ? `: ${reason}` : '.'}`,
    expected: 'A folder of images, an IDX file of images, or WAV sounds or tables of sequences, were expected.',
    action: 'Check the path.',
  });
}

/** train-images-idx3-ubyte → train-labels-idx1-ubyte, when that exists. */
async function labelsBeside(images: string): Promise<string | null> {
  const name = basename(images).replace('images', 'labels').replace('idx3', 'idx1');
  const path = join(dirname(images), name);
  if (path === images) return null;
  return (await stat(path).catch(() => null))?.isFile() ? path : null;
}
