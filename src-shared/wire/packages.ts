/** Packages of work: a run, or a project with its runs, as one `.zip` to share and to open again. */
import * as v from 'valibot';
import { projectSchema, type DeepReadonly, type Project } from '../graph/document.ts';
import { call, id, path } from './call.ts';

export interface PackageInfo {
  /** How many. */
  readonly runs: number;
  /** Of the file; before it is written, at most. */
  readonly bytes: number;
}

export interface OpenedPackage {
  /** Its project; not saved under a name yet. */
  readonly project: Project;
  /** In the order in which they were packed, by the ids that they have here. */
  readonly runs: readonly {
    readonly id: string;
    /** It was among the runs already, and was left as it is. */ readonly known: boolean;
  }[];
  /** Names of files in it that no package needs; they were left out (at most 20 named). */
  readonly leftOut: readonly string[];
}

/** One run with the project that it was started with, or a project as it stands with all its runs. */
const work = v.variant('kind', [
  v.strictObject({ kind: v.literal('run'), runId: id }),
  v.strictObject({ kind: v.literal('project'), project: projectSchema }),
]);
export type PackagedWork = DeepReadonly<v.InferOutput<typeof work>>;

export const packageCalls = {
  'package:measure': call<PackageInfo>()(v.strictObject({ work })),
  /** Crash-safe; progress comes as package:progress with the same `job`. Rejects when cancelled. */
  'package:write': call<PackageInfo>()(v.strictObject({ job: id, work, path })),
  /** Puts a package's runs among the studio's own. Takes all of it or nothing. */
  'package:open': call<OpenedPackage>()(v.strictObject({ job: id, path })),
  'package:cancel': call<null>()(v.strictObject({ job: id })),
} as const;

export interface PackageEvents {
  /** Bytes; at most ten a second. */
  'package:progress': { readonly job: string; readonly done: number; readonly total: number };
}
