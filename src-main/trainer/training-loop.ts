/**
 * The loop over epochs and batches: what runs when, what is remembered, when a checkpoint is written. Owns order and
 * state; not what a step computes (programs.ts), nor what messages mean to the studio (trainer.ts).
 */
import { setImmediate } from 'node:timers/promises';
import { permutation } from '#shared/counter-random.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import type { EpochMetrics, TrainingReport } from '#shared/wire/training.ts';
import { countBatches, type Batch } from './batches.ts';
import { findNotFinite, writeCheckpoint } from './checkpoint.ts';
import type { Control } from './control.ts';
import { explainNotFinite } from './diagnose.ts';
import { isPatienceOver, watchPatience } from './early-stopping.ts';
import { stopped, stoppedEarly, type Ending } from './endings.ts';
import type { StepInputs } from './inputs.ts';
import { addMeasures, findNotFiniteMeasure, meansOf, type Measures } from './measures.ts';
import { appendMetrics } from './metrics-file.ts';
import { Pace, runSeconds } from './pace.ts';
import { stepSeed } from './random.ts';
import type { RunFolder } from './run-folder.ts';
import { learningRateAt, watchPlateau } from './schedule.ts';
import type { Session } from './session.ts';
import { nothingRunning, recentKept, watchedLoss, type TrainingState } from './state.ts';
import type { Strip } from './strip.ts';

export type Report = (report: TrainingReport) => void;

export interface LoopOptions {
  readonly runId: string;
  readonly session: Session;
  readonly folder: RunFolder;
  readonly strip: Strip | null;
  readonly control: Control;
  readonly report: Report;
  readonly state: TrainingState;
  /** Within an epoch a checkpoint is written when so many seconds have passed since the last one. */
  readonly checkpointSeconds: number;
}

/** Terms measured in training and in validation, by name. */
function pairTerms(
  train: Readonly<Record<string, number>>,
  validation: Readonly<Record<string, number>>,
): EpochMetrics['terms'] {
  const names = [...new Set([...Object.keys(train), ...Object.keys(validation)])];
  return Object.fromEntries(
    names.map((name) => [name, { train: train[name] ?? null, validation: validation[name] ?? null }]),
  );
}

const seconds = (): number => performance.now() / 1000;

