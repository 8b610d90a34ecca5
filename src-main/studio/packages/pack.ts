/** Packs a run, or a project with all its runs, into one `.zip` to share. Reads run folders, changes none. */
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Project } from '#shared/graph/document.ts';
import { formatProject } from '#shared/graph/parse.ts';
import type { PackageInfo } from '#shared/wire/packages.ts';
import { writeArchive, type ArchiveFile, type ArchiveOptions } from '../../files/write-archive.ts';
import { asEnded, formatRecord, readRecord } from '../runs/run-record.ts';
import { descriptionName, nameInPackage, placeOf, projectName, type Description } from './layout.ts';

/** What goes into a package: a project, and the folders of runs. */
export interface Work {
  readonly project: Project;
  readonly runFolders: readonly string[];
}

/** Says how large a package would be, as long as nothing in it gets smaller by packing. */
export async function measurePackage(work: Work): Promise<PackageInfo> {
  const { files, runs } = await listFiles(work);
  return { runs: runs.length, bytes: files.reduce((sum, { from }) => sum + sizeOf(from), 0) };
}

/** Writes the package; a run that is under way stands in it as a stopped one. */
export async function writePackage(work: Work, path: string, options: PackOptions): Promise<PackageInfo> {
  const { files, runs } = await listFiles(work);
  const total = files.reduce((sum, { from }) => sum + sizeOf(from), 0);
  const { onProgress, signal } = options;
  await writeArchive(path, files, {
    ...(onProgress && { onProgress: (done) => onProgress({ done, total }) }),
    ...(signal && { signal }),
  });
  return { runs: runs.length, bytes: (await stat(path)).size };
}

export interface PackOptions extends Pick<ArchiveOptions, 'signal'> {
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

const sizeOf = (from: ArchiveFile['from']): number => (from instanceof Uint8Array ? from.length : from.bytes);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function listFiles({ project, runFolders }: Work): Promise<{ files: ArchiveFile[]; runs: string[] }> {
  const runs: string[] = [];
  const ofRuns: ArchiveFile[] = [];
  for (const folder of runFolders) {
    const record = await readRecord(folder);
    if (!record) continue;
    const { id } = record.summary;
    runs.push(id);
    // Whoever gets it has no use for this machine's name.
    const text = formatRecord(asEnded(record.summary), { host: '', process: 0 });
    ofRuns.push({ name: nameInPackage(id, 'run.json'), from: bytesOf(text) });
    for (const file of await filesOf(folder))
      if (file.name !== 'run.json' && placeOf(nameInPackage(id, file.name)))
        ofRuns.push({ name: nameInPackage(id, file.name), from: { path: file.path, bytes: file.bytes } });
  }
  const description: Description = { format: 'hourglass-package', version: 1, name: project.name, runs };
  const files: ArchiveFile[] = [
    { name: descriptionName, from: bytesOf(`${JSON.stringify(description, null, 2)}\n`) },
    { name: projectName, from: bytesOf(formatProject(project)) },
    ...ofRuns,
  ];
  return { files, runs };
}

/** All ordinary files below a folder, by their path in it with slashes. */
async function filesOf(folder: string): Promise<{ name: string; path: string; bytes: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sized = await Promise.all(
    // A picture may be thinned out meanwhile.
    files.map((path) =>
      stat(path).then(
        ({ size }) => ({ path, bytes: size }),
        () => null,
      ),
    ),
  );
  return sized
    .filter((file) => file !== null)
    .map(({ path, bytes }) => ({ name: relative(folder, path).split(sep).join('/'), path, bytes }));
}
