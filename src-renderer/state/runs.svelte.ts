/** The runs on the Runs view: the list, which are chosen, and what each holds. Owns reading and removing, not training. */
import type { ThreeParts } from '#shared/problem.ts';
import type { RunDetails, RunSummary } from '#shared/wire/studio.ts';
import { toThreeParts } from '../ui/three-parts.ts';
import { showError } from '../ui/toasts.svelte.ts';
import { project } from './project.svelte.ts';
import { studio } from './studio.ts';
import { forgetRun } from './training.svelte.ts';

class RunsState {
  /** Runs of all projects, or of the open one. */
  everywhere = $state.raw(false);
  /** Newest first; null while they are read for the first time. */
  list = $state.raw<readonly RunSummary[] | null>(null);
  /** In the order of choosing. */
  chosen = $state.raw<readonly string[]>([]);
  /** Of every run chosen so far, as last read. */
  details = $state.raw<readonly RunDetails[]>([]);
  failure = $state.raw<ThreeParts | null>(null);
}
export const runs = new RunsState();

/** Reads the list anew, and what the chosen runs hold. */
export async function readRuns(): Promise<void> {
  const projectId = runs.everywhere ? null : (project.document?.id ?? null);
  try {
    const list = await studio.call('run:list', { projectId });
    runs.list = list;
    runs.failure = null;
    const chosen = runs.chosen.filter((id) => list.some((run) => run.id === id));
    const first = list[0];
    await chooseRuns(chosen.length > 0 || first === undefined ? chosen : [first.id]);
  } catch (error) {
    runs.failure = toThreeParts(error);
  }
}

export async function chooseRuns(ids: readonly string[]): Promise<void> {
  runs.chosen = ids;
  const read = await Promise.all(
    ids.map((runId) =>
      studio.call('run:read', { runId }).catch((error: unknown) => {
        showError('The run could not be read', error);
        return null;
      }),
    ),
  );
  const fresh = read.filter((details) => details !== null);
  const others = runs.details.filter(({ summary }) => fresh.every((details) => details.summary.id !== summary.id));
  runs.details = [...others, ...fresh];
}

export function showEverywhere(everywhere: boolean): void {
  runs.everywhere = everywhere;
  void readRuns();
}

/** Removes a run with its folder, for good. */
export async function removeRun(runId: string): Promise<void> {
  try {
    await studio.call('run:remove', { runId });
    await forgetRun(runId);
  } catch (error) {
    showError('The run could not be removed', error);
  }
  await readRuns();
}

/** Keeps the list up to date while it is on show: whatever a run reports but its progress changes its line. */
export function followRuns(): () => void {
  let reading = false;
  let again = false;
  const refresh = async (): Promise<void> => {
    again = reading;
    if (reading) return;
    reading = true;
    await readRuns();
    reading = false;
    if (again) void refresh();
  };
  void refresh();
  return studio.on('training:report', ({ type }) => {
    if (type !== 'progress') void refresh();
  });
}