export class TrainingLoop {
  readonly #options: LoopOptions;
  readonly #pace = new Pace();
  #state: TrainingState;
  #lastCheckpoint = seconds();

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#state = options.state;
  }

  get state(): TrainingState {
    return this.#state;
  }

  async run(): Promise<Ending> {
    const { session, strip } = this.#options;
    const { epochs, earlyStopping } = session.project.training;
    if (this.#state.steps === 0) {
      await strip?.add(0, false);
      // A run that goes wrong in its first epoch, too, has a finite checkpoint to go back to.
      const trouble = await this.#checkpoint(false);
      if (trouble) return trouble;
    }
    while (this.#state.epochs < epochs) {
      const interrupted = (await this.#trainEpoch()) ?? (await this.#finishEpoch());
      if (interrupted) return interrupted;
      if (isPatienceOver(earlyStopping, this.#state.patience)) return stoppedEarly(this.#state);
    }
    return { reason: 'finished', message: null };
  }

  /** The rest of the epoch under way; null when it is complete. */
  async #trainEpoch(): Promise<Ending | null> {
    const { session } = this.#options;
    const { seed, lastBatch } = session.project.training;
    const { epochs } = this.#state;
    const shuffled = permutation(session.split.train.length, seed, 'shuffle', epochs);
    const order = shuffled.map((position) => session.split.train[position]!);
    const groups = session.reader.groups(order, lastBatch, this.#state.batch, () => this.#batchesTogether(), epochs);
    for await (const group of groups) {
      const ending = (await this.#rest()) ?? (await this.#trainOn(group));
      if (ending) return ending;
      if (seconds() - this.#lastCheckpoint > this.#options.checkpointSeconds) {
        const trouble = await this.#checkpoint(false);
        if (trouble) return trouble;
      }
    }
    return null;
  }

  /**
   * Batches to train on before messages are let in again: as few as a checkpoint after each needs, and one where rivals
   * move in turn, since each move has a program of its own.
   */
  #batchesTogether(): number {
    const { session, checkpointSeconds } = this.#options;
    if (session.trainable.period > 1) return 1;
    return this.#pace.batchesWithin(Math.min(runSeconds, checkpointSeconds), session.project.training.batchSize);
  }

  async #trainOn(batches: readonly Batch[]): Promise<Ending | null> {
    const { session } = this.#options;
    const { epochs, batch: done, steps: before } = this.#state;
    const begun = seconds();
    const steps = batches.map((_, index): StepInputs => ({
      learningRate: this.#learningRateAt(done + index),
      step: before + index + 1,
      position: { epochs: epochs + (done + index) / this.#batchesPerEpoch().batches },
    }));
    const outputs = await session.train(batches, steps, (measured) => findNotFiniteMeasure(measured) === null);
    const took = (seconds() - begun) / outputs.length;
    for (const [index, measured] of outputs.entries()) {
      const batch = batches[index]!;
      const notFinite = findNotFiniteMeasure(measured);
      if (notFinite === null) this.#stepDone(batch.count, measured, took);
      else {
        const seed = stepSeed(session.project.training.seed, before + index + 1);
        const trouble = { loss: notFinite, epoch: epochs + 1, batch: done + index + 1, seed };
        return { reason: 'notFinite', message: await explainNotFinite(session, batch, trouble) };
      }
    }
    this.#reportProgress(outputs.at(-1)!['loss']?.[0]);
    return null;
  }

  #stepDone(samples: number, measured: Record<string, ArrayLike<number>>, took: number): void {
    const { batch, steps, running } = this.#state;
    this.#state = {
      ...this.#state,
      batch: batch + 1,
      steps: steps + 1,
      seconds: this.#state.seconds + took,
      running: {
        measures: addMeasures(running.measures, measured, samples),
        samples: running.samples + samples,
        seconds: running.seconds + took,
      },
    };
    this.#pace.batchDone(samples, took);
  }

  async #finishEpoch(): Promise<Ending | null> {
    const { session, strip, report, runId, folder } = this.#options;
    const { training } = session.project;
    const begun = seconds();
    const { running, epochs, best, batch } = this.#state;
    const { loss = 0, ...terms } = meansOf(running.measures);
    const validation = await this.#validate();
    if ('reason' in validation) return validation;
    const { loss: validationLoss = null, ...validationTerms } = validation.means;
    const epoch = epochs + 1;
    if (validationLoss !== null && !Number.isFinite(validationLoss)) return this.#notFinite(validationLoss);
    const watched = watchedLoss({ loss, validationLoss });
    const isBest = best === null || objectiveOf(session.project)?.watch === 'last' || watched < best.loss;
    const metrics: EpochMetrics = {
      epoch,
      loss,
      validationLoss,
      terms: pairTerms(terms, validationTerms),
      learningRate: this.#learningRateAt(batch - 1),
      seconds: running.seconds,
      samplesPerSecond: running.samples / Math.max(running.seconds, 1e-9),
      best: isBest,
    };
    this.#state = {
      ...this.#state,
      epochs: epoch,
      batch: 0,
      running: nothingRunning,
      best: isBest ? { epoch, loss: watched } : best,
      plateau: watchPlateau(training.schedule, this.#state.plateau, watched),
      patience: watchPatience(training.earlyStopping, this.#state.patience, watched),
      recent: [...this.#state.recent, metrics].slice(-recentKept),
    };
    const isLast = epoch === training.epochs || isPatienceOver(training.earlyStopping, this.#state.patience);
    await appendMetrics(folder.metrics, metrics);
    const pictured = (await strip?.add(epoch, isLast)) ?? false;
    const trouble = await this.#checkpoint(isBest);
    if (trouble) return trouble;
    this.#pace.epochDone(seconds() - begun);
    report({ type: 'epoch', runId, strip: pictured, ...metrics });
    return null;
  }

  /** Mean over all validation samples, each counting alike, also those of a smaller last batch; null without any. */
  async #validate(): Promise<{ readonly means: Readonly<Record<string, number>> } | Ending> {
    const { session } = this.#options;
    const { validation } = session.split;
    let measures: Measures = {};
    let number = 0;
    for await (const batch of session.reader.batches(validation, 'smaller')) {
      // A checkpoint here stands at the end of the epoch's batches: whoever goes on from it validates from the start.
      const ending = await this.#rest();
      if (ending) return ending;
      measures = addMeasures(measures, await session.evaluate(batch, number), batch.count);
      number += 1;
    }
    return { means: meansOf(measures) };
  }

  /**
   * Writes where the run stands; for a new best also as the best, first: a crash between the two leaves a last
   * checkpoint from which the same best follows again. Ends the run rather than keep weights that are not finite.
   */
  async #checkpoint(isBest: boolean): Promise<Ending | null> {
    const { session, folder } = this.#options;
    const checkpoint = { state: this.#state, tensors: await session.readTensors() };
    if (findNotFinite(checkpoint.tensors) !== null)
      return this.#notFinite(meansOf(this.#state.running.measures)['loss'] ?? 0);
    await writeCheckpoint(isBest ? [folder.best, folder.last] : [folder.last], checkpoint);
    this.#lastCheckpoint = seconds();
    return null;
  }

  /** Weights went bad in the last update, whose loss was still finite: any batch shows where. */
  async #notFinite(loss: number): Promise<Ending> {
    const { session } = this.#options;
    const { steps } = this.#state;
    const seed = stepSeed(session.project.training.seed, steps);
    const { batches } = this.#batchesPerEpoch();
    const place = { epoch: Math.ceil(steps / batches), batch: ((steps - 1) % batches) + 1 };
    for await (const sample of session.reader.batches(session.split.train, 'smaller')) {
      const message = await explainNotFinite(session, sample, { loss, seed, ...place });
      return { reason: 'notFinite', message };
    }
    throw new Error('A run without training samples was started.');
  }

  /** Between batches: where a pause or a stop is wanted, the place is saved at once. Null when training goes on. */
  async #rest(): Promise<Ending | null> {
    const { control, report, runId, session } = this.#options;
    // Lets messages in even where a device's run never waits.
    await setImmediate();
    if (control.wanted === 'run') return null;
    const trouble = await this.#checkpoint(false);
    if (trouble) return trouble;
    if (control.wanted === 'pause') report({ type: 'state', runId, state: 'paused' });
    if ((await control.untilAwake()) === 'stop')
      return stopped(this.#state, this.#batchesPerEpoch().batches, session.project.training.epochs);
    report({ type: 'state', runId, state: 'running' });
    return null;
  }

  /** Of a batch of the epoch under way, counted from 0. */
  #learningRateAt(batch: number): number {
    const { epochs, plateau } = this.#state;
    const position = { epoch: epochs + 1, batch, batchesPerEpoch: this.#batchesPerEpoch().batches };
    return learningRateAt(this.#options.session.project.training, position, plateau);
  }

  #batchesPerEpoch(): { batches: number; samples: number } {
    const { split, project } = this.#options.session;
    return countBatches(split.train.length, project.training.batchSize, project.training.lastBatch);
  }

  /** `batchLoss` is missing where only rivals of the player whose loss counts moved. */
  #reportProgress(batchLoss: number | undefined): void {
    if (!this.#pace.mayReport(seconds())) return;
    const { report, runId, session } = this.#options;
    const { epochs, batch, running, seconds: elapsed } = this.#state;
    const { loss = 0, ...terms } = meansOf(running.measures);
    const perEpoch = this.#batchesPerEpoch().samples;
    const epochsLeft = session.project.training.epochs - epochs;
    report({
      type: 'progress',
      runId,
      epoch: epochs + 1,
      batch,
      loss,
      batchLoss: batchLoss ?? loss,
      terms,
      samplesPerSecond: this.#pace.samplesPerSecond,
      secondsElapsed: elapsed,
      secondsLeft: this.#pace.secondsLeft(epochsLeft * perEpoch - running.samples, epochsLeft),
    });
  }
}
