/**
 * A model file becomes a project and a run that holds its weights: a trainer process reads it, in a folder of its own beside the runs,
 * which takes its place among them once all is there. Owns that process, its time limit and the run's record; reads no model.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Project } from '#shared/graph/document.ts';
import { formatProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import type { ImportedModel, ImportReport } from '#shared/wire/import.ts';
import { writeFileSafely } from '../../files/write-safely.ts';
import { askTrainer } from '../devices/ask-trainer.ts';
import { stagingIn } from '../packages/unpack.ts';
import type { RunDependencies } from '../runs/dependencies.ts';
import { newRunId, newSummary } from '../runs/new-run.ts';
import { snapshotName } from '../runs/read-run.ts';
import { writeRecord } from '../runs/run-record.ts';

export type ImportDependencies = Pick<RunDependencies, 'fork' | 'trainerEntry' | 'environment' | 'runsFolder'>;

export interface ImportOptions {
  readonly onProgress?: ((doing: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Gigabytes of weights from a slow disk take their time; a file that keeps its reader busy for longer was made to. */
const limitMilliseconds = 120_000;

/** Throws UserErrors; rejects with the signal's reason when cancelled. Then nothing is left behind. */
export async function importModel(
  dependencies: ImportDependencies,
  path: string,
  { onProgress, signal }: ImportOptions = {},
): Promise<ImportedModel> {
  const { runsFolder } = dependencies;
  const staging = stagingIn(runsFolder);
  const runId = newRunId();
  const folder = join(staging, runId);
  try {
    await mkdir(folder, { recursive: true });
    const read = await readModel(dependencies, { runId, path, folder, onProgress, signal });
    await rm(join(folder, 'unpacked'), { recursive: true, force: true });
    // Trained from here on, it begins with these weights.
    const project: Project = { ...read.project, training: { ...read.project.training, startFrom: runId } };
    await writeFileSafely(join(folder, snapshotName), formatProject(read.project));
    const summary = newSummary(runId, folder, project);
    await writeRecord({
      ...summary,
      state: 'stopped',
      endedAt: summary.startedAt,
      message: origin(path, read.report),
      weights: read.report.weights,
      // What it came with.
      bestEpoch: 0,
    });
    signal?.throwIfAborted();
    await rename(folder, join(runsFolder, runId));
    return { project, runId, report: read.report };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

const origin = (path: string, { format }: ImportReport) => ({
  received: `These weights come from “${basename(path)}” (${format}).`,
  expected: 'Nothing was trained here yet.',
  action: 'Explore it, export it, or continue it to train it further.',
});

interface Question extends ImportOptions {
  readonly runId: string;
  readonly path: string;
  readonly folder: string;
}

async function readModel(
  dependencies: ImportDependencies,
  { runId, path, folder, onProgress, signal }: Question,
): Promise<{ readonly project: Project; readonly report: ImportReport }> {
  let found: { project: Project; report: ImportReport } | UserError | null = null;
  const outcome = await askTrainer(dependencies, {
    command: { type: 'importModel', runId, path, folder },
    limitMilliseconds,
    ...(signal ? { signal } : {}),
    onReply(reply) {
      if (reply.type === 'importing') onProgress?.(reply.doing);
      if (reply.type === 'modelImported') found = { project: reply.project, report: reply.report };
      if (reply.type === 'refused') found = new UserError(reply.message);
      return found !== null;
    },
  });
  const answer = found as { project: Project; report: ImportReport } | UserError | null;
  if (answer instanceof UserError) throw answer;
  if (answer) return answer;
  throw new UserError({
    received: `“${basename(path)}” could not be imported: ${outcome === 'tooLong' ? 'reading it took too long' : 'the process that reads it ended by itself'}.`,
    expected: 'A whole model file is read within seconds. Nothing was kept.',
    action: 'Save the model again, or choose another one.',
  });
}
