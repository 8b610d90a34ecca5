/**
 * One run while it is under way: prepares its data, drives its trainer process, folds reports into a summary. Owns the
 * process; it always ends with exactly one `ended` report, also when the process dies.
 */
import { join } from 'node:path';
import type { Project } from '#shared/graph/document.ts';
import { describeError, type ThreeParts } from '#shared/problem.ts';
import type { RunSummary } from '#shared/wire/studio.ts';
import type { DeviceChoice } from '#shared/wire/devices.ts';
import type { EndReason, TrainerReply, TrainingReport } from '#shared/wire/training.ts';
import { writeRecord } from './run-record.ts';
import type { PrepareData, RunDependencies } from './dependencies.ts';
import { trainerEnvironment, type TrainerExit, type TrainerProcess } from './trainer-process.ts';

/** A trainer that was asked to stop in the middle of training, and does not, is ended after so long. */
const patienceMilliseconds = 30_000;

export class ActiveRun {
  readonly #dependencies: RunDependencies;
  readonly #project: Project;
  readonly #cancelled = new AbortController();
  #summary: RunSummary;
  #process: TrainerProcess | undefined;
  #finish!: (summary: RunSummary) => void;
  /** Resolves once the run has ended and its record is on the disk. */
  readonly ended: Promise<RunSummary>;

  constructor(dependencies: RunDependencies, project: Project, summary: RunSummary) {
    this.#dependencies = dependencies;
    this.#project = project;
    this.#summary = summary;
    this.ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  get summary(): RunSummary {
    return this.#summary;
  }

  /** Never throws: a failure is an ending. */
  async start(resume: boolean): Promise<void> {
    const { id: runId, folder } = this.#summary;
    this.#receive({ type: 'state', runId, state: 'preparing' });
    try {
      const { folder: dataset } = await this.#prepare();
      const device = await this.#chooseDevice(dataset);
      this.#cancelled.signal.throwIfAborted();
      const trainer = this.#fork();
      const { startFrom } = this.#project.training;
      trainer.send({
        ...{ type: 'start', runId, project: this.#project, folder, dataset, resume, device },
        ...(startFrom ? { startFrom: join(this.#dependencies.runsFolder, startFrom) } : {}),
      });
    } catch (error) {
      if (this.#cancelled.signal.aborted) this.#end('stopped', stoppedBeforeTraining);
      else this.#end('failed', describeError(error));
    }
  }

  pause(): void {
    this.#process?.send({ type: 'pause' });
  }

  resume(): void {
    this.#process?.send({ type: 'resume' });
  }

  /**
   * Asks; the trainer saves where it is and ends. Before there is a trainer, preparing and measuring are cancelled; one
   * that still compiles has nothing to save and hears nothing, so it is ended at once.
   */
  stop(): void {
    this.#cancelled.abort();
    const trainer = this.#process;
    if (!trainer) return;
    if (this.#summary.state === 'preparing' || this.#summary.state === 'compiling') {
      this.#end('stopped', stoppedBeforeTraining);
      trainer.kill();
      return;
    }
    trainer.send({ type: 'stop' });
    const timer = setTimeout(() => {
      this.#end('stopped', endedUnasked);
      trainer.kill();
    }, patienceMilliseconds);
    timer.unref();
    void this.ended.then(() => clearTimeout(timer));
  }

  #prepare(): ReturnType<PrepareData> {
    return this.#dependencies.prepareData(this.#project.data, { signal: this.#cancelled.signal });
  }

  #chooseDevice(dataset: string): Promise<DeviceChoice> {
    const { id: runId, deviceChoice } = this.#summary;
    return this.#dependencies.devices.choose(this.#project, dataset, deviceChoice, {
      signal: this.#cancelled.signal,
      onProgress: (progress) => this.#receive({ type: 'measuring', runId, ...progress }),
    });
  }

  #fork(): TrainerProcess {
    const { fork, trainerEntry, environment = process.env } = this.#dependencies;
    const trainer = fork(trainerEntry, trainerEnvironment(environment));
    this.#process = trainer;
    trainer.onMessage((reply) => {
      if (reply.runId === this.#summary.id && isReport(reply)) this.#receive(reply);
    });
    trainer.onExit((exit) => this.#end('crashed', this.#explainExit(exit)));
    return trainer;
  }

  #receive(report: TrainingReport): void {
    if (this.#summary.endedAt !== null) return;
    this.#summary = fold(this.#summary, report);
    if (report.type === 'ended') void this.#close(report);
    else {
      this.#dependencies.emit(report);
      // Not at every progress report: the record is flushed to the disk each time.
      if (report.type !== 'progress' && report.type !== 'measuring') void this.#save();
    }
  }

  /** Ends the run if it has not ended yet. */
  #end(reason: EndReason, message: ThreeParts): void {
    const { id: runId, epochsDone: epochs, bestEpoch } = this.#summary;
    this.#receive({ type: 'ended', runId, reason, message, epochs, bestEpoch });
  }

  /** The record first: whoever hears of the end finds it on the disk. */
  async #close(report: TrainingReport): Promise<void> {
    await this.#save();
    this.#dependencies.emit(report);
    this.#finish(this.#summary);
  }

  #save(): Promise<void> {
    return writeRecord(this.#summary).catch((error: unknown) => {
      this.#dependencies.log(`The record of run ${this.#summary.id} could not be written`, error);
    });
  }

  #explainExit({ code, signal }: TrainerExit): ThreeParts {
    const how =
      signal !== null
        ? `was ended by the system (${signal})`
        : `ended by itself${code === null ? '' : ` (exit code ${code})`}`;
    return {
      received: `The training process ${how} after ${this.#summary.epochsDone} of ${this.#summary.epochsPlanned} epochs.`,
      expected: 'It runs until training is done or stopped; running out of memory is the usual cause.',
      action:
        'Continue the run from its last checkpoint. If it happens again, use smaller batches or a smaller network.',
    };
  }
}

const stoppedBeforeTraining: ThreeParts = {
  received: 'The run was stopped before training began.',
  expected: 'Nothing was trained since it was started.',
  action: 'Start it again when you like.',
};

const endedUnasked: ThreeParts = {
  received: 'The training process did not answer, so it was ended.',
  expected: 'It stops between two batches, or after it has compiled the network.',
  action: 'Continue the run when you like: it goes on from its last checkpoint.',
};

const isReport = (reply: TrainerReply): reply is TrainingReport =>
  !['refused', 'probed', 'measured'].includes(reply.type);

/** A summary after a report. Pure. */
export function fold(summary: RunSummary, report: TrainingReport): RunSummary {
  switch (report.type) {
    case 'state':
      return { ...summary, state: report.state };
    case 'measuring':
      return summary;
    case 'started':
      return {
        ...summary,
        device: report.device.title,
        deviceChoice: report.device,
        weights: report.weights,
        epochsPlanned: report.epochs,
      };
    case 'progress':
      return { ...summary, samplesPerSecond: report.samplesPerSecond };
    case 'epoch':
      return {
        ...summary,
        epochsDone: report.epoch,
        loss: report.loss,
        validationLoss: report.validationLoss,
        terms: report.terms,
        bestEpoch: report.best ? report.epoch : summary.bestEpoch,
        samplesPerSecond: report.samplesPerSecond,
      };
    case 'ended':
      return {
        ...summary,
        state: report.reason,
        message: report.message,
        endedAt: Date.now(),
        // A trainer that failed before it looked at its checkpoint knows less than the record.
        epochsDone: Math.max(report.epochs, summary.epochsDone),
        bestEpoch: report.bestEpoch ?? summary.bestEpoch,
      };
  }
}
