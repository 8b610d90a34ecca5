/** What `train` says when it is over: figures from the run's summary and its reports. Owns words and sums, no training. */
import type { RunSummary } from '#shared/wire/studio.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import type { ProgressPrinter } from './progress.ts';
import { formatParts } from './terminal.ts';
import { describeTerms, heldOutTerms, type Terms } from './terms.ts';

/** What the summary does not hold: how long training took, and how fast it was. */
export class ReportReader {
  readonly printer: ProgressPrinter;
  #begun: number | null = null;
  #seconds = 0;
  #samples = 0;

  constructor(printer: ProgressPrinter) {
    this.printer = printer;
  }

  read(report: TrainingReport): void {
    if (report.type === 'started') this.#begun = performance.now();
    if (report.type === 'epoch') {
      this.#seconds += report.seconds;
      this.#samples += report.samplesPerSecond * report.seconds;
    }
    this.printer.report(report);
  }

  /** Whether training itself has begun: then there is something to keep. */
  get begun(): boolean {
    return this.#begun !== null;
  }

  /** From the first step to the end, validation and checkpoints included. */
  get seconds(): number {
    return this.#begun === null ? 0 : (performance.now() - this.#begun) / 1000;
  }

  /** Of training alone; null without a whole epoch. */
  get samplesPerSecond(): number | null {
    return this.#seconds > 0 ? this.#samples / this.#seconds : null;
  }
}

export function describeResult(summary: RunSummary, reports: ReportReader) {
  return {
    run: summary.id,
    folder: summary.folder,
    reason: summary.state,
    message: summary.message,
    epochs: summary.epochsDone,
    bestEpoch: summary.bestEpoch,
    loss: summary.loss,
    validationLoss: summary.validationLoss,
    terms: summary.terms,
    seconds: Number(reports.seconds.toFixed(3)),
    samplesPerSecond: reports.samplesPerSecond === null ? null : Math.round(reports.samplesPerSecond),
    device: summary.device,
    deviceChoice: summary.deviceChoice,
    weights: summary.weights,
  };
}

export function formatResult(result: ReturnType<typeof describeResult>, terms: Terms): string {
  const figure = (value: number | null): string => (value === null ? 'none' : value.toPrecision(5));
  return [
    ...(result.message ? [formatParts(result.message), ''] : []),
    `Run               ${result.folder}`,
    `Epochs            ${result.epochs} (best: ${result.bestEpoch ?? 'none'})`,
    `Loss              ${figure(result.loss)}`,
    `Validation loss   ${figure(result.validationLoss)}`,
    ...describeTerms(terms, heldOutTerms(result.terms)).map(([title, value]) => `${title.padEnd(17)} ${value}`),
    `Time              ${result.seconds.toFixed(1)} s`,
    `Throughput        ${result.samplesPerSecond?.toLocaleString('en') ?? 'none'} samples/s`,
    `Device            ${result.device ?? 'none'}`,
    `Weights           ${result.weights?.toLocaleString('en') ?? 'unknown'}`,
  ].join('\n');
}
