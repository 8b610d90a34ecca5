/** Text autoencoder: the words that came in are chosen again, through the bottleneck. */
import type { Params } from '../layers/fields.ts';
import { defineObjective } from './objective.ts';
import { checkWordChoices, labelSmoothing, wordTerms } from './words.ts';

const fields = { labelSmoothing } as const;
export type TextAutoencoderParams = Params<typeof fields>;

export const textAutoencoder = defineObjective({
  kind: 'textAutoencoder',
  title: 'Text autoencoder',
  summary:
    'Learns to write the same text again from a few numbers. Texts that say alike things come to lie near each other.',
  forms: ['text'],
  ends: ['output'],
  latent: 'wanted',
  target: 'words',
  watch: 'loss',
  terms: wordTerms,
  fields,
  check: (_params, project) =>
    checkWordChoices(project, {
      ...{ task: 'itself', places: project.data.text.length },
      more: { needed: false, why: 'as many previous words as come out' },
    }),
  advise: () =>
    'The loss is the cross-entropy of each right word, in nats; padding does not count. Short texts first: 10 to 40 characters pass well through 32 to 128 numbers. The decoder may also see what it has written so far (More words); then it easily gets by without the latent, so give it a small Embedding.',
});
