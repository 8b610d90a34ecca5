/** `hourglass train FILE`: trains a project, or goes on with a run of it; Ctrl-C stops it with a checkpoint. */
import { basename, dirname, resolve } from 'node:path';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { freezeNodes } from '#shared/graph/edit.ts';
import type { Problem } from '#shared/graph/problem.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { UserError } from '#shared/problem.ts';
import { findFolders } from '../../studio/folders.ts';
import { bindData } from '../bind-data.ts';
import { Interrupted } from '../interrupted.ts';
import { whole } from '../numbers.ts';
import { findRunFolder, openWorkshop, readProjectFile, type Place, type Workshop } from '../place.ts';
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
  readonly startFrom?: string;
  readonly freeze: readonly string[];
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
    .option('--start-from <run>', 'begin with the best weights of a run, where layers’ names and shapes are the same')
    .option('--freeze <layer...>', 'names of layers whose weights stay as they are', [])
    .option('--out <folder>', 'the run’s folder, instead of one among the studio’s runs')
    .option('--resume', 'go on with the run in --out, or with the project’s newest run that did not finish')
    .option(...jsonOption)
    .action((file: string, options: Options) => trainFile(context, file, options));
};

async function trainFile(context: Context, file: string, options: Options): Promise<void> {
  const { terminal, place, interrupted, exit } = context;
  const project = await applyOptions(await readProjectFile(file), options, place);
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

async function applyOptions(project: Project, options: Options, place: Place): Promise<Project> {
  const { epochs, batch, seed, device, data, resume, startFrom, freeze } = options;
  if (resume && ((batch ?? seed ?? device ?? data ?? startFrom) !== undefined || freeze.length > 0)) {
    throw new UserError({
      received: '--resume was given together with --batch, --seed, --device, --data, --start-from or --freeze.',
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
    ...(startFrom !== undefined && { startFrom: await findStart(startFrom, place) }),
  };
  const frozen = freeze.length === 0 ? project : freezeNamed(project, freeze);
  return { ...frozen, training, data: data === undefined ? project.data : await bindData(project.data, data) };
}

/** The id of a run among the studio's: what a project can remember. */
async function findStart(run: string, { environment }: Place): Promise<string> {
  const folders = findFolders(environment);
  const folder = await findRunFolder(folders, run);
  if (dirname(folder) === folders.runs) return basename(folder);
  throw new UserError({
    received: `The run in ${folder} is not among the studio’s runs.`,
    expected: `A training starts from a run in ${folders.runs}.`,
    action: 'Bring it there with “hourglass pack” and “hourglass unpack”.',
  });
}

function freezeNamed(project: Project, names: readonly string[]): Project {
  const ids = names.map((name) => {
    const node = project.graph.nodes.find((each) => each.name === name);
    if (node) return node.id;
    throw new UserError({
      received: `“${project.name}” has no layer called “${name}”.`,
      expected: `One of these was expected: ${project.graph.nodes.map((each) => each.name).join(', ')}.`,
      action: 'Give --freeze a layer’s name, in quotation marks where it has spaces.',
    });
  });
  return freezeNodes(project, ids, true);
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
