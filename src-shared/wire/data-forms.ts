/**
 * What samples of a prepared dataset are, and how their numbers become a person's again: units of a column, words of a vocabulary. Kept
 * beside the prepared samples. Owns schemas and types; the arithmetic stands in src-shared/data.
 */
import * as v from 'valibot';
import { dateFormats, scales } from '../graph/data-forms.ts';

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());

/** value = (number − offset) ÷ factor; with `knots`, first the share of the column's values below the number (0…1). */
const scaling = v.strictObject({
  offset: finite,
  factor: v.pipe(finite, v.gtValue(0)),
  /** Ascending numbers at equal shares, for quantiles. */
  knots: v.optional(v.array(finite)),
});

/**
 * A column of a table and the values that it became: one for a number or date, one for each category. `spread` is the standard deviation in
 * the column's own unit.
 */
const column = v.variant('type', [
  v.strictObject({
    ...{ name: v.string(), type: v.literal('number'), start: whole, weight: finite, scaling, spread: finite },
    /** Digits behind the point that its cells are written with. */
    decimals: v.pipe(whole, v.maxValue(12)),
  }),
  /** Milliseconds since 1970; `resolution` is what its cells were written in. */
  v.strictObject({
    name: v.string(),
    type: v.literal('date'),
    start: whole,
    weight: finite,
    scaling,
    spread: finite,
    resolution: v.picklist(['day', 'second']),
    /** How its cells are written in the file. */
    format: v.picklist(dateFormats),
  }),
  v.strictObject({
    name: v.string(),
    type: v.literal('category'),
    start: whole,
    weight: finite,
    categories: v.array(v.string()),
  }),
]);

/** What a column of a file holds, also of one that is left out: as it was found, before anything is made of it. */
const columnProfile = v.strictObject({
  name: v.string(),
  /** As used; `found` is what it looks like by itself. */
  type: v.picklist(['number', 'category', 'date', 'ignore']),
  found: v.picklist(['number', 'category', 'date', 'ignore']),
  /** Why it looks like that, as a sentence. */
  reason: v.string(),
  /** 0 to 1. */
  missing: finite,
  /** Rows in 16 equal bins from the least to the greatest number; or of the most frequent categories. */
  counts: v.array(whole),
  /** What stands at the first and at the last of them, in its own unit. */
  from: v.string(),
  to: v.string(),
  scale: v.nullable(v.picklist(scales)),
  weight: finite,
});

export const formSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('image') }),
  v.strictObject({
    kind: v.literal('table'),
    columns: v.array(column),
    /** Whether cells are missing anywhere. */
    missing: v.boolean(),
    /** All columns of the file, in its order. */
    profile: v.array(columnProfile),
    /** What was found of how the file is written. */
    reading: v.strictObject({ delimiter: v.string(), decimal: v.string(), header: v.boolean() }),
  }),
  v.strictObject({
    kind: v.literal('sequence'),
    channels: v.array(v.strictObject({ name: v.string(), scaling })),
    /** Whether some samples are filled up with steps that are none, or numbers are missing. */
    padded: v.boolean(),
    /** Of the files: for people to choose among; left out for what has none. */
    columns: v.optional(v.array(v.string())),
    /** Hertz and samples from one step to the next; left out where steps are rows. */
    sound: v.optional(
      v.strictObject({ sampleRate: finite, hop: whole, as: v.picklist(['waveform', 'melSpectrogram']) }),
    ),
  }),
  v.strictObject({
    kind: v.literal('text'),
    unit: v.picklist(['character', 'word']),
    task: v.picklist(['itself', 'next', 'pairs', 'neighbours']),
    /** What each number stands for; the first are padding, start, end and unknown (see src-shared/data/tokens.ts). */
    vocabulary: v.array(v.string()),
    /** Of what should come out, where that has one of its own. */
    targetVocabulary: v.optional(v.array(v.string())),
    /** How often each was met, in the vocabulary's order; for what is drawn by frequency. */
    counts: v.optional(v.array(whole)),
  }),
]);

export type FormInfo = v.InferOutput<typeof formSchema>;
export type TableForm = Extract<FormInfo, { kind: 'table' }>;
export type TableColumn = TableForm['columns'][number];
export type Scaling = v.InferOutput<typeof scaling>;
export type SequenceForm = Extract<FormInfo, { kind: 'sequence' }>;
export type TextForm = Extract<FormInfo, { kind: 'text' }>;
export type ColumnProfile = TableForm['profile'][number];
