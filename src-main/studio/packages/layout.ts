/**
 * What stands where in a package of work, a `.zip` to share: a description, the project, and runs as their folders are.
 * Owns the names and how large each file may be; no reading and no writing.
 */
import * as v from 'valibot';
import type { ArchiveLimits } from '../../files/read-archive.ts';
import { snapshotName } from '../runs/read-run.ts';

export const packageExtension = '.zip';
export const descriptionName = 'hourglass-package.json';
export const projectName = snapshotName;

export const descriptionSchema = v.object({
  format: v.literal('hourglass-package'),
  version: v.literal(1),
  /** Of the project. */
  name: v.pipe(v.string(), v.maxLength(120)),
  /** Their ids; the first is the one to look at. */
  runs: v.pipe(v.array(v.string()), v.maxLength(1000)),
});
export type Description = v.InferOutput<typeof descriptionSchema>;

const [kilobyte, megabyte, gigabyte] = [1024, 1024 ** 2, 1024 ** 3];

/** A project may have some hundred runs, each with a picture or five of every epoch. */
export const limits: ArchiveLimits = { entries: 200_000, bytes: 64 * gigabyte, growth: 100 };

const topFiles: Readonly<Record<string, number>> = {
  [descriptionName]: 256 * kilobyte,
  [projectName]: 40 * megabyte,
};
const runFiles: readonly (readonly [name: RegExp, mostBytes: number])[] = [
  [/^run\.json$/, megabyte],
  [/^project\.hourglass$/, 40 * megabyte],
  [/^metrics\.jsonl$/, 64 * megabyte],
  [/^checkpoints\/(best|last)\.safetensors$/, 16 * gigabyte],
  [/^strip\/strip\.json$/, 16 * megabyte],
  [/^strip\/[a-z]{1,40}(-\d{1,6})?\.png$/, 64 * megabyte],
];

export interface Place {
  /** Null: of the package itself. */
  readonly run: string | null;
  /** Path in the run's folder, or the name at the top; with slashes. */
  readonly file: string;
  readonly mostBytes: number;
}

/** Where a file of a package belongs; null for one that no package needs. */
export function placeOf(name: string): Place | null {
  if (Object.hasOwn(topFiles, name)) return { run: null, file: name, mostBytes: topFiles[name]! };
  const [, run, file] = /^runs\/([A-Za-z0-9][A-Za-z0-9_-]{0,63})\/(.+)$/.exec(name) ?? [];
  const known = file === undefined ? undefined : runFiles.find(([pattern]) => pattern.test(file));
  return run !== undefined && file !== undefined && known ? { run, file, mostBytes: known[1] } : null;
}

export const nameInPackage = (run: string, file: string): string => `runs/${run}/${file}`;
