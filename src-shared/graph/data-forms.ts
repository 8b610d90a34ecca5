/**
 * How data that are no pictures are read: settings of tables, sequences and text, as the document keeps them. Each form's settings stand
 * here whole, so that switching a source back and forth loses nothing. Owns schemas and defaults; not the formats (src-main/data).
 */
import * as v from 'valibot';
import type { DeepReadonly } from './document.ts';

const finite = v.pipe(v.number(), v.finite());
const text = v.pipe(v.string(), v.maxLength(1000));
const count = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const column = v.nullable(text);

/** How a column of numbers becomes values around one: as they are, or so that the network learns from all columns alike. */
export const scales = ['standard', 'minMax', 'quantile', 'none'] as const;

/** Ways to write dates, the surest first. */
export const dateFormats = ['year-month-day', 'day.month.year', 'month/day/year', 'day/month/year'] as const;

export const columnTypes = ['number', 'category', 'date', 'ignore'] as const;

/** What a person settled about one column; what is left out is found in the data. */
const columnSettings = v.strictObject({
  type: v.optional(v.picklist(columnTypes)),
  scale: v.optional(v.picklist(scales)),
  /** How much its error counts beside the other columns'. */
  weight: v.optional(v.pipe(finite, v.minValue(0), v.maxValue(1000))),
});

/** How a file of rows is read: for tables, and for sequences and text that lie in one. */
const reading = {
  /** Between the fields of a line; auto: found. */
  delimiter: v.picklist(['auto', ',', ';', '\t', '|']),
  decimal: v.picklist(['auto', '.', ',']),
  /** Whether the first line names the columns. */
  header: v.picklist(['auto', 'yes', 'no']),
  /** Cells that count as missing, besides empty ones; case does not matter. */
  missing: v.pipe(v.array(text), v.maxLength(100)),
};

export const tableSchema = v.strictObject({
  ...reading,
  /** By column name. */
  columns: v.record(text, columnSettings),
  /** The column that labels rows: shown and compared with, never fed to the network. */
  label: column,
});

export const sequenceSchema = v.strictObject({
  ...reading,
  /** Column by which steps are ordered; null: as they stand. */
  time: column,
  /** Column whose equal values make one sequence; null: the whole file is one. */
  group: column,
  /** Column that labels a sequence. */
  label: column,
  /** Columns that become channels; null: all numbers. */
  channels: v.nullable(v.pipe(v.array(text), v.minLength(1), v.maxLength(1000))),
  /** Steps of one sample, and from one sample's first step to the next one's. */
  window: count(1, 100_000),
  stride: count(1, 100_000),
  /** What happens to what is left of a sequence, or a sequence shorter than a window. */
  rest: v.picklist(['pad', 'drop']),
  scale: v.picklist(scales),
  /** Of sound files. */
  audio: v.strictObject({
    as: v.picklist(['waveform', 'melSpectrogram']),
    /** Hertz; null keeps each file's own, which then must agree. */
    sampleRate: v.nullable(count(100, 384_000)),
    /** Samples of sound a step of a waveform holds, or a spectrum is taken of; and from one to the next. */
    frame: count(1, 65_536),
    hop: count(1, 65_536),
    melBands: count(4, 512),
  }),
});

export const textSchema = v.strictObject({
  ...reading,
  /** Column of a table to read; and for pairs the column of what should come out. Null: plain text, or the first columns. */
  input: column,
  target: column,
  /** What is learnt from a stretch of text: to give it back, its own continuation, its partner, or which words stand near. */
  task: v.picklist(['itself', 'next', 'pairs', 'neighbours']),
  unit: v.picklist(['character', 'word']),
  lowercase: v.boolean(),
  /** At most so many different characters or words; rarer ones become one. */
  vocabulary: count(2, 200_000),
  /** Characters or words of one sample, and of its partner. */
  length: count(1, 10_000),
  targetLength: count(1, 10_000),
  /** From one stretch of running text to the next. */
  stride: count(1, 10_000),
  /** Words to either side that count as near. */
  near: count(1, 50),
  /** Frequent words are left out at random: the share of all words above which that begins (Mikolov et al. 2013); 0: never. */
  subsample: v.pipe(finite, v.minValue(0), v.maxValue(1)),
});

export type TableSettings = DeepReadonly<v.InferOutput<typeof tableSchema>>;
export type SequenceSettings = DeepReadonly<v.InferOutput<typeof sequenceSchema>>;
export type TextSettings = DeepReadonly<v.InferOutput<typeof textSchema>>;

const plainReading = { delimiter: 'auto', decimal: 'auto', header: 'auto', missing: [] } as const;

export const defaultTable: TableSettings = { ...plainReading, missing: [], columns: {}, label: null };

export const defaultSequence: SequenceSettings = {
  ...plainReading,
  missing: [],
  time: null,
  group: null,
  label: null,
  channels: null,
  window: 32,
  stride: 32,
  rest: 'pad',
  scale: 'standard',
  audio: { as: 'melSpectrogram', sampleRate: null, frame: 512, hop: 256, melBands: 40 },
};

export const defaultText: TextSettings = {
  ...plainReading,
  missing: [],
  input: null,
  target: null,
  task: 'itself',
  unit: 'character',
  lowercase: false,
  vocabulary: 5000,
  length: 40,
  targetLength: 40,
  stride: 20,
  near: 4,
  subsample: 0.001,
};
