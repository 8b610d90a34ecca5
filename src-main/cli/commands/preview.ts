/** `hourglass preview RUN reconstruct -o FILE`: a picture of what a run has learned. */
import { resolve } from 'node:path';
import { Argument } from 'commander';
import { previewReconstructions } from '../../studio/runs/preview.ts';
import { findRunFolder, openWorkshop } from '../place.ts';
import { printResult } from '../terminal.ts';
import { jsonOption, type AddCommand } from './command.ts';

interface Options {
  readonly output: string;
  readonly json?: boolean;
}

export const addPreview: AddCommand = (program, { terminal, place }) => {
  program
    .command('preview')
    .description('draw what a run has learned: originals, reconstructions and differences from its best checkpoint')
    .argument('<run>', 'a run’s folder, or its id')
    .addArgument(new Argument('<what>', 'what to draw').choices(['reconstruct']))
    .requiredOption('-o, --output <file>', 'the PNG to write')
    .option(...jsonOption)
    .action(async (run: string, _what: string, { output, json = false }: Options) => {
      const { folders, dependencies } = await openWorkshop(place, () => undefined);
      const folder = await findRunFolder(folders, run);
      const { path, epoch, samples } = await previewReconstructions(dependencies, folder, resolve(output));
      const text = `Wrote ${path}: ${samples} samples, after epoch ${epoch} (the best).`;
      printResult(terminal, json, { file: path, run: folder, epoch, samples }, text);
    });
};
