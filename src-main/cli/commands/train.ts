/** `hourglass train FILE`: trains a project, or goes on with a run of it; Ctrl-C stops it with a checkpoint. */
import { InvalidArgumentError } from 'commander';
import { resolve } from 'node:path';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { RunSummary } from '#shared/wire/studio.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import { bindData } from '../bind-data.ts';
import { findRunFolder, openWorkshop, readProjectFile, type Workshop } from '../place.ts';
import { progressPrinter } from '../progress.ts';
import { exitCodes, formatParts, printResult, say } from '../terminal.ts';
import { describeProblem, formatProblems } from './check.ts';
import { jsonOption, type AddCommand, type Context } from './command.ts';

interface Options {
  readonly epochs?: number;
  readonly batch?: number;
  readonly seed?: number;
  readonly device?: string;
  readonly data?: string;
  readonly out?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

const whole =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
  };

export const addTrain: AddCommand = (program, context) => {
  program
    .command('train')
    .description('train a project')
    .argument('<file>', 'a project file')
    .option('--epochs <n>', 'how often all samples are seen', whole(1, 100_000))
    .option('--batch <n>', 'samples in one step', whole(1, 65_536))
    .option('--seed <n>', 'what initial weights, order and noise follow from', whole(0, 4_294_967_295))
    .option('--device <id>', 'what to train on (see “hourglass devices”)')
    .option('--data <path>', 'a folder of images, or an IDX file, instead of the project’s own data')
    .option('--out <folder>', 'the run’s folder, instead of one among the studio’s runs')
    .option('--resume', 'go on with the run in --out, or with the project’s newest run that did not finish')
    .option(...jsonOption)
    .action((file: string, options: Options) => trainFile(context, file, options));
};

async function trainFile(context: Context, file: string, options: Options): Promise<void> {
  const { terminal, place, exit } = context;
  const reports = new ReportReader(progressPrinter(terminal));
  const project = await applyOptions(await readProjectFile(file), options);
  const workshop = await openWorkshop(place, (report) => reports.read(report));
  const problems = checkProject(project, null).problems.filter(({ severity }) => severity === 'error');
  if (problems.length > 0 && !options.resume) {
    const names = new Map(project.graph.nodes.map(({ id, name }) => [id, name]));
    const described = problems.map((problem) => describeProblem(problem, names));
    if (options.json) printResult(terminal, true, { file, ok: false, problems: described }, '');
    say(terminal, formatProblems(described));
    return exit(exitCodes.problems);
  }
  const run = await launch(context, workshop, project, options, reports);
  const summary = await run.ended;
  const result = describeResult(summary, reports);
  printResult(terminal, options.json === true, result, formatResult(result));
  if (!['finished', 'stoppedEarly', 'stopped'].includes(summary.state)) exit(exitCodes.problems);
}

/** Data are prepared first: what is wrong with them is then a bad file, not a failed run. */
async function launch(context: Context, workshop: Workshop, project: Project, options: Options, reports: ReportReader) {
  const { runs, datasets } = workshop;
  const { interrupted } = context;
  if (!options.resume) await datasets.prepare(project.data, { signal: interrupted, onProgress: reports.printer.data });
  const run = options.resume
    ? await runs.continueIn(await findUnfinished(workshop, project, options.out), options.epochs)
    : await runs.startIn(project, options.out === undefined ? null : resolve(options.out));
  if (interrupted.aborted) run.stop();
  interrupted.addEventListener('abort', () => {
    say(context.terminal, 'Stopping: the checkpoint is being written.');
    run.stop();
  });
  return run;
}

async function applyOptions(project: Project, options: Options): Promise<Project> {
  const { epochs, batch, seed, device, data, resume } = options;
  if (resume && (batch ?? seed ?? device ?? data) !== undefined) {
    throw new UserError({
      received: '--resume was given together with --batch, --seed, --device or --data.',
      expected: 'A run goes on exactly as it began; only --epochs may change.',
      action: 'Leave these options out, or start a new run without --resume.',
    });
  }
  const training = {
    ...project.training,
    ...(epochs !== undefined && { epochs }),
    ...(batch !== undefined && { batchSize: batch }),
    ...(seed !== undefined && { seed }),
    ...(device !== undefined && { device }),
  };
  return { ...project, training, data: data === undefined ? project.data : await bindData(project.data, data) };
}

async function findUnfinished({ runs, folders }: Workshop, project: Project, out: string | undefined): Promise<string> {
  if (out !== undefined) return findRunFolder(folders, out);
  const all = await runs.handlers['run:list']({ projectId: project.id });
  const unfinished = all.find(({ state }) => ['stopped', 'crashed', 'failed', 'notFinite'].includes(state));
  if (unfinished) return unfinished.folder;
  throw new UserError({
    received: `“${project.name}” has no run that did not finish.`,
    expected: 'With --resume, a run that was stopped, crashed or failed goes on.',
    action: 'Name a run’s folder with --out, or train without --resume.',
  });
}

/** What the summary does not hold: how long training took, and how fast it was. */
class ReportReader {
  readonly printer: ReturnType<typeof progressPrinter>;
  #begun = performance.now();
  #seconds = 0;
  #samples = 0;

  constructor(printer: ReturnType<typeof progressPrinter>) {
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

  /** From the first step to the end, validation and checkpoints included. */
  get seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  /** Of training alone; null without a whole epoch. */
  get samplesPerSecond(): number | null {
    return this.#seconds > 0 ? this.#samples / this.#seconds : null;
  }
}

function describeResult(summary: RunSummary, reports: ReportReader) {
  return {
    run: summary.id,
    folder: summary.folder,
    reason: summary.state,
    message: summary.message,
    epochs: summary.epochsDone,
    bestEpoch: summary.bestEpoch,
    loss: summary.loss,
    validationLoss: summary.validationLoss,
    seconds: Number(reports.seconds.toFixed(3)),
    samplesPerSecond: reports.samplesPerSecond === null ? null : Math.round(reports.samplesPerSecond),
    device: summary.device,
    weights: summary.weights,
  };
}

function formatResult(result: ReturnType<typeof describeResult>): string {
  const figure = (value: number | null): string => (value === null ? 'none' : value.toPrecision(5));
  return [
    ...(result.message ? [formatParts(result.message), ''] : []),
    `Run               ${result.folder}`,
    `Epochs            ${result.epochs} (best: ${result.bestEpoch ?? 'none'})`,
    `Loss              ${figure(result.loss)}`,
    `Validation loss   ${figure(result.validationLoss)}`,
    `Time              ${result.seconds.toFixed(1)} s`,
    `Throughput        ${result.samplesPerSecond?.toLocaleString('en') ?? 'none'} samples/s`,
    `Device            ${result.device ?? 'none'}`,
    `Weights           ${result.weights?.toLocaleString('en') ?? 'unknown'}`,
  ].join('\n');
}
