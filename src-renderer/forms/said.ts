/** One text as it is shown, word by word: what was chosen, how surely, and where that is wrong. Pure. */
import { endToken, paddingToken, startToken, unknownToken } from '#shared/data/tokens.ts';
import { joinText, vocabularyOf, wordOf, wordTokens } from '#shared/data/words.ts';
import type { TextForm } from '#shared/wire/data-forms.ts';
import type { FormLayer } from './layer.ts';

export interface SaidWord {
  /** With the space before it, where there is one. */
  readonly text: string;
  /** 0 to 1, or a likeness; null where nothing was chosen. */
  readonly probability: number | null;
  /** What should stand there, where that is something else. */
  readonly wanted: string | null;
}

export interface SaidText {
  readonly title: string;
  readonly words: readonly SaidWord[];
}

/** The first is the sample; what a network made is compared with the text before it, place by place. */
export function saidTexts(form: TextForm, layers: readonly FormLayer[]): readonly SaidText[] {
  return layers.map(({ title, values, made = false }, at) => {
    const places = wordTokens(values, made).length;
    const compared = made && at > 0 && form.task !== 'neighbours' ? layers[at - 1]!.values : null;
    return { title, words: saidWords(form, at === 0 && !made ? 'input' : 'target', values, places, compared) };
  });
}

function saidWords(
  form: TextForm,
  side: 'input' | 'target',
  values: ArrayLike<number>,
  places: number,
  compared: ArrayLike<number> | null,
): readonly SaidWord[] {
  const vocabulary = vocabularyOf(form, side);
  const word = (token: number): string =>
    token === unknownToken ? '\uFFFD' : token === endToken ? 'the end' : wordOf(vocabulary, token);
  const said: SaidWord[] = [];
  for (let place = 0; place < places; place++) {
    const token = values[place]!;
    const wanted = compared?.[place];
    // Past the end of what is wanted nothing is right or wrong.
    if (token === endToken || wanted === paddingToken) break;
    if (token === paddingToken || token === startToken) {
      if (form.task === 'neighbours') continue;
      break;
    }
    const own = word(token);
    const before = said.at(-1);
    const spaced =
      form.task === 'neighbours'
        ? before
          ? `, ${own}`
          : own
        : before && form.unit === 'word'
          ? joinText([before.text.trimStart(), own], 'word').slice(before.text.trimStart().length)
          : own;
    said.push({
      text: spaced,
      probability: places < values.length ? values[places + place]! : null,
      wanted: wanted === undefined || wanted === token ? null : word(wanted),
    });
  }
  return said;
}
