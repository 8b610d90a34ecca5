/**
 * The trained network that is open in Explore: which run, which checkpoint, which panel is on show, and asking about it.
 * Owns opening, following a run's training, and jobs; panels own what they ask for and what they make of it.
 */
import type { Project } from '#shared/graph/document.ts';
import type { PanelKind } from '#shared/explore/index.ts';
import { panelParams, setPanelParams, type PanelParams } from '#shared/explore/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { ThreeParts } from '#shared/problem.ts';
import type { AskName, ExploreProgress } from '#shared/wire/explore/index.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import type { CallInput, CallOutput, RunSummary } from '#shared/wire/studio.ts';
import { hasWeights } from '../runs/compare.ts';
import { toThreeParts } from '../ui/three-parts.ts';
import { paced } from './paced.ts';
import { edit, project } from './project.svelte.ts';
import { studio } from './studio.ts';

class ExploreState {
  panel = $state.raw<PanelKind>('reconstruct');
  /** Runs with something to explore: of the open project, newest first; null while they are read for the first time. */
  runs = $state.raw<readonly RunSummary[] | null>(null);
  runId = $state.raw<string | null>(null);
  checkpoint = $state.raw<'best' | 'last'>('best');
  /** Of the network that is open; null while none is. Its `version` grows with every checkpoint that is read. */
  info = $state.raw<ExploreInfo | null>(null);
  opening = $state.raw(false);
  failure = $state.raw<ThreeParts | null>(null);
  /** The run as it was trained. */
  snapshot = $state.raw<Project | null>(null);
  /** Samples selected on the latent map; null: none. */
  picked = $state.raw<readonly number[] | null>(null);
  /** Set by the panel that takes pictures dropped onto the window. */
  takeFiles = $state.raw<((files: readonly File[]) => void) | null>(null);
  /** Whether it takes whole folders, too; otherwise these become the project's data. */
  takesFolders = $state.raw(false);
  /** Set by the panel that takes a TensorFlow.js model: model.json and its weights. */
  takeModel = $state.raw<((transfer: DataTransfer) => void) | null>(null);
}
export const explore = new ExploreState();

/** Settings of a panel in the open project. */
export const settingsOf = <K extends PanelKind>(kind: K): PanelParams<K> => panelParams(project.document!, kind);

/** An edit like any other: undoable; `key` joins those of one drag. */
export function changeSettings(kind: PanelKind, name: string, change: AnyParams, key: string | null = null): void {
  edit(name, (document) => setPanelParams(document, kind, change), key);
}

type Input<N extends AskName> = Omit<CallInput<N>, 'subject' | 'job'>;

const openSubject = (): string => explore.info?.subject ?? '';

/** Asks about the open network, or another subject. Rejects with a StudioError; with an AbortError's name when it was cancelled. */
export function ask<N extends AskName>(name: N, input: Input<N>, subject = openSubject()): Promise<CallOutput<N>> {
  return studio.call(name, { subject, ...input } as unknown as CallInput<N>);
}

export interface Job<Output> {
  readonly result: Promise<Output>;
  cancel(): void;
}

/** Asks for something that takes long: with progress, and cancellable. */
export function startJob<N extends AskName>(
  name: N,
  input: Input<N>,
  onProgress: (progress: ExploreProgress) => void,
  subject = openSubject(),
): Job<CallOutput<N>> {
  const job = crypto.randomUUID();
  const silence = studio.on('explore:progress', ({ job: of, ...progress }) => {
    if (of === job) onProgress(progress);
  });
  const result = studio.call(name, { subject, job, ...input } as unknown as CallInput<N>).finally(silence);
  return { result, cancel: () => void studio.call('explore:cancel', { job }) };
}

const isLive = ({ state }: RunSummary): boolean => ['preparing', 'compiling', 'running', 'paused'].includes(state);

/** Opens a run's network, or reads its checkpoint anew; left out: the one that is chosen, else the newest with something to see. */
export async function openRun(runId: string | null = explore.runId): Promise<void> {
  const list = await studio.call('run:list', { projectId: project.document?.id ?? null }).catch(() => null);
  if (list === null) return;
  explore.runs = list.filter((run) => hasWeights(run) || isLive(run));
  const chosen = explore.runs.find(({ id }) => id === runId) ?? explore.runs.find(hasWeights);
  if (!chosen || !hasWeights(chosen)) {
    closeRun();
    return;
  }
  const isNew = explore.runId !== chosen.id;
  explore.runId = chosen.id;
  if (isNew) {
    explore.info = null;
    // While it trains, the newest weights are of interest; what came of it, later.
    explore.checkpoint = isLive(chosen) ? 'last' : 'best';
  }
  await read(chosen.id);
}

export async function chooseCheckpoint(checkpoint: 'best' | 'last'): Promise<void> {
  explore.checkpoint = checkpoint;
  if (explore.runId !== null) await read(explore.runId);
}

async function read(runId: string): Promise<void> {
  explore.opening = true;
  try {
    // What was trained does not change while it is.
    const known = explore.info?.subject === runId ? explore.snapshot : null;
    const [info, snapshot] = await Promise.all([
      studio.call('explore:open', { runId, checkpoint: explore.checkpoint }),
      known ?? studio.call('run:read', { runId }).then((run) => run.project),
    ]);
    if (explore.runId !== runId) return;
    explore.snapshot = snapshot;
    explore.info = info;
    explore.failure = null;
  } catch (error) {
    if (explore.runId !== runId) return;
    explore.info = null;
    explore.failure = toThreeParts(error);
  } finally {
    if (explore.runId === runId) explore.opening = false;
  }
}

/** None is chosen: Explore opens the newest with something to see. */
export function closeRun(): void {
  explore.runId = null;
  explore.info = null;
  explore.snapshot = null;
  explore.failure = null;
  explore.opening = false;
}

/** Epochs may take a tenth of a second: panels that drew each of them anew would take time from the training. */
const millisecondsBetweenCheckpoints = 1000;

/** While Explore is on show: opens, follows the run's epochs while it trains, and says when the network was lost. */
export function followExplore(): () => void {
  void openRun();
  const newest = paced(async () => {
    if (explore.runId !== null && explore.checkpoint === 'last') await read(explore.runId);
  }, millisecondsBetweenCheckpoints);
  const ends = [
    newest.end,
    studio.on('training:report', (report) => {
      if (report.type === 'ended' || (report.type === 'epoch' && explore.runId === null)) void openRun();
      else if (report.type === 'epoch' && report.runId === explore.runId) newest.want();
    }),
    studio.on('explore:closed', ({ subject }) => {
      if (subject !== explore.info?.subject) return;
      explore.info = null;
      explore.failure = {
        received: 'The process that held the trained network ended by itself.',
        expected: 'It stays open while Explore is in use.',
        action: 'Open the run again; if it happens again, there may be too little memory.',
      };
    }),
  ];
  return () => ends.forEach((end) => end());
}

/** Another project is open, or none: its runs are others. */
export function leaveProject(): void {
  const subject = explore.info?.subject;
  if (subject !== undefined) void studio.call('explore:close', { subject }).catch(() => undefined);
  closeRun();
  explore.runs = null;
  explore.picked = null;
}
