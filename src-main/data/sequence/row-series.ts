/** Turns rows into sequences: which columns are channels, which sequence a row belongs to, and in which order its steps stand. */
import type { SequenceSettings } from '#shared/graph/data-forms.ts';
import { UserError } from '#shared/problem.ts';
import type { Skipped } from '../format.ts';
import { listWords } from '../split.ts';
import { missingTest, parseNumber, type IsMissing } from '../rows/cells.ts';
import type { Row, RowFile } from '../rows/rows.ts';
import type { Series } from './series.ts';

export interface Columns {
  readonly channels: readonly number[];
  readonly time: number | null;
  readonly group: number | null;
  readonly label: number | null;
}

/** Float64 values of all sequences of one file. */
const mostValues = 2 ** 28;
const namedLikeTime = /^(time|timestamp|date|datetime)$/i;

/** Positions of the columns that the settings name, or that are numbers. Throws a UserError naming a column that is not there. */
export async function settleColumns(table: RowFile, settings: SequenceSettings): Promise<Columns> {
  const columns = table.names;
  const find = (name: string | null, role: string): number | null => {
    if (name === null) return null;
    const at = columns.indexOf(name);
    if (at < 0) throw noColumn(name, role, columns);
    return at;
  };
  const [time, group] = [find(settings.time, 'time'), find(settings.group, 'sequence')];
  const label = find(settings.label, 'label');
  const taken = [time, group, label];
  const channels =
    settings.channels?.map((name) => find(name, 'channel')!) ??
    (await numberColumns(table, settings)).filter((at) => !taken.includes(at));
  if (channels.length === 0) throw noNumbers(columns);
  return { channels, time, group, label };
}

/** Columns in which nearly every cell that is there is a number, as far as is looked; times are none by themselves. */
async function numberColumns(table: RowFile, settings: SequenceSettings): Promise<readonly number[]> {
  const isMissing = missingTest(settings);
  const [numbers, others] = [table.names.map(() => 0), table.names.map(() => 0)];
  for (const row of await table.head()) {
    if ('fault' in row) continue;
    row.fields.forEach((field, at) => {
      const cell = field.trim();
      if (isMissing(cell)) return;
      (Number.isNaN(parseNumber(cell, table.reading.decimal)) ? others : numbers)[at]! += 1;
    });
  }
  // A few broken cells do not make a column of words.
  return table.names.flatMap((name, at) => (numbers[at]! > 9 * others[at]! && !namedLikeTime.test(name) ? [at] : []));
}

export interface NamedSeries extends Series {
  readonly name: string;
}

/** All sequences of a file, in the order in which they begin. Rows that cannot be used go to `note`. Throws FileProblem. */
export async function readSeries(
  table: RowFile,
  file: string,
  columns: Columns,
  settings: SequenceSettings,
  signal: AbortSignal,
  note: (skipped: Skipped) => void,
): Promise<readonly NamedSeries[]> {
  const builders = new Map<string, SeriesBuilder>();
  const isMissing = missingTest(settings);
  let values = 0;
  for await (const rows of table.batches(signal))
    for (const row of rows) {
      const step = stepOf(row, table, columns, isMissing);
      if (typeof step === 'string') {
        note({ file: `${file}, ${table.counts} ${row.line.toLocaleString('en')}`, reason: step });
        continue;
      }
      let builder = builders.get(step.group);
      if (!builder) builders.set(step.group, (builder = new SeriesBuilder(columns.channels.length)));
      builder.add(step);
      if ((values += columns.channels.length) > mostValues) throw tooMany(file);
    }
  return [...builders].map(([name, builder]) => ({ name, ...builder.finish(columns) }));
}

interface Step {
  readonly group: string;
  readonly time: number;
  readonly label: string;
  readonly values: readonly number[];
}

/** A step, or why the row is none. */
function stepOf(
  row: Row,
  { names, reading: { decimal } }: Pick<RowFile, 'names' | 'reading'>,
  { channels, time, group, label }: Columns,
  isMissing: IsMissing,
): Step | string {
  if ('fault' in row) return row.fault;
  const cell = (at: number): string => row.fields[at]!.trim();
  const values: number[] = [];
  for (const at of channels) {
    const number = isMissing(cell(at)) ? NaN : parseNumber(cell(at), decimal);
    if (Number.isNaN(number) && !isMissing(cell(at)))
      return `“${short(cell(at))}” in column “${names[at]!}” is no number`;
    values.push(number);
  }
  const when = time === null ? 0 : timeOf(cell(time), decimal);
  if (Number.isNaN(when)) return `“${short(cell(time!))}” in column “${names[time!]!}” is no time`;
  if (group !== null && isMissing(cell(group)))
    return `no value in column “${names[group]!}”, which names its sequence`;
  return { group: group === null ? '' : cell(group), time: when, label: label === null ? '' : cell(label), values };
}

const short = (cell: string): string => (cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

/** NaN: no time. */
function timeOf(cell: string, decimal: '.' | ','): number {
  const number = parseNumber(cell, decimal);
  return Number.isNaN(number) ? Date.parse(cell) : number;
}

/** Grows as rows come. */
class SeriesBuilder {
  readonly #channels: number;
  #values: Float64Array;
  readonly #times: number[] = [];
  readonly #labels: string[] = [];
  #sorted = true;

  constructor(channels: number) {
    this.#channels = channels;
    this.#values = new Float64Array(64 * channels);
  }

  add({ time, label, values }: Step): void {
    const at = this.#times.length * this.#channels;
    if (at + this.#channels > this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set(values, at);
    this.#sorted &&= this.#times.length === 0 || time >= this.#times.at(-1)!;
    this.#times.push(time);
    this.#labels.push(label);
  }

  finish({ label }: Columns): Series {
    const [times, channels] = [this.#times, this.#channels];
    const values = this.#values.slice(0, times.length * channels);
    const labels = label === null ? null : this.#labels;
    if (this.#sorted) return { values, labels };
    const order = [...times.keys()].sort((a, b) => times[a]! - times[b]!);
    const sorted = new Float64Array(values.length);
    order.forEach((from, to) => sorted.set(values.subarray(from * channels, (from + 1) * channels), to * channels));
    return { values: sorted, labels: labels && order.map((at) => labels[at]!) };
  }
}

function noColumn(name: string, role: string, columns: readonly string[]): UserError {
  return new UserError({
    received: `There is no column “${name}”, which was chosen as ${role}.`,
    expected: `The columns are ${listWords(columns)}.`,
    action: 'Choose one of these under Data, or say that the first line holds no names.',
  });
}

function noNumbers(columns: readonly string[]): UserError {
  return new UserError({
    received: `None of the columns ${listWords(columns)} holds numbers alone.`,
    expected: 'At least one column of numbers, one row a step.',
    action: 'Check the delimiter and the decimal sign under Data.',
  });
}

function tooMany(file: string): UserError {
  return new UserError({
    received: `“${file}” holds more than ${mostValues.toLocaleString('en')} values.`,
    expected: 'Sequences of one file are held in memory while they are sorted into samples.',
    action: 'Choose fewer channels, or split the file into several in one folder.',
  });
}
