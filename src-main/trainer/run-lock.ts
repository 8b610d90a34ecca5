/**
 * Only one process writes into a run's folder. Each that wants to puts a file of its own there, named by its process and
 * the moment that process began, and then looks for others: whoever finds the file of one that lives steps back. Files
 * of dead ones are removed by whoever finds them; a process's number alone would not tell, for numbers are used again.
 * Owns these files, nothing else in the folder.
 */
import { readFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { UserError } from '#shared/problem.ts';
import { isRunning, writeFileSafely } from '../files/write-safely.ts';

export interface RunLock {
  release(): Promise<void>;
}

const ownerSchema = v.object({
  host: v.string(),
  process: v.number(),
  /** When the process began: in the system's own count (see momentOf), and in milliseconds since 1970. */
  moment: v.nullable(v.string()),
  began: v.number(),
});
type Owner = v.InferOutput<typeof ownerSchema>;

const lockName = /^run\.\d+-\d+\.lock$/;
/** Clocks are set now and then; by more than this only where the system was started anew. */
const clockDoubtMilliseconds = 60_000;
const intervalMilliseconds = 100;
/** Folders that this process holds. */
const held = new Set<string>();

const self: Owner = {
  host: hostname(),
  process: process.pid,
  moment: momentOf(process.pid),
  began: Math.round(Date.now() - process.uptime() * 1000),
};
const ownFile = (folder: string): string => join(folder, `run.${self.process}-${self.moment ?? self.began}.lock`);

/**
 * Waits a while: a trainer whose studio was closed still writes its last checkpoint. Then throws a UserError that names the
 * folder and the process which writes into it.
 */
export async function lockRunFolder(folder: string, patienceMilliseconds: number): Promise<RunLock> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    const other = await tryLock(folder);
    if (other === null) return { release: () => release(folder) };
    if (performance.now() >= deadline) throw occupied(folder, other);
    await setTimeout(intervalMilliseconds);
  }
}

interface Lock {
  readonly path: string;
  readonly owner: Owner;
}

/** Null: it is ours now. */
async function tryLock(folder: string): Promise<Lock | null> {
  if (held.has(folder)) return { path: ownFile(folder), owner: self };
  held.add(folder);
  try {
    // First the file, then the look around: of two that come at once, at least one sees the other.
    await writeFileSafely(ownFile(folder), JSON.stringify(self));
    const other = await findOther(folder);
    if (other !== null) await release(folder);
    return other;
  } catch (error) {
    held.delete(folder);
    throw error;
  }
}

async function release(folder: string): Promise<void> {
  held.delete(folder);
  await rm(ownFile(folder), { force: true });
}

async function findOther(folder: string): Promise<Lock | null> {
  const own = ownFile(folder);
  const locks = (await readdir(folder)).filter((name) => lockName.test(name)).map((name) => join(folder, name));
  for (const path of locks) {
    const owner = path === own ? null : await readOwner(path);
    if (owner !== null && lives(owner)) return { path, owner };
    if (path !== own) await rm(path, { force: true });
  }
  return null;
}

/** Null when it is gone by now, or no lock: ours are written whole or not at all. */
async function readOwner(path: string): Promise<Owner | null> {
  try {
    return v.parse(ownerSchema, JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Of another computer's processes nothing is known: they count as alive. */
function lives({ host, process: id, moment, began }: Owner): boolean {
  if (host !== hostname()) return true;
  const systemBegan = Date.now() - uptime() * 1000;
  if (!isRunning(id) || began < systemBegan - clockDoubtMilliseconds) return false;
  const now = momentOf(id);
  return now === null || now === moment;
}

/** When a process began, in ticks since the system's start (Linux); null where that cannot be known. A dead one has none. */
function momentOf(id: number): string | null {
  try {
    // "pid (name) state parent …": the name may hold spaces and brackets. The state is field 3, the moment field 22.
    const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return fields[0] === 'Z' ? 'none' : (fields[19] ?? null);
  } catch {
    return null;
  }
}

const occupied = (folder: string, { path, owner }: Lock): UserError =>
  new UserError({
    received: `Process ${owner.process}${owner.host === hostname() ? '' : ` on the computer ${owner.host}`} is writing into the run’s folder ${folder}.`,
    expected: 'Only one process may train a run at a time.',
    action: `Wait until it has ended, or stop it. If there is no such process any more, delete ${path}.`,
  });
