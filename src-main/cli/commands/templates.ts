/** `hourglass templates`: the projects that come with Hourglass. */
import { templates } from '#shared/templates.ts';
import { formatTable, printResult } from '../terminal.ts';
import { jsonOption, type AddCommand } from './command.ts';

export const addTemplates: AddCommand = (program, { terminal }) => {
  program
    .command('templates')
    .description('list the projects that come with Hourglass')
    .option(...jsonOption)
    .action(({ json = false }: { json?: boolean }) => {
      const rows = templates.map(({ id, title, summary }) => [id, title, summary]);
      printResult(terminal, json, { templates }, formatTable(rows));
    });
};
