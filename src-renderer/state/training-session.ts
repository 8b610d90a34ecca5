/**
 * Follows the open project's newest run: asks the studio for what people press, folds what comes back, and attaches
 * again after a reload of the window. Owns the order of calls and reports; not what Svelte watches (training.svelte.ts).
 */
import type { Project } from '#shared/graph/document.ts';
import type { ThreeParts } from '#shared/problem.ts';
import type { CallInput, RunDetails, StudioClient } from '#shared/wire/studio.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import { toThreeParts } from '../ui/three-parts.ts';
import { stillWaiting, type Request } from './training-controls.ts';
import { continued, isLive, newRunView, reduceReport, runViewOf, withStrip, type RunView } from './training-run.ts';

export interface TrainingSnapshot {
  /** The run on show; null: this project has never been trained, or nothing is known yet. */
  readonly run: RunView | null;
  /** The design as the run took it; null until it is read. */
  readonly project: Project | null;
  readonly request: Request;
  /** Why the last thing asked was refused, in words. */
  readonly refusal: ThreeParts | null;
  readonly loading: boolean;
}

export const nothingTrained: TrainingSnapshot = {
  run: null,
  project: null,
  request: null,
  refusal: null,
  loading: false,
};

export class TrainingSession {
  readonly #client: Pick<StudioClient, 'call' | 'on'>;
  readonly #publish: (snapshot: TrainingSnapshot) => void;
  #snapshot: TrainingSnapshot = nothingTrained;
  #projectId: string | null = null;
  /** Reports that came while an answer about their run was still on its way. */
  #early: TrainingReport[] | null = null;
  /** Counts what was asked, so that a late answer to an earlier question changes nothing. */
  #turn = 0;
  /** The run whose strip was asked for. */
  #stripOf: string | null = null;

  constructor(client: Pick<StudioClient, 'call' | 'on'>, publish: (snapshot: TrainingSnapshot) => void) {
    this.#client = client;
    this.#publish = publish;
  }

  /** Listens to reports; returns the function that ends it. */
  listen(): () => void {
    return this.#client.on('training:report', (report) => this.#take(report));
  }

  /** Shows a project's run that is under way, else its newest; null: no project is open. */
  async attach(projectId: string | null): Promise<void> {
    if (projectId === this.#projectId) return;
    this.#projectId = projectId;
    const turn = this.#begin({ ...nothingTrained, loading: projectId !== null });
    if (projectId === null) return;
    try {
      const runs = await this.#client.call('run:list', { projectId });
      const shown = runs.find(({ state }) => isLive(state)) ?? runs[0];
      const details = shown ? await this.#client.call('run:read', { runId: shown.id }) : null;
      this.#settle(turn, {
        ...nothingTrained,
        run: details ? runViewOf(details) : null,
        project: details?.project ?? null,
      });
    } catch (error) {
      this.#settle(turn, { ...nothingTrained, refusal: toThreeParts(error) });
    }
  }

  async start(project: Project): Promise<void> {
    this.#projectId = project.id;
    const before = this.#snapshot;
    const turn = this.#begin({ ...before, request: 'starting', refusal: null });
    try {
      // The wire's input type is mutable; nothing on the way changes it.
      const input = { project } as CallInput<'training:start'>;
      const { runId } = await this.#client.call('training:start', input);
      this.#settle(turn, { ...nothingTrained, run: newRunView(runId, project.training.epochs), project });
    } catch (error) {
      this.#settle(turn, { ...before, request: null, refusal: toThreeParts(error) });
    }
  }

  /** Goes on with the run on show, or with another one of the project. */
  async continue(details?: RunDetails): Promise<void> {
    const before = this.#snapshot;
    const run = details ? runViewOf(details) : before.run;
    if (run === null) return;
    const turn = this.#begin({ ...before, request: 'starting', refusal: null });
    try {
      const { runId } = await this.#client.call('training:continue', { runId: run.runId });
      const project = details?.project ?? before.project;
      this.#settle(turn, { ...nothingTrained, run: { ...continued(run), runId }, project });
    } catch (error) {
      this.#settle(turn, { ...before, request: null, refusal: toThreeParts(error) });
    }
  }

  /** A run was removed: when it was the one on show, the next newest takes its place. */
  async forget(runId: string): Promise<void> {
    if (this.#snapshot.run?.runId !== runId) return;
    const projectId = this.#projectId;
    this.#projectId = null;
    await this.attach(projectId);
  }

  pause(): Promise<void> {
    return this.#ask('pausing', 'training:pause');
  }
  resume(): Promise<void> {
    return this.#ask('resuming', 'training:resume');
  }
  stop(): Promise<void> {
    return this.#ask('stopping', 'training:stop');
  }

  dismissRefusal(): void {
    this.#set({ ...this.#snapshot, refusal: null });
  }

  async #ask(request: Request, call: 'training:pause' | 'training:resume' | 'training:stop'): Promise<void> {
    const run = this.#snapshot.run;
    if (run === null) return;
    this.#set({ ...this.#snapshot, request, refusal: null });
    try {
      await this.#client.call(call, { runId: run.runId });
    } catch (error) {
      if (this.#snapshot.run?.runId === run.runId)
        this.#set({ ...this.#snapshot, request: null, refusal: toThreeParts(error) });
    }
  }

  #begin(snapshot: TrainingSnapshot): number {
    this.#early = [];
    this.#turn += 1;
    this.#set(snapshot);
    if (this.#projectId === null) this.#early = null;
    return this.#turn;
  }

  #settle(turn: number, snapshot: TrainingSnapshot): void {
    if (turn !== this.#turn) return;
    const early = this.#early ?? [];
    this.#early = null;
    this.#set(early.reduce(withReport, snapshot));
  }

  #take(report: TrainingReport): void {
    // While a start or an attachment is under way, the report may be of the run that is about to be shown.
    this.#early?.push(report);
    this.#set(withReport(this.#snapshot, report));
    const run = this.#snapshot.run;
    if (run === null || run.runId !== report.runId || run.strip !== null) return;
    // The first pictures, those before training, stand there once the first batch is reported.
    const pictured = report.type === 'epoch' && report.strip;
    if (pictured || (report.type === 'progress' && this.#stripOf !== run.runId)) void this.readStrip();
  }

  /** Reads what pictures the run has: the trainer thins out those of long runs. */
  async readStrip(): Promise<void> {
    const runId = this.#snapshot.run?.runId;
    if (runId === undefined) return;
    this.#stripOf = runId;
    // Without an answer the strip stays as it is; the next epoch asks again.
    const details = await this.#client.call('run:read', { runId }).catch(() => null);
    const { run } = this.#snapshot;
    if (details !== null && run?.runId === runId) this.#set({ ...this.#snapshot, run: withStrip(run, details.strip) });
  }

  #set(snapshot: TrainingSnapshot): void {
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    this.#publish(snapshot);
  }
}

function withReport(snapshot: TrainingSnapshot, report: TrainingReport): TrainingSnapshot {
  if (snapshot.run === null) return snapshot;
  const run = reduceReport(snapshot.run, report);
  if (run === snapshot.run) return snapshot;
  return { ...snapshot, run, request: stillWaiting(snapshot.request, run.state) ? snapshot.request : null };
}
