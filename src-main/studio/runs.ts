/**
 * Runs: start, steer, continue, list, read, remove. Owns the folder that holds them and which of them are under way; one
 * process each (active-run.ts).
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { formatProject } from '#shared/graph/parse.ts';
import { checkOptimizerParams } from '#shared/optimizers.ts';
import { UserError } from '#shared/problem.ts';
import type { Handlers, RunSummary } from '#shared/wire/studio.ts';
import { writeFileSafely } from '../files/write-safely.ts';
import { ActiveRun } from './runs/active-run.ts';
import type { RunDependencies } from './runs/dependencies.ts';
import { readMetrics, readNumbers, readSnapshot, readStrip, snapshotName, stripPicture } from './runs/read-run.ts';
import { newRunId, newSummary } from './runs/new-run.ts';
import { isActive, markCrashed, readRecord, readRecords, writeRecord } from './runs/run-record.ts';

export type { RunDependencies } from './runs/dependencies.ts';

type RunCalls = Extract<keyof Handlers, `training:${string}` | `run:${string}`>;

export interface Runs {
  readonly handlers: Pick<Handlers, RunCalls>;
  /** Starts a run in a folder of the caller's choice (created; must hold no other run). */
  startIn(project: Project, folder: string | null): Promise<ActiveRun>;
  /** Goes on with a run; more epochs than its snapshot's when given. */
  continueIn(folder: string, epochs?: number): Promise<ActiveRun>;
  /** Path of one of a run's strip pictures; null for a name that none has. */
  picture(runId: string, name: string): string | null;
  /** Where a run is, or would be. */
  folderOf(runId: string): string;
  /** Whether any run is under way. */
  isTraining(): boolean;
  /** Stops every run in order, each with a last checkpoint. */
  close(): Promise<void>;
}

