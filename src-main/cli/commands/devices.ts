/** `hourglass devices`: what this machine can train on, and how fast each trains a project. */
import { describeSpeeds, formatMemory, formatSpeed } from '#shared/device-words.ts';
import type { DeviceInfo, DeviceMeasurement } from '#shared/wire/devices.ts';
import { Interrupted } from '../interrupted.ts';
import { openWorkshop, readProjectFile } from '../place.ts';
import { progressPrinter } from '../progress.ts';
import { formatTable, printResult } from '../terminal.ts';
import { jsonOption, type AddCommand } from './command.ts';

interface Options {
  readonly measure?: string;
  readonly json?: boolean;
}

export const addDevices: AddCommand = (program, { terminal, place, interrupted }) => {
  program
    .command('devices')
    .description('list what this machine can train on, and how fast')
    .option('--measure <project>', 'time a project file’s own training on each of them, and remember it')
    .option(...jsonOption)
    .action(async ({ measure, json = false }: Options) => {
      const printer = progressPrinter(terminal);
      const project = measure === undefined ? null : await readProjectFile(measure);
      const workshop = await openWorkshop(place, () => undefined);
      const devices = await workshop.devices.list();
      const steering = { signal: interrupted, onProgress: printer.measuring };
      const measured =
        project &&
        (await Interrupted.during('the devices were being measured', workshop.devices.measure(project, steering)));
      printResult(terminal, json, { devices, ...(measured && { measured }) }, formatDevices(devices, measured));
    });
};

function formatDevices(devices: readonly DeviceInfo[], measured: DeviceMeasurement | null): string {
  const speedOf = (id: string): string => {
    const speed = measured?.speeds.find((each) => each.id === id);
    if (!speed) return '';
    return speed.samplesPerSecond === null ? 'failed' : formatSpeed(speed.samplesPerSecond);
  };
  const head = ['Id', 'Device', 'Name', 'Memory', 'Available', ...(measured ? ['Speed'] : [])];
  const rows = devices.map(({ id, title, available, name, memory, software }) => [
    ...[id, title, name ?? '', memory === null ? '' : formatMemory(memory)],
    available ? (software ? 'yes, in software' : 'yes') : 'no',
    ...(measured ? [speedOf(id)] : []),
  ]);
  const missing = devices
    .filter(({ available }) => !available)
    .map(({ title, detail, remedy }) => `${title}: ${sentence(detail)}${remedy ? ` ${remedy}` : ''}`);
  const failures = (measured?.speeds ?? []).filter(({ samplesPerSecond }) => samplesPerSecond === null);
  return [
    formatTable([head, ...rows], measured ? [3, 5] : [3]),
    ...(missing.length > 0 ? ['', ...missing] : []),
    ...(failures.length > 0 ? ['', describeSpeeds(failures)] : []),
  ].join('\n');
}

const sentence = (text: string): string => {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
};
