/** Samples that are no pictures as a person's table has them: a line a sample, in the data's own units. Pure. */
import { isMissing } from './missing.ts';
import { unscaled } from './scaling.ts';
import { readRow } from './table.ts';
import { textOf, wordTokens } from './words.ts';
import type { FormInfo, SequenceForm } from '../wire/data-forms.ts';

/** Names of the columns. `size`: how many numbers a sample has. */
export function readableHeader(form: FormInfo, size: number): readonly string[] {
  if (form.kind === 'table') return form.columns.map(({ name }) => name);
  if (form.kind === 'text') return ['text'];
  if (form.kind === 'image') return Array.from({ length: size }, (_, at) => `value ${at + 1}`);
  return Array.from(
    { length: size },
    (_, at) => `${channelAt(form, at).name} ${Math.floor(at / form.channels.length) + 1}`,
  );
}

const channelAt = ({ channels }: SequenceForm, at: number) => channels[at % channels.length]!;

/** One sample; where nothing stands, nothing. `made`: given out by a network, words with their probabilities behind them. */
export function readableValues(form: FormInfo, values: ArrayLike<number>, made: boolean): readonly (string | number)[] {
  if (form.kind === 'table') return readRow(form, values).map(({ text }) => text);
  if (form.kind === 'text') return [textOf(form, wordTokens(values, made), made ? 'target' : 'input')];
  return Array.from({ length: values.length }, (_, at) => {
    const value = values[at]!;
    if (isMissing(value)) return '';
    const own = form.kind === 'sequence' ? unscaled(channelAt(form, at).scaling, value) : value;
    return Number(own.toPrecision(7));
  });
}
