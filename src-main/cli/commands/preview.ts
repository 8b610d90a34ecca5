/** `hourglass preview RUN KIND -o FILE`: a picture of what a run has learned. Owns opening the network; what is drawn is each preview's own. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { UserError } from '#shared/problem.ts';
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import { writeFileSafely } from '../../files/write-safely.ts';
import { ExplorerProcess } from '../../studio/explore/explorer-process.ts';
import { readSnapshot } from '../../studio/runs/read-run.ts';
import { Interrupted } from '../interrupted.ts';
import { findRunFolder, openWorkshop } from '../place.ts';
import { previews } from '../previews/index.ts';
import type { OpenNetwork, Preview } from '../previews/preview.ts';
import { printResult, say } from '../terminal.ts';
import { jsonOption, type AddCommand, type Context } from './command.ts';

interface Options {
  readonly output: string;
  readonly checkpoint: string;
  readonly json?: boolean;
}

export const addPreview: AddCommand = (program, context) => {
  const command = program
    .command('preview')
    .description('draw what a run has learned: each kind has options of its own (preview RUN KIND --help)')
    .usage('<run> <kind> -o <file> [options]')
    .argument('<run>', 'a run’s folder, or its id')
    .argument('<kind>', `what to draw: ${previews.map(({ name }) => name).join(', ')}`)
    // What follows the kind is its own, --help too.
    .passThroughOptions()
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText(
      'after',
      `\nKinds:\n${previews.map(({ name, description }) => `  ${name.padEnd(12)} ${description}`).join('\n')}`,
    );
  command.action(async (run: string, kind: string) => {
    if (kind === '--help' || kind === '-h') command.help();
    const preview = previews.find(({ name }) => name === kind);
    if (!preview)
      throw new UserError({
        received: `“${kind}” cannot be drawn.`,
        expected: `One of ${previews.map(({ name }) => name).join(', ')} was expected.`,
        action: 'See “hourglass help preview”.',
      });
    const own = new Command(`hourglass preview ${run} ${kind}`)
      .copyInheritedSettings(program)
      .description(preview.description)
      .requiredOption('-o, --output <file>', 'the picture to write');
    preview.options(own);
    own.option('--checkpoint <which>', '“best”, or “last”: the newest', 'best').option(...jsonOption);
    own.action((options: Options) => draw(context, run, preview, options));
    await own.parseAsync(command.args.slice(2), { from: 'user' });
  });
};

async function draw({ terminal, place, interrupted }: Context, run: string, preview: Preview, options: Options) {
  const { output, checkpoint, json = false } = options;
  if (checkpoint !== 'best' && checkpoint !== 'last')
    throw new UserError({
      received: `The checkpoint “${checkpoint}” was asked for.`,
      expected: '“best” or “last” was expected.',
      action: 'Leave it out for the best.',
    });
  const { folders, dependencies } = await openWorkshop(place, () => undefined);
  const folder = await findRunFolder(folders, run);
  const work = async () => {
    const project = await readSnapshot(folder);
    const { folder: dataset } = await dependencies.prepareData(project.data, { signal: interrupted });
    const source = { runId: project.id, project, folder, dataset, checkpoint } as const;
    const explorer = await ExplorerProcess.open(dependencies, source);
    try {
      const path = resolve(output);
      const network: OpenNetwork = {
        info: explorer.info,
        ask: (name, input) =>
          explorer.ask(
            name,
            { subject: explorer.info.subject, ...input },
            { signal: interrupted, onProgress: (progress) => say(terminal, describeProgress(progress)) },
          ) as never,
      };
      const { picture, numbers, text } = await preview.draw(network, { ...options }, path);
      await writeFileSafely(path, picture);
      const { epoch } = explorer.info;
      const which = checkpoint === 'best' ? 'the best' : 'the newest';
      const result = { file: path, run: folder, epoch, ...numbers };
      printResult(terminal, json, result, `Wrote ${path}: ${text}, after epoch ${epoch} (${which}).`);
    } finally {
      explorer.close();
      await explorer.ended;
    }
  };
  await Interrupted.during('the picture was being drawn', work());
}

function describeProgress({ doing, done, total, secondsLeft }: ExploreProgress): string {
  const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`;
  return `${doing}: ${Math.floor((done / Math.max(1, total)) * 100)} %${left}`;
}
