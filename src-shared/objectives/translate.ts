/** Translate: one text becomes another, word after word. */
import type { Params } from '../layers/fields.ts';
import { defineObjective } from './objective.ts';
import { checkWordChoices, labelSmoothing, wordTerms } from './words.ts';

const fields = { labelSmoothing } as const;
export type TranslateParams = Params<typeof fields>;

export const translate = defineObjective({
  kind: 'translate',
  title: 'Translate',
  summary:
    'Reads one text and writes another: dates into their short form, English into French, questions into answers. From two columns of a table.',
  forms: ['text'],
  ends: ['output'],
  latent: 'unused',
  target: 'pair',
  watch: 'loss',
  terms: {
    ...wordTerms,
    exact: {
      title: 'Whole texts right',
      help: 'Share of the texts that are right from start to end while each word before is given. More is better.',
      unit: 'share',
    },
  },
  fields,
  check: (_params, project) =>
    checkWordChoices(project, {
      ...{ task: 'pairs', places: project.data.text.targetLength },
      more: { needed: true, why: 'the words written so far, as many as come out' },
    }),
  advise: () =>
    'In training the network is given the right words so far (More words; teacher forcing) and learns the next one; afterwards it reads its own. The loss is the cross-entropy of each right word, in nats; padding does not count. Attention over the encoder’s steps is what makes longer texts work: connect the decoder first and the encoder second.',
});
