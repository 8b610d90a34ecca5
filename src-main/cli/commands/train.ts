/** `hourglass train FILE`: trains a project, or goes on with a run of it; Ctrl-C stops it with a checkpoint. */
import { resolve } from 'node:path';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import type { Problem } from '#shared/graph/problem.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { UserError } from '#shared/problem.ts';
import { bindData } from '../bind-data.ts';
import { Interrupted } from '../interrupted.ts';
import { whole } from '../numbers.ts';
import { findRunFolder, openWorkshop, readProjectFile, type Workshop } from '../place.ts';
import { progressPrinter } from '../progress.ts';
import { exitCodes, printResult, say } from '../terminal.ts';
import { describeResult, formatResult, ReportReader } from '../training-result.ts';
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
  const { terminal, place, interrupted, exit } = context;
  const project = await applyOptions(await readProjectFile(file), options);
  const terms = objectiveOf(project)?.terms ?? {};
  const reports = new ReportReader(progressPrinter(terminal, terms));
  const workshop = await openWorkshop(place, (report) => reports.read(report));
  // Looked at while the data are prepared; whoever chooses waits for it.
  if (project.training.device === 'auto') void workshop.devices.list();
  // Before anything that takes long: a device that is not there is a wrong word, not a failed run.
  else if (!options.resume) await workshop.devices.require(project);
  const errors = options.resume ? [] : await findErrors(context, workshop, project, reports);
  if (errors.length > 0) {
    if (options.json) printResult(terminal, true, { file, ok: false, problems: errors }, '');
    say(terminal, formatProblems(errors));
    return exit(exitCodes.problems);
  }
  const run = options.resume
    ? await workshop.runs.continueIn(await findUnfinished(workshop, project, options.out), options.epochs)
    : await workshop.runs.startIn(project, options.out === undefined ? null : resolve(options.out));
  if (interrupted.aborted) run.stop();
  interrupted.addEventListener('abort', () => {
    say(terminal, reports.begun ? 'Stopping: the checkpoint is being written.' : 'Stopping.');
    run.stop();
  });
  const summary = await run.ended;
  const result = describeResult(summary, reports);
  printResult(terminal, options.json === true, result, formatResult(result, terms));
  if (summary.state === 'stopped' && !reports.begun) exit(exitCodes.interrupted);
  else if (!['finished', 'stoppedEarly', 'stopped'].includes(summary.state)) exit(exitCodes.problems);
}

/** Data are prepared here already: what is wrong with them is then a bad file, not a failed run, and their shape is known. */
async function findErrors({ interrupted }: Context, { datasets }: Workshop, project: Project, reports: ReportReader) {
  const errorsWith = (shape: Shape | null): Problem[] =>
    checkProject(project, shape).problems.filter(({ severity }) => severity === 'error');
  const names = new Map(project.graph.nodes.map(({ id, name }) => [id, name]));
  let errors = errorsWith(null);
  if (errors.length === 0) {
    const onProgress = reports.printer.data;
    const preparing = datasets.prepare(project.data, { signal: interrupted, onProgress });
    const { info } = await Interrupted.during('the data were being prepared', preparing);
    errors = errorsWith(info.shape);
  }
  return errors.map((problem) => describeProblem(problem, names));
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
  const unfinished = all.find(({ state }) => ['stopped', 'crashed', 'failed'].includes(state));
  if (unfinished) return unfinished.folder;
  throw new UserError({
    received: `“${project.name}” has no run that did not finish.`,
    expected: 'With --resume, a run that was stopped, crashed or failed goes on.',
    action: 'Name a run’s folder with --out, or train without --resume.',
  });
}