/** Marks runs that a dead studio left under way as crashed. */
export async function createRuns(dependencies: RunDependencies): Promise<Runs> {
  const { runsFolder, emit, log } = dependencies;
  const active = new Map<string, ActiveRun>();
  await mkdir(runsFolder, { recursive: true });
  await recoverRuns(runsFolder, log);

  const folderOf = (runId: string): string => join(runsFolder, runId);

  const requireActive = (runId: string): ActiveRun => {
    const run = active.get(runId);
    if (run) return run;
    throw new UserError({
      received: 'That run is not under way.',
      expected: 'Only a run that is preparing, running or paused can be paused, resumed or stopped.',
      action: 'Continue the run, or start a new one.',
    });
  };

  const requireSummary = async (folder: string): Promise<{ summary: RunSummary; owned: boolean }> => {
    const found = await readRecord(folder);
    if (found) return found;
    throw new UserError({
      received: `There is no run in ${folder}.`,
      expected: 'A folder with run.json, project.hourglass and checkpoints was expected.',
      action: 'Choose another run; this one may have been removed.',
    });
  };

  const requireStart = async ({ training: { startFrom } }: Project): Promise<void> => {
    if (!startFrom || (await readRecord(folderOf(startFrom)))) return;
    throw new UserError({
      received: 'The run that this training is to start from is not there any more.',
      expected: 'It starts from the weights of a run among the others.',
      action: 'Choose another one under Train, “Start from”, or random weights.',
    });
  };

  const launch = (project: Project, summary: RunSummary, resume: boolean): ActiveRun => {
    const run = new ActiveRun({ ...dependencies, emit }, project, summary);
    active.set(summary.id, run);
    void run.ended.then(({ samplesPerSecond, epochsDone }) => {
      active.delete(summary.id);
      // Less than an epoch says too little.
      if (samplesPerSecond !== null && epochsDone > 0) void dependencies.devices.learn(project, samplesPerSecond);
    });
    void run.start(resume);
    return run;
  };

  const startIn = async (project: Project, chosen: string | null): Promise<ActiveRun> => {
    refuseProblems(project);
    await dependencies.devices.require(project);
    await requireStart(project);
    const id = newRunId();
    const folder = chosen ?? folderOf(id);
    if (await readRecord(folder)) {
      throw new UserError({
        received: `${folder} already holds a run.`,
        expected: 'Each run needs a folder of its own.',
        action: 'Choose another folder, or continue the run in it.',
      });
    }
    await makeFolder(folder);
    await writeFileSafely(join(folder, snapshotName), formatProject(project));
    const summary = newSummary(id, folder, project);
    await writeRecord(summary);
    return launch(project, summary, false);
  };

  const continueIn = async (folder: string, epochs?: number): Promise<ActiveRun> => {
    const { summary, owned } = await requireSummary(folder);
    if (active.has(summary.id) || (isActive(summary.state) && owned)) throw stillUnderWay('continued');
    let project = await readSnapshot(folder);
    await dependencies.devices.require(project);
    if (epochs !== undefined && epochs !== project.training.epochs) {
      project = { ...project, training: { ...project.training, epochs } };
      await writeFileSafely(join(folder, snapshotName), formatProject(project));
    }
    const planned = {
      epochsPlanned: project.training.epochs,
      state: 'preparing',
      endedAt: null,
      message: null,
    } as const;
    return launch(project, { ...summary, ...planned }, true);
  };

  const list = async (): Promise<RunSummary[]> => {
    const found = await readRecords(runsFolder);
    return found
      .map(({ summary }) => active.get(summary.id)?.summary ?? summary)
      .sort((a, b) => b.startedAt - a.startedAt || b.id.localeCompare(a.id));
  };

  return {
    startIn,
    continueIn,
    picture: (runId, name) => stripPicture(active.get(runId)?.summary.folder ?? folderOf(runId), name),
    folderOf: (runId) => active.get(runId)?.summary.folder ?? folderOf(runId),
    isTraining: () => active.size > 0,
    async close() {
      const running = [...active.values()];
      for (const run of running) run.stop();
      await Promise.all(running.map((run) => run.ended));
    },
    handlers: {
      'training:start': async ({ project }) => ({ runId: (await startIn(project, null)).summary.id }),
      'training:continue': async ({ runId }) => ({ runId: (await continueIn(folderOf(runId))).summary.id }),
      'training:pause': async ({ runId }) => {
        requireActive(runId).pause();
        return null;
      },
      'training:resume': async ({ runId }) => {
        requireActive(runId).resume();
        return null;
      },
      'training:stop': async ({ runId }) => {
        requireActive(runId).stop();
        return null;
      },
      'run:list': async ({ projectId }) => {
        const all = await list();
        return projectId === null ? all : all.filter((run) => run.projectId === projectId);
      },
      'run:read': async ({ runId }) => {
        const running = active.get(runId);
        const summary = running?.summary ?? (await requireSummary(folderOf(runId))).summary;
        const { folder } = summary;
        const [project, epochs, strip] = await Promise.all([
          readSnapshot(folder),
          readMetrics(folder),
          readStrip(folder),
        ]);
        return { summary, project, epochs, strip };
      },
      'run:numbers': async ({ runId, row }) => (await readNumbers(folderOf(runId), row)).toString('base64'),
      'run:remove': async ({ runId }) => {
        const folder = folderOf(runId);
        const { summary, owned } = await requireSummary(folder);
        const running = active.get(runId);
        if (!running && isActive(summary.state) && owned) throw stillUnderWay('removed');
        running?.stop();
        await running?.ended;
        await dependencies.whenRemoved?.(runId);
        await rm(folder, { recursive: true, force: true });
        return null;
      },
    },
  };
}

const stillUnderWay = (what: 'continued' | 'removed'): UserError =>
  new UserError({
    received: 'That run is still under way.',
    expected: `Only a run that has ended can be ${what}.`,
    action: 'Wait for it, or stop it first.',
  });

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new UserError({
      received: `The folder ${folder} cannot be made (${error instanceof Error ? error.message : String(error)}).`,
      expected: 'A run needs a folder of its own to write into.',
      action: 'Choose another place.',
    });
  });
}

/** Throws the project's first error in its three parts, and says how many more there are. */
function refuseProblems(project: Project): void {
  const errors = checkProject(project, null).problems.filter((problem) => problem.severity === 'error');
  const [first] = errors;
  if (first) {
    const more = errors.length > 1 ? ` (${errors.length - 1} more to solve.)` : '';
    throw new UserError({
      received: `${first.title}: ${first.received}`,
      expected: first.expected,
      action: first.action + more,
    });
  }
  const { kind, params } = project.training.optimizer;
  const [wrong] = checkOptimizerParams(kind, params);
  if (wrong !== undefined) {
    throw new UserError({
      received: wrong,
      expected: 'The optimizer’s settings must be within their limits.',
      action: 'Correct the setting under Train, or choose the optimizer anew to get its defaults.',
    });
  }
}

async function recoverRuns(runsFolder: string, log: RunDependencies['log']): Promise<void> {
  for (const { summary, owned } of await readRecords(runsFolder)) {
    if (owned || !isActive(summary.state)) continue;
    await writeRecord(markCrashed(summary)).catch((error: unknown) =>
      log(`Run ${summary.id} could not be marked`, error),
    );
  }
}
