/** What text holds, however it was read: passages or pairs become a vocabulary and samples. Owns that; files are text-files.ts's. */
import { countOf, type Plan, type Skipped, type SourceContents } from '../format.ts';
import type { TextSettings } from '#shared/graph/data-forms.ts';
import { splitText } from '#shared/data/words.ts';
import { UserError } from '#shared/problem.ts';
import type { TextForm } from '#shared/wire/data-forms.ts';
import { itselfSamples, neighbourSamples, nextSamples, pairSamples, type Parts, type TextSamples } from './samples.ts';
import { WordCounter, type Vocabulary } from './vocabulary.ts';

/** A stretch of text; `target`: its partner. */
export interface Passage {
  readonly text: string;
  readonly target?: string;
  readonly file: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

export interface TextOrigin {
  readonly fingerprint: string;
  /** What all of it is called: “Novels of Jane Austen”. */
  readonly name: string;
  /** Found unusable before anything was read. */
  readonly skipped: readonly Skipped[];
  /** Whether each passage is a text of its own, with an end. */
  readonly ends: boolean;
  /** All of it; what cannot be read is noted. */
  read(signal: AbortSignal, note: (skipped: Skipped) => void): Promise<Iterable<Passage>>;
}

/** Reads nothing before it is planned: what was prepared once needs no second look at the text. */
export function textContents(settings: TextSettings, origin: TextOrigin): SourceContents {
  const skipped = [...origin.skipped];
  let samples: TextSamples | null = null;
  const planned = (): TextSamples => {
    if (!samples) throw new Error('What text holds is known once it is planned.');
    return samples;
  };
  return {
    fingerprint: origin.fingerprint,
    get candidates() {
      return planned().count;
    },
    labelNames: null,
    samplesAreFiles: false,
    skipped,
    title: (used) => `${countOf(used, words[settings.task])} from ${origin.name}`,
    async plan(_data, signal): Promise<Plan> {
      const passages = await origin.read(signal, (each) => void skipped.push(each));
      const prepared =
        settings.task === 'pairs'
          ? preparePairs(passages, settings, skipped)
          : prepareSingle(passages, settings, origin.ends);
      ({ samples } = prepared);
      if (samples.count === 0) throw nothingToLearn(settings, skipped);
      const { inputLength, targetLength } = samples;
      return {
        input: { shape: [inputLength], dtype: 'int32' },
        ...(targetLength !== null && { target: { shape: [targetLength], dtype: 'int32' as const } }),
        form: prepared.form,
      };
    },
    async *decode(slots) {
      for (let slot = 0; slot < slots.count; slot++) {
        const { input, target } = planned().at(slots.at(slot).first);
        yield { values: input, ...(target && { target }), label: null, file: null };
      }
    },
  };
}

const words: Readonly<Record<TextSettings['task'], string>> = {
  itself: 'text',
  next: 'passage',
  pairs: 'pair',
  neighbours: 'word',
};

interface Prepared {
  readonly samples: TextSamples;
  readonly form: TextForm;
}

function prepareSingle(passages: Iterable<Passage>, settings: TextSettings, ends: boolean): Prepared {
  const counter = new WordCounter();
  const all: Parts[] = [];
  for (const { text } of passages) {
    const parts = splitText(text, settings);
    if (parts.length === 0) continue;
    counter.add(parts);
    all.push(parts);
  }
  const vocabulary = counter.vocabulary(settings.vocabulary);
  const { unit, task } = settings;
  const form: TextForm = {
    kind: 'text',
    unit,
    task,
    vocabulary: [...vocabulary.words],
    counts: [...vocabulary.counts],
  };
  const samples =
    task === 'next'
      ? nextSamples(all, vocabulary, settings, ends)
      : task === 'neighbours'
        ? neighbourSamples(all, vocabulary, settings)
        : itselfSamples(all, vocabulary, settings);
  return { samples, form };
}

/** Pairs that do not fit are left out and named: half a sentence has another meaning. */
function preparePairs(passages: Iterable<Passage>, settings: TextSettings, skipped: Skipped[]): Prepared {
  const { unit, length, targetLength } = settings;
  const counters = [new WordCounter(), new WordCounter()] as const;
  const pairs: (readonly [Parts, Parts])[] = [];
  for (const { text, target = '', file, line } of passages) {
    const pair = [splitText(text, settings), splitText(target, settings)] as const;
    const problem = tooLong(pair[0], length, 'first') ?? tooLong(pair[1], targetLength - 1, 'second');
    const empty = pair[0].length === 0 ? 'first' : pair[1].length === 0 ? 'second' : null;
    if (problem ?? empty) {
      const reason = problem ?? `without its ${empty} text`;
      skipped.push({ file: `${file}, line ${line.toLocaleString('en')}`, reason });
      continue;
    }
    pair.forEach((parts, side) => counters[side]!.add(parts));
    pairs.push(pair);
  }
  const vocabularies: readonly [Vocabulary, Vocabulary] = [
    counters[0].vocabulary(settings.vocabulary),
    counters[1].vocabulary(settings.vocabulary),
  ];
  const [own, other] = vocabularies;
  const form: TextForm = {
    ...{ kind: 'text', unit, task: 'pairs', vocabulary: [...own.words], counts: [...own.counts] },
    targetVocabulary: [...other.words],
  };
  return { samples: pairSamples(pairs, vocabularies, settings), form };

  function tooLong(parts: Parts, most: number, side: string): string | null {
    if (parts.length <= most) return null;
    const of = unit === 'character' ? 'characters' : 'words';
    return `longer than its place: ${parts.length.toLocaleString('en')} ${of} in its ${side} text, room for ${most.toLocaleString('en')}`;
  }
}

function nothingToLearn({ task }: TextSettings, skipped: readonly Skipped[]): UserError {
  const [example] = skipped;
  return new UserError({
    received: example
      ? `Nothing of it can be used, for example “${example.file}”: ${example.reason}.`
      : 'The text is empty, or too short.',
    expected:
      task === 'pairs'
        ? 'A file with two columns was expected, with a text in each of them.'
        : 'At least two characters or words of text were expected.',
    action:
      task === 'pairs'
        ? 'Choose a table with two columns (CSV or TSV), or raise the lengths under Data.'
        : 'Choose files with more text.',
  });
}
