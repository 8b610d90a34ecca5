/** `hourglass devices`: what this machine can train on. */
import { openWorkshop } from '../place.ts';
import { printResult } from '../terminal.ts';
import { jsonOption, type AddCommand } from './command.ts';

export const addDevices: AddCommand = (program, { terminal, place }) => {
  program
    .command('devices')
    .description('list what this machine can train on')
    .option(...jsonOption)
    .action(async ({ json = false }: { json?: boolean }) => {
      const { runs } = await openWorkshop(place, () => undefined);
      const devices = await runs.handlers['device:list']({});
      const lines = devices.map(({ id, title, available, detail, remedy }) =>
        [
          `${id}: ${title}, ${available ? 'available' : 'not available'}`,
          `  ${detail}`,
          ...(remedy ? [`  ${remedy}`] : []),
        ].join('\n'),
      );
      printResult(terminal, json, { devices }, lines.join('\n'));
    });
};
