/**
 * Sequences from files: a long table with columns for time and group, a folder of tables that are a sequence each, WAV sounds. Cuts them
 * into windows, scales every channel, and fills up what is shorter. Owns the way from files to samples; not the reading of a file.
 */
import { createHash } from 'node:crypto';
import { scaled } from '#shared/data/scaling.ts';
import { missingValue } from '#shared/data/missing.ts';
import type { DataBinding, DataSource } from '#shared/graph/document.ts';
import type { Scaling, SequenceForm } from '#shared/wire/data-forms.ts';
import { UserError } from '#shared/problem.ts';
import { countOf, type DataFormat, type Plan, type Sample, type Skipped, type SourceContents } from '../format.ts';
import { compareNaturally } from '../natural-order.ts';
import { ChannelFigures } from './channel-scaling.ts';
import { listSequenceFiles, type SequenceFiles } from './files.ts';
import type { Series, SeriesSet } from './series.ts';
import { openSounds } from './sounds.ts';
import { openTables } from './tables.ts';
import { WindowIndex, type Windowing } from './windows.ts';

export interface SequencePlan extends Plan {
  readonly form: SequenceForm;
}

/** Raise it when the same files give other samples. */
const version = 1;
const mostLabels = 65_535;

export const sequences: DataFormat<Extract<DataSource, { kind: 'sequences' }>, SequencePlan> = {
  async inspect({ path }, { data, signal }) {
    const files = await listSequenceFiles(path, signal);
    const { validationFolder, testFolder } = data.split;
    const key = JSON.stringify([version, files.fingerprint, validationFolder, testFolder]);
    return new SequenceContents(createHash('sha256').update(key).digest('hex'), files, data);
  },
};

class SequenceContents implements SourceContents<SequencePlan> {
  readonly samplesAreFiles = true;
  readonly fingerprint: string;
  /** Known, as labels and what is skipped are, once everything has been read: when it is planned. */
  candidates = 0;
  labelNames: readonly string[] | null = null;
  readonly skipped: Skipped[];
  readonly #files: SequenceFiles;
  readonly #data: DataBinding;
  #set: SeriesSet | null = null;
  #index = new WindowIndex([], { window: 1, stride: 1, rest: 'drop' });

  constructor(fingerprint: string, files: SequenceFiles, data: DataBinding) {
    this.fingerprint = fingerprint;
    this.#files = files;
    this.#data = data;
    this.skipped = [...files.skipped];
  }

  title(samples: number): string {
    return `${countOf(samples, 'sequence')} from “${this.#files.name}”`;
  }

