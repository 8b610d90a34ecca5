/** Which downloaded datasets lie on this machine, and where. Owns their folders; not how they come there, nor what is in them. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadTitles } from '#shared/dataset-titles.ts';
import type { DownloadName } from '#shared/graph/document.ts';
import type { DownloadInfo } from '#shared/wire/studio.ts';
import { downloads } from './registry.ts';

export const downloadNames = Object.keys(downloads) as readonly DownloadName[];

/** Bytes to be fetched for a dataset. */
export const downloadBytes = (name: DownloadName): number =>
  downloads[name].files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Files are put there whole and checked: one of the right size is the right one. */
export async function isPresent(folder: string, name: DownloadName): Promise<boolean> {
  const sizes = await Promise.all(
    downloads[name].files.map((file) =>
      stat(join(folder, name, file.name)).then(
        (status) => status.size === file.bytes,
        () => false,
      ),
    ),
  );
  return sizes.every(Boolean);
}

export async function describeDownload(folder: string, name: DownloadName): Promise<DownloadInfo> {
  const { summary, license, citation, bases, samples, shape } = downloads[name];
  return {
    name,
    title: downloadTitles[name],
    summary,
    license,
    citation,
    from: new URL(bases[0]).host,
    bytes: downloadBytes(name),
    samples,
    shape,
    present: await isPresent(folder, name),
  };
}
