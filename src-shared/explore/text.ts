/** Text: what a network writes, and which words it takes to be alike. Owns the settings, and which networks have words. */
import { definePanel } from './panel.ts';

export const text = definePanel({
  kind: 'text',
  title: 'Text',
  summary: 'What the network writes, word after word with its doubts, and which words lie near each other.',
  fields: {
    temperature: {
      type: 'number',
      label: 'Temperature',
      help: 'How daring the choice of each word is: 0 always takes the likeliest, 1 draws as likely as they are, more makes things up.',
      ...{ default: 0.7, min: 0, max: 2 },
    },
    length: {
      type: 'integer',
      label: 'Length',
      help: 'Characters or words that a language model goes on with.',
      ...{ default: 200, min: 1, max: 2000 },
    },
    beams: {
      type: 'integer',
      label: 'Beams',
      help: 'Ways of writing a translation that are followed at once; 1 takes the likeliest word at each step.',
      ...{ default: 1, min: 1, max: 16 },
    },
    seed: {
      type: 'integer',
      label: 'Seed',
      help: 'The same seed draws the same words.',
      ...{ default: 1, min: 0, max: 4_294_967_295 },
    },
    words: {
      type: 'integer',
      label: 'Words on the map',
      help: 'The most frequent ones are shown.',
      ...{ default: 150, min: 2, max: 1000 },
    },
  },
  refuse: ({ form }) =>
    form.kind === 'text' ? null : 'The network learns from no text. Train a text template to see it write.',
});

/** Whether networks of this objective write text. */
export const writes = (objective: string): boolean =>
  ['translate', 'predictNext', 'textAutoencoder'].includes(objective);

/** Whether what is written has beams: one text for another, step by step. */
export const hasBeams = (objective: string): boolean => objective === 'translate' || objective === 'textAutoencoder';
