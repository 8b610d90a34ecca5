/**
 * Unsaved work, kept on the disk through crashes: one file for each project and the place it was opened from, so that two
 * copies of a project file never overwrite each other's. Owns the autosave folder; not the project files.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { parseProject } from '#shared/graph/parse.ts';
import type { Project } from '#shared/graph/document.ts';
import { writeFileSafely } from '../files/write-safely.ts';
import type { Log } from './log.ts';

/** Everything but the project, which the project parser checks. */
const envelope = v.object({
  path: v.nullable(v.string()),
  savedAt: v.number(),
  /** Fingerprint of the project file on which this work was done; null: there was none. */
  basedOn: v.nullable(v.string()),
  project: v.unknown(),
});

export interface Autosave {
  readonly path: string | null;
  readonly savedAt: number;
  readonly project: Project;
}

export interface Autosaves {
  keep(project: Project, path: string | null, basedOn: string | null): Promise<number>;
  /** The work on this project that its file does not have yet, or null. */
  find(projectId: string, path: string | null): Promise<Autosave | null>;
  remove(projectId: string, path: string | null): Promise<void>;
  /** Newest first; one for each project and place. */
  list(): Promise<Autosave[]>;
}

export function createAutosaves(folder: string, log: Log): Autosaves {
  const fileOf = (projectId: string, path: string | null): string =>
    join(folder, `${projectId}.${path === null ? 'unsaved' : fingerprint(path).slice(0, 12)}.hourglass.json`);

  const read = async (file: string): Promise<Autosave | null> => {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text === null) return null;
    try {
      const { path, savedAt, basedOn, project } = v.parse(envelope, JSON.parse(text));
      if (path !== null && (await hasNewer(path, basedOn, file))) return null;
      return { path, savedAt, project: parseProject(JSON.stringify(project), 'autosave') };
    } catch (error) {
      log.write(`Autosave ${file} cannot be read; it stays where it is`, error);
      return null;
    }
  };

  return {
    async keep(project, path, basedOn) {
      const savedAt = Date.now();
      await writeFileSafely(fileOf(project.id, path), JSON.stringify({ path, savedAt, basedOn, project }));
      return savedAt;
    },
    find: (projectId, path) => read(fileOf(projectId, path)),
    remove: (projectId, path) => unlink(fileOf(projectId, path)).catch(ignoreMissing),
    async list() {
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.hourglass.json'));
      const found = await Promise.all(names.map((name) => read(join(folder, name))));
      return found.filter((autosave) => autosave !== null).sort((a, b) => b.savedAt - a.savedAt);
    },
  };
}

/**
 * Whether a project file is newer than an autosave of it. The fingerprint decides without clocks: a file that is still
 * what the work was based on is older than the work. Another content means a save after it (killed before it could remove
 * the autosave) or another program's change; then the times of both files decide.
 */
async function hasNewer(path: string, basedOn: string | null, autosaveFile: string): Promise<boolean> {
  const contents = await readFile(path).catch(() => null);
  if (contents === null || fingerprint(contents) === basedOn) return false;
  const [file, autosave] = await Promise.all([stat(path), stat(autosaveFile)]);
  return file.mtimeMs >= autosave.mtimeMs;
}

export function fingerprint(contents: Uint8Array | string): string {
  return createHash('sha256').update(contents).digest('hex');
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
