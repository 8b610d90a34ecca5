/** Text as a list of characters or words, and back; what the numbers of a sample say. Owns no files and no vocabularies. */
import type { TextForm } from '../wire/data-forms.ts';
import { endToken, paddingToken, reservedWords, startToken, unknownToken } from './tokens.ts';

export type TextUnit = TextForm['unit'];

/** A word with its apostrophes and hyphens, a number, a mark, or the end of a line. */
export const wordPattern = /[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*|\p{N}+|\n|[^\s\p{L}\p{M}\p{N}]/gu;

export interface Splitting {
  readonly unit: TextUnit;
  readonly lowercase: boolean;
}

/** Composed characters (NFC) by code points, or words and marks without the spaces between them. */
export function splitText(text: string, { unit, lowercase }: Splitting): readonly string[] {
  const composed = text.normalize('NFC');
  const cased = lowercase ? composed.toLowerCase() : composed;
  return unit === 'character' ? [...cased] : (cased.match(wordPattern) ?? []);
}

const noSpaceBefore = /^[.,;:!?)\]}»’”%\n]/u;
const noSpaceAfter = /[([{«‘“\n]$/u;

/** Characters one after the other; words with spaces, but not before a full stop. */
export function joinText(parts: readonly string[], unit: TextUnit): string {
  if (unit === 'character') return parts.join('');
  return parts.reduce(
    (text, part) =>
      text === '' || noSpaceBefore.test(part) || noSpaceAfter.test(text) ? text + part : `${text} ${part}`,
    '',
  );
}

/** Which vocabulary a number is of. */
export type Side = 'input' | 'target';

export const vocabularyOf = ({ vocabulary, targetVocabulary }: TextForm, side: Side): readonly string[] =>
  side === 'target' ? (targetVocabulary ?? vocabulary) : vocabulary;

/** How a number is called where single words are shown: reserved ones by their names. */
export const wordOf = (vocabulary: readonly string[], token: number): string =>
  vocabulary[token] ?? reservedWords[unknownToken];

/** The numbers up to the end of the text: without padding, start and what follows the end. */
export function spoken(tokens: ArrayLike<number>): readonly number[] {
  const said: number[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token === endToken) break;
    if (token !== paddingToken && token !== startToken) said.push(token);
  }
  return said;
}

/** The numbers of the words alone: what a network has made has a probability for each behind all of them. */
export const wordTokens = (values: ArrayLike<number>, made: boolean): ArrayLike<number> =>
  made ? Array.from({ length: values.length / 2 }, (_, at) => values[at]!) : values;

/** The text that numbers stand for; what is unknown as “�”. */
export const textOf = (form: TextForm, tokens: ArrayLike<number>, side: Side = 'input'): string => {
  const vocabulary = vocabularyOf(form, side);
  return joinText(
    spoken(tokens).map((token) => (token === unknownToken ? '\uFFFD' : wordOf(vocabulary, token))),
    form.unit,
  );
};

/** The numbers of a text, `length` of them: cut off or filled up; with its end where there is room and `ends`. */
export function tokensOf(
  parts: readonly string[],
  numbers: ReadonlyMap<string, number>,
  length: number,
  ends: boolean,
): Int32Array {
  const tokens = new Int32Array(length);
  const count = Math.min(parts.length, length);
  for (let at = 0; at < count; at++) tokens[at] = numbers.get(parts[at]!) ?? unknownToken;
  if (ends && count < length) tokens[count] = endToken;
  return tokens;
}

/** Numbers by their words; reserved ones have none. */
export const numberedWords = (vocabulary: readonly string[]): ReadonlyMap<string, number> =>
  new Map(vocabulary.flatMap((word, token) => (token < reservedWords.length ? [] : [[word, token] as const])));