  async plan(
    { sequence, split }: DataBinding,
    signal: AbortSignal,
    looked?: (share: number) => void,
  ): Promise<SequencePlan> {
    const note = (skipped: Skipped): void => void this.skipped.push(skipped);
    const open = this.#files.kind === 'sound' ? openSounds : openTables;
    const set = await open(this.#files, sequence, split, signal, note);
    const found = await survey(set, sequence, signal, note, looked);
    this.#set = set;
    this.#index = found.index;
    this.candidates = found.index.count;
    this.labelNames = found.labels;
    if (this.candidates === 0) throw nothingLeft(this.#files.name, found.steps, sequence.window, this.skipped);
    return {
      input: { shape: [sequence.window, set.channels.length], dtype: 'float32' },
      form: {
        kind: 'sequence',
        channels: set.channels.map((name, at) => ({ name, scaling: found.scalings[at]! })),
        padded: found.gaps,
        columns: [...set.columns],
        ...(set.sound && { sound: set.sound }),
      },
    };
  }

  async *decode(
    slots: Parameters<SourceContents['decode']>[0],
    plan: SequencePlan,
    signal: AbortSignal,
  ): AsyncGenerator<Sample | Skipped, void, undefined> {
    const [set, { sequence }] = [this.#set!, this.#data];
    let last: { readonly at: number; readonly series: Series | null } = { at: -1, series: null };
    for (let slot = 0; slot < slots.count; slot += 1) {
      signal.throwIfAborted();
      const { sequence: at, window } = this.#index.at(slots.at(slot).first);
      // What cannot be read was noted when it was planned, and has no windows.
      if (last.at !== at) last = { at, series: await set.read(at, () => undefined) };
      if (last.series) yield this.#cut(set, at, last.series, window * sequence.stride, plan);
    }
  }

  #cut(set: SeriesSet, at: number, { values, labels }: Series, start: number, plan: SequencePlan): Sample {
    const [window, channels] = plan.input.shape as [number, number];
    const cut = new Float32Array(window * channels).fill(missingValue);
    const from = values.subarray(start * channels, (start + window) * channels);
    for (let i = 0; i < from.length; i += 1)
      if (!Number.isNaN(from[i])) cut[i] = scaled(plan.form.channels[i % channels]!.scaling, from[i]!);
    const entry = set.entries[at]!;
    const label = labels ? commonest(labels.slice(start, start + window)) : entry.label;
    return {
      values: cut,
      label: this.labelNames && label !== null ? this.labelNames.indexOf(label) : null,
      file: `${entry.file}, from step ${(start + 1).toLocaleString('en')}`,
      ...(entry.part && { part: entry.part }),
    };
  }
}

interface Survey {
  readonly index: WindowIndex;
  readonly scalings: readonly Scaling[];
  readonly labels: readonly string[] | null;
  /** Whether some samples have steps or numbers that are not there. */
  readonly gaps: boolean;
  /** Of the longest sequence. */
  readonly steps: number;
}

/** Reads everything once: lengths, scales, labels. */
async function survey(
  set: SeriesSet,
  settings: Windowing & Pick<DataBinding['sequence'], 'scale'>,
  signal: AbortSignal,
  note: (skipped: Skipped) => void,
  looked?: (share: number) => void,
): Promise<Survey> {
  const channels = set.channels.length;
  const figures = Array.from({ length: set.alike ? 1 : channels }, () => new ChannelFigures());
  const [steps, labels] = [[] as number[], new Set<string>()];
  let gaps = false;
  for (const [at, entry] of set.entries.entries()) {
    signal.throwIfAborted();
    const series = await set.read(at, note);
    const own = series ? series.values.length / channels : 0;
    steps.push(own);
    for (const [i, value] of series?.values.entries() ?? []) {
      if (Number.isNaN(value)) gaps = true;
      else figures[i % figures.length]!.add(value);
    }
    if (series?.labels) for (const label of series.labels) labels.add(label);
    else if (own > 0 && entry.label !== null) labels.add(entry.label);
    gaps ||= own > 0 && isPadded(own, settings);
    looked?.((at + 1) / set.entries.length);
  }
  return {
    index: new WindowIndex(steps, settings),
    scalings: set.channels.map((_, at) => figures[at % figures.length]!.scaling(settings.scale)),
    labels: labels.size === 0 || labels.size > mostLabels ? null : [...labels].sort(compareNaturally),
    gaps,
    steps: Math.max(0, ...steps),
  };
}

/** Whether its last sample goes beyond its end. */
function isPadded(steps: number, settings: Windowing): boolean {
  const { count } = new WindowIndex([steps], settings);
  return count > 0 && (count - 1) * settings.stride + settings.window > steps;
}

/** Of the steps of a sample the label that most have; of equally many the one that comes first. */
function commonest(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

function nothingLeft(name: string, longest: number, window: number, skipped: readonly Skipped[]): UserError {
  const example = skipped[0];
  if (longest > 0)
    return new UserError({
      received: `The longest sequence of “${name}” has ${countOf(longest, 'step')}; a sample takes ${countOf(window, 'step')}.`,
      expected: 'At least one sequence as long as a sample.',
      action: 'Take fewer steps, or fill up what is shorter (Data › Sequences).',
    });
  return new UserError({
    received: `“${name}” holds no sequence that can be read${example ? `, for example “${example.file}”: ${example.reason}` : ''}.`,
    expected: 'Tables (CSV, TSV) of numbers, one row a step, or WAV sounds.',
    action: 'Check how the file is written under Data, or choose another one.',
  });
}
