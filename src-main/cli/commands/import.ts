/** `hourglass import FILE -o PROJECT`: a model of Keras or TensorFlow.js as a project, and a run with its weights. */
import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { formatProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import type { ImportNote, ImportReport } from '#shared/wire/import.ts';
import { writeFileSafely } from '../../files/write-safely.ts';
import { importModel } from '../../studio/imports/import-model.ts';
import { projectExtension } from '../../studio/project-file.ts';
import { Interrupted } from '../interrupted.ts';
import { openWorkshop } from '../place.ts';
import { printResult, say } from '../terminal.ts';
import { jsonOption, type AddCommand } from './command.ts';

interface Options {
  readonly output: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addImport: AddCommand = (program, { terminal, place, interrupted }) => {
  program
    .command('import')
    .description(
      'make a project of a model that Keras, TensorFlow.js or PyTorch (as ONNX) has saved, and a run with its weights',
    )
    .argument(
      '<file>',
      'a .keras archive, a .h5 or .onnx file, or the model.json of a TensorFlow.js layers model (or its folder)',
    )
    .requiredOption('-o, --output <file>', 'the project file to write')
    .option('--force', 'replace the file if there is one')
    .option(...jsonOption)
    .action(async (file: string, { output, force = false, json = false }: Options) => {
      const target = resolve(extname(output) === projectExtension ? output : output + projectExtension);
      if (!force && (await stat(target).catch(() => null))) throw exists(target);
      const { folders, dependencies } = await openWorkshop(place, () => undefined);
      const importing = importModel(dependencies, resolve(file), {
        signal: interrupted,
        onProgress: (doing) => say(terminal, `${doing} …`),
      });
      const { project, runId, report } = await Interrupted.during('the model was being imported', importing);
      const named = { ...project, name: basename(target, projectExtension) };
      await writeFileSafely(target, formatProject(named));
      const run = join(folders.runs, runId);
      printResult(terminal, json, { project: target, run, ...report }, describe(target, run, report));
    });
};

const exists = (file: string): UserError =>
  new UserError({
    received: `“${file}” exists already.`,
    expected: 'A new file was expected.',
    action: 'Choose another name, or replace it with --force.',
  });

const describe = (project: string, run: string, { format, layers, weights, notes }: ImportReport): string =>
  [
    `Imported a ${format}: ${layers.toLocaleString('en')} layers, ${weights.toLocaleString('en')} weights.`,
    `Wrote ${project}.`,
    `Its weights are the run ${run}.`,
    ...notes.map((note) => `  ${describeNote(note)}`),
  ].join('\n');

const describeNote = ({ layer, kind, what }: ImportNote): string =>
  layer === null ? what : `“${layer}”${kind === null ? '' : ` (${kind})`}: ${what}`;
