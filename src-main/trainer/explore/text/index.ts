/** Answers what is asked about networks of text: what they write, and which words are alike to them. */
import { setImmediate } from 'node:timers/promises';
import { endToken, unknownToken } from '#shared/data/tokens.ts';
import {
  joinText,
  numberedWords,
  splitText,
  spoken,
  tokensOf,
  vocabularyOf,
  wordOf,
  type Side,
} from '#shared/data/words.ts';
import { UserError } from '#shared/problem.ts';
import type { TextForm } from '#shared/wire/data-forms.ts';
import type { textCalls, Written } from '#shared/wire/explore/text.ts';
import type { Answers } from '../answer.ts';
import type { Explorer } from '../explorer.ts';
import { encodeFloats } from '../wire-values.ts';
import { alikeWords, embeddingsOf, wordPlane } from './alike.ts';
import { goOn, writeFor, type Between, type Step } from './write.ts';

function formOf({ session }: Explorer): TextForm {
  const { form } = session.dataset.info;
  if (form.kind === 'text') return form;
  throw new UserError({
    received: 'The network learns from no text.',
    expected: 'Networks of text write and know words.',
    action: 'Train a text template.',
  });
}

/** A reserved word is nothing that can be read, but what is unknown. */
const shownWord = (form: TextForm, side: Side, token: number): string =>
  token === unknownToken ? '\uFFFD' : wordOf(vocabularyOf(form, side), token);

export const textAnswers: Pick<Answers, keyof typeof textCalls> = {
  'explore:write': async (explorer, { text, ...choice }, { signal, progress }) => {
    const form = formOf(explorer);
    const { project, model } = explorer.session.trainable;
    if (project.objective.kind === 'skipGram' || !model.output) throw writesNothing();
    const { unit } = form;
    const parts = splitText(text, { unit, lowercase: project.data.text.lowercase });
    const between: Between = async (done, total) => {
      progress({ done, total, doing: 'Writing' });
      await setImmediate();
      signal.throwIfAborted();
    };
    const numbers = numberedWords(form.vocabulary);
    const known = parts.map((part) => (numbers.has(part) ? part : '\uFFFD'));
    if (project.objective.kind === 'predictNext') {
      // Nothing to go on from: a new line, or the most frequent word.
      const first = numbers.get('\n') ?? unknownToken + 1;
      const start = parts.length === 0 ? [first] : tokensOf(parts, numbers, parts.length, false);
      return written(form, 'input', known, await goOn(explorer, form, [...start], choice, between), []);
    }
    const [length = 1] = model.input.shape;
    const input = tokensOf(parts, numbers, length, true);
    const side = project.objective.kind === 'translate' ? 'target' : 'input';
    const given = Math.min(parts.length, length);
    const { steps, beams } = await writeFor(explorer, form, input, given, choice, between);
    const texts = beams.map(({ tokens, logProbability }) => ({
      text: textOfTokens(form, side, tokens),
      logProbability,
    }));
    return written(form, side, known.slice(0, given), steps, choice.beams > 1 ? texts : []);
  },

  'explore:alikeWords': async (explorer, { plus, minus, count }) => ({
    words: alikeWords(await embeddingsOf(explorer, formOf(explorer)), plus, minus, count),
  }),

  'explore:wordMap': async (explorer, { count }) => {
    const embeddings = await embeddingsOf(explorer, formOf(explorer));
    const { places, shares } = wordPlane(embeddings, count);
    return { words: embeddings.words.slice(0, count), places: encodeFloats(places), shares };
  },
};

const textOfTokens = (form: TextForm, side: Side, tokens: readonly number[]): string =>
  joinText(
    spoken(tokens).map((token) => shownWord(form, side, token)),
    form.unit,
  );

function written(
  form: TextForm,
  side: Side,
  given: readonly string[],
  steps: readonly Step[],
  beams: Written['beams'],
): Written {
  const end = steps.findIndex(({ token }) => token === endToken);
  const said = end < 0 ? steps : steps.slice(0, end);
  const looks = said[0]?.looks ? Float32Array.from(said.flatMap((step) => [...step.looks!])) : null;
  return {
    given,
    words: said.map(({ token, probability, likeliest }) => ({
      word: shownWord(form, side, token),
      probability,
      likeliest: likeliest.map((each) => ({ word: shownWord(form, side, each.token), probability: each.probability })),
    })),
    text: textOfTokens(
      form,
      side,
      said.map(({ token }) => token),
    ),
    beams,
    looks: looks && encodeFloats(looks),
  };
}

const writesNothing = (): UserError =>
  new UserError({
    received: 'This network compares words and writes none.',
    expected: 'Language models, translators and text autoencoders write.',
    action: 'Look at which words are alike, or train one of these.',
  });
