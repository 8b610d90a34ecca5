/** The list of projects opened lately. Owns its file; a broken one counts as empty, for it is a convenience. */
import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { RecentProject } from '#shared/wire/studio.ts';
import { writeFileSafely } from '../files/write-safely.ts';

const most = 20;
const schema = v.array(v.object({ name: v.string(), path: v.string(), openedAt: v.number() }));
type Entry = v.InferOutput<typeof schema>[number];

export interface Recents {
  /** Newest first; files that are gone are marked. */
  list(): Promise<RecentProject[]>;
  add(name: string, path: string): Promise<void>;
  forget(path: string): Promise<void>;
}

export function createRecents(file: string): Recents {
  let queue: Promise<void> = Promise.resolve();
  const read = async (): Promise<Entry[]> => {
    try {
      return v.parse(schema, JSON.parse(await readFile(file, 'utf8')));
    } catch {
      return [];
    }
  };
  /** One change after another, each on what the one before left. */
  const change = (edit: (entries: Entry[]) => Entry[]): Promise<void> => {
    const done = queue.then(async () => {
      await writeFileSafely(file, `${JSON.stringify(edit(await read()).slice(0, most), null, 2)}\n`);
    });
    queue = done.catch(() => undefined);
    return done;
  };
  return {
    async list() {
      await queue;
      const entries = await read();
      return Promise.all(
        entries.map(async (entry) => ({
          ...entry,
          missing: !(await stat(entry.path).then(
            (status) => status.isFile(),
            () => false,
          )),
        })),
      );
    },
    add: (name, path) =>
      change((entries) => [{ name, path, openedAt: Date.now() }, ...entries.filter((entry) => entry.path !== path)]),
    forget: (path) => change((entries) => entries.filter((entry) => entry.path !== path)),
  };
}
