/** What must be done to a sample before a part of a network sees it: in words and in numbers. Owns their form; what Hourglass does itself is src-main/data's. */
import { endToken, paddingToken, unknownToken } from '#shared/data/tokens.ts';
import { wordPattern } from '#shared/data/words.ts';
import type { ImagePreprocessing, Project } from '#shared/graph/document.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { FormInfo, Scaling, SequenceForm, TableForm, TextForm } from '#shared/wire/data-forms.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';
import { valuesOfBytes } from '../trainer/pixels.ts';

export interface Preprocessing {
  /** Pixels of a picture, [height, width, channels]; null where the data that would say so are gone, or are no pictures. */
  readonly picture: readonly [height: number, width: number, channels: number] | null;
  readonly colour: 'grey' | 'red, green, blue';
  readonly fit: ImagePreprocessing['fit'];
  readonly invert: boolean;
  /** value = byte × scale + offset, of pictures. */
  readonly scale: number;
  readonly offset: number;
  /** What bytes 0 and 255 become. */
  readonly range: readonly [low: number, high: number];
  /** What a sample is; of rows and sequences with their columns' scaling: value = (number − offset) ÷ factor. */
  readonly form: FormInfo;
  /** Of text: whether it is written small, and what its words are (a pattern of Unicode classes); null: of none, or by characters. */
  readonly text: { readonly lowercase: boolean; readonly pattern: string | null } | null;
  /** The same as sentences, in the order in which it is done. */
  readonly steps: readonly string[];
  /** How what comes out becomes a sample again, as a sentence or two. */
  readonly back: string;
}

/** `input`: of one sample as the network takes it; `data`: null where they are gone. */
export function preprocessingOf(
  project: Project,
  input: Shape,
  data: Pick<DatasetInfo, 'shape' | 'form'> | null,
): Preprocessing {
  const { fit, invert, range } = project.data.image;
  const form = data?.form ?? { kind: 'image' };
  const known = form.kind === 'image' ? (data?.shape ?? null) : null;
  const picture = (known ?? (input.length === 3 ? input : null)) as Preprocessing['picture'];
  const [low, high] = valuesOfBytes(range, Uint8Array.of(0, 255)) as unknown as [number, number];
  const colour: Preprocessing['colour'] = (picture?.[2] ?? 1) === 1 ? 'grey' : 'red, green, blue';
  const common = {
    ...{ picture, colour, fit, invert, form },
    scale: (high - low) / 255,
    offset: low,
    range: [low, high],
    text: form.kind === 'text' ? splittingOf(form, project.data.text.lowercase) : null,
  } as const;
  const last = `Arrange it as [samples, ${input.join(', ')}], 32-bit ${form.kind === 'text' ? 'whole numbers' : 'floating point'}${
    form.kind === 'image'
      ? `, row by row from the top${input.length === 3 ? ', the channels of a pixel together' : ''}`
      : ''
  }.`;
  return { ...common, steps: [...stepsOf(common, project.data.image), last], back: backOf(common) };
}

function stepsOf(
  { form, picture, colour, text, range: [low, high] }: Omit<Preprocessing, 'steps' | 'back'>,
  image: ImagePreprocessing,
): readonly string[] {
  switch (form.kind) {
    case 'table':
      return tableSteps(form);
    case 'sequence':
      return sequenceSteps(form);
    case 'text':
      return textSteps(form, text!.lowercase);
    case 'image':
      return [
        ...(picture ? [`Make each picture ${picture[1]} pixels wide and ${picture[0]} high; ${fits[image.fit]}.`] : []),
        colour === 'grey'
          ? 'Turn it to grey: one byte for each pixel.'
          : 'Take red, green and blue, in this order: three bytes for each pixel.',
        ...(image.invert ? ['Invert it: 255 minus each byte.'] : []),
        `Scale each byte to ${low}…${high}: ${image.range === 'zeroToOne' ? 'byte ÷ 255' : 'byte ÷ 127.5 − 1'}.`,
      ];
  }
}

function backOf({ form, scale, offset }: Omit<Preprocessing, 'steps' | 'back'>): string {
  switch (form.kind) {
    case 'table':
      return 'Of a number or date: the value times its factor plus its offset. Of a category: the one whose value is the largest. (Columns, factors and offsets: preprocessing.json.)';
    case 'sequence':
      return 'Of each channel: the value times its factor plus its offset (preprocessing.json).';
    case 'text':
      return form.task === 'neighbours'
        ? 'Each value says how well the word goes with another: 0 as well as not, and the higher the better.'
        : 'At each place there is a value for each word of the vocabulary (preprocessing.json): the largest is the word that the network chooses.';
    case 'image':
      return `The byte of each value: (value − ${short(offset)}) ÷ ${short(scale)}, rounded, from 0 to 255.`;
  }
}
const short = (value: number): number => Number(value.toPrecision(6));

const fits: Readonly<Record<ImagePreprocessing['fit'], string>> = {
  crop: 'cut off what is too much on two sides, evenly',
  contain: 'leave empty (black) bars on two sides, evenly',
  stretch: 'stretch it, whatever its proportions',
};

const scaled = ({ offset, factor, knots }: Scaling): string =>
  knots
    ? `the share of the column’s values below it (knots in preprocessing.json), minus ${offset}, divided by ${factor}`
    : `minus ${offset}, divided by ${factor}`;

function tableSteps({ columns, missing }: TableForm): readonly string[] {
  const words = columns.map((column) => {
    switch (column.type) {
      case 'number':
        return `Value ${column.start}: “${column.name}”, ${scaled(column.scaling)}.`;
      case 'date':
        return `Value ${column.start}: “${column.name}” as milliseconds since 1970, ${scaled(column.scaling)}.`;
      case 'category':
        return `Values from ${column.start}: “${column.name}”, 1 at the place of its category and 0 at the others: ${column.categories.join(', ')}.`;
    }
  });
  return missing ? [...words, 'A value that is missing is 0.'] : words;
}

function sequenceSteps({ channels, padded, sound }: SequenceForm): readonly string[] {
  return [
    ...(sound
      ? [`Sound of ${sound.sampleRate} Hz, as ${sound.as === 'waveform' ? 'it is' : 'a mel spectrogram'}.`]
      : []),
    ...channels.map(({ name, scaling }, at) => `Channel ${at} of each step: “${name}”, ${scaled(scaling)}.`),
    ...(padded ? ['A shorter sequence is filled up with steps of 0.'] : []),
  ];
}

const splittingOf = ({ unit }: TextForm, lowercase: boolean): NonNullable<Preprocessing['text']> => ({
  lowercase,
  pattern: unit === 'word' ? wordPattern.source : null,
});

function textSteps({ unit, task }: TextForm, lowercase: boolean): readonly string[] {
  return [
    `Compose its characters (Unicode NFC)${lowercase ? ', write them small' : ''} and split it into ${
      unit === 'word' ? 'words and marks, without the spaces between them' : 'characters'
    }.`,
    `Replace each by its place in the vocabulary (form.vocabulary in preprocessing.json, from 0); one that is not there by ${unknownToken}.`,
    ...(task === 'itself' || task === 'pairs' ? [`Put ${endToken} behind the last one.`] : []),
    ...(task === 'neighbours' ? [] : [`Fill up with ${paddingToken}; cut off what is too long.`]),
  ];
}
