/** `hourglass new TEMPLATE -o FILE`: a project of one's own from a template. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { formatProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import { writeFileSafely } from '../../files/write-safely.ts';
import { readTemplates } from '../../studio/templates.ts';
import { printResult } from '../terminal.ts';
import { jsonOption, type AddCommand } from './command.ts';

interface Options {
  readonly output: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addNew: AddCommand = (program, { terminal, place }) => {
  program
    .command('new')
    .description('make a project file from a template')
    .argument('<template>', 'a template’s id (see “hourglass templates”)')
    .requiredOption('-o, --output <file>', 'the project file to write')
    .option('--force', 'replace the file if there is one')
    .option(...jsonOption)
    .action(async (id: string, { output, force = false, json = false }: Options) => {
      const templates = await readTemplates(join(place.resources, 'templates'));
      const template = templates.find(({ info }) => info.id === id);
      if (!template) {
        throw new UserError({
          received: `There is no template “${id}”.`,
          expected: `One of these was expected: ${templates.map(({ info }) => info.id).join(', ')}.`,
          action: 'Choose one of them.',
        });
      }
      const file = resolve(output.endsWith('.hourglass') ? output : `${output}.hourglass`);
      if (!force && (await stat(file).catch(() => null))) {
        throw new UserError({
          received: `“${file}” exists already.`,
          expected: 'A new file was expected.',
          action: 'Choose another name, or replace it with --force.',
        });
      }
      const name = basename(file, '.hourglass');
      // An id of its own: autosaves and runs belong to a project by its id.
      const project = { ...template.project, id: randomUUID(), name };
      await writeFileSafely(file, formatProject(project));
      printResult(terminal, json, { file, template: id, name }, `Wrote ${file}.`);
    });
};
