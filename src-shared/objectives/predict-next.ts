/** Predict next: a language model, which finds out what comes after what it has read. */
import type { Params } from '../layers/fields.ts';
import { defineObjective } from './objective.ts';
import { checkWordChoices, labelSmoothing, wordTerms } from './words.ts';

const fields = { labelSmoothing } as const;
export type PredictNextParams = Params<typeof fields>;

export const predictNext = defineObjective({
  kind: 'predictNext',
  title: 'Predict next',
  summary:
    'A language model: at each place of a text it says what comes next. One after the other, its guesses become new text.',
  forms: ['text'],
  ends: ['output'],
  latent: 'unused',
  target: 'pair',
  watch: 'loss',
  terms: {
    bits: {
      title: 'Bits per character',
      help: 'How many yes-or-no answers each character (or word) is worth, on average: the loss in bits. Less is better; compressed English text takes about 2.',
      unit: 'bits',
    },
    ...wordTerms,
  },
  fields,
  check: (_params, project) => checkWordChoices(project, { task: 'next', places: project.data.text.length }),
  advise: () =>
    'The loss is the cross-entropy of each next character or word, in nats; divided by 0.69 it is the bits per character. The layers must not look ahead: LSTM, GRU and causal attention do not, Bidirectional and plain attention do, and then learn nothing. Longer stretches let it learn longer connections. Look at Write in Explore after each epoch: low temperature is careful, high temperature is wild.',
});
