/** `hourglass export RUN --format FORMAT -o PATH`: a run's network, or a part of it, in a format that other tools read. */
import { basename, resolve } from 'node:path';
import { formatIds, formatOf, type FormatId } from '#shared/export/index.ts';
import { partKinds, type PartKind } from '#shared/export/parts.ts';
import type { AnyParams, Field } from '#shared/layers/fields.ts';
import { UserError } from '#shared/problem.ts';
import type { ExportResult } from '#shared/wire/export.ts';
import { exportRun } from '../../studio/export/export-run.ts';
import { Interrupted } from '../interrupted.ts';
import { findRunFolder, openWorkshop } from '../place.ts';
import { formatTable, printResult, say } from '../terminal.ts';
import { jsonOption, type AddCommand } from './command.ts';

interface Options {
  readonly format: string;
  readonly part?: string;
  readonly output: string;
  readonly option: readonly string[];
  readonly samples?: string;
  readonly checkpoint: string;
  readonly json?: boolean;
}

export const addExport: AddCommand = (program, { terminal, place, interrupted }) => {
  program
    .command('export')
    .description('write a run’s network, or a part of it, in a format that other tools read')
    .argument('<run>', 'a run’s folder, or its id')
    .requiredOption('--format <format>', formatIds.join(', '))
    .option('--part <part>', `${partKinds.join(', ')}; left out: the whole network, or the first part that there is`)
    .requiredOption('-o, --output <path>', 'the file or folder to write')
    .option('--option <name=value...>', 'an option of the format; may be given several times', [])
    .option(
      '--samples <folder>',
      'also write input.npy and expected.npy there: real samples, and what Hourglass computes for them',
    )
    .option('--checkpoint <which>', '“best”, or “last”: the newest', 'best')
    .option(...jsonOption)
    .addHelpText('after', `\nFormats:\n${formatIds.map(describeFormat).join('\n')}`)
    .action(async (run: string, options: Options) => {
      const { output, samples, json = false } = options;
      const format = oneOf('format', formatIds, options.format);
      const part = options.part === undefined ? null : oneOf('part', partKinds, options.part);
      const checkpoint = oneOf('checkpoint', ['best', 'last'] as const, options.checkpoint);
      const request = {
        ...{ format, part, options: readOptions(format, options.option), path: resolve(output) },
        samples: samples === undefined ? null : resolve(samples),
      };
      const { folders, dependencies } = await openWorkshop(place, () => undefined);
      const folder = await findRunFolder(folders, run);
      const exporting = exportRun(dependencies, request, {
        ...{ runId: basename(folder), folder, checkpoint, signal: interrupted },
        onProgress: ({ doing }) => say(terminal, `${doing} …`),
      });
      const result = await Interrupted.during('the network was being exported', exporting);
      printResult(terminal, json, { run: folder, ...result }, formatResult(result));
    });
};

const describeFormat = (id: FormatId): string => {
  const { title, audience, fields } = formatOf(id);
  const options = Object.entries(fields).map(([name, field]) => `${name}=${valuesOf(field)}`);
  return `  ${id.padEnd(12)} ${title}, for ${audience}${options.length === 0 ? '' : `\n${' '.repeat(15)}options: ${options.join(', ')}`}`;
};

const valuesOf = (field: Field): string =>
  field.type === 'choice'
    ? field.options.map(({ value }) => value).join('|')
    : field.type === 'boolean'
      ? 'yes|no'
      : field.type;

function oneOf<T extends FormatId | PartKind | 'best' | 'last'>(what: string, known: readonly T[], given: string): T {
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  throw new UserError({
    received: `“${given}” was given as the ${what}.`,
    expected: `One of ${known.join(', ')} was expected.`,
    action: 'See “hourglass help export”.',
  });
}

/** "input=bytes" as a setting of the format; the format itself checks the value. */
function readOptions(format: FormatId, given: readonly string[]): AnyParams {
  const { fields } = formatOf(format);
  return Object.fromEntries(
    given.map((each) => {
      const [name = '', ...rest] = each.split('=');
      return [name, valueOf(fields[name], rest.join('='))];
    }),
  );
}

function valueOf(field: Field | undefined, text: string): string | number | boolean {
  if (field?.type === 'boolean' && ['yes', 'no'].includes(text)) return text === 'yes';
  if ((field?.type === 'integer' || field?.type === 'number') && text !== '') return Number(text);
  return text;
}

function formatResult({ format, part, epoch, path, beside, bytes, check }: ExportResult): string {
  return formatTable([
    ['Written', path],
    ['Format', formatOf(format).title],
    ['Part', part.title],
    ['Checkpoint', `after epoch ${epoch}`],
    ['Size', `${bytes.toLocaleString('en')} bytes`],
    ['Proof', describeCheck(check)],
    ...beside.map((each, at) => [at === 0 ? 'Beside it' : '', each]),
  ]);
}

function describeCheck(check: ExportResult['check']): string {
  if (!check) return 'none: nothing here reads this format';
  const what =
    check.of === 'results' ? `on ${check.samples} ${check.real ? 'real' : 'random'} samples` : 'weight by weight';
  return `read back by ${check.by}: largest difference ${check.difference.toExponential(2)} ${what}`;
}
