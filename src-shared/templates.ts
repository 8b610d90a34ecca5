/** The projects that come with Hourglass as examples: what they teach. Each is resources/templates/<id>.hourglass. */
import type { TemplateInfo } from './wire/studio.ts';

export const templates = [
  {
    id: 'fully-connected',
    title: 'Fully connected',
    group: 'Digits',
    summary:
      'The smallest autoencoder: one dense layer down to the latent, one back up. Try fewer units in the latent.',
  },
  {
    id: 'deep-fully-connected',
    title: 'Deep fully connected',
    group: 'Digits',
    summary: 'Dense layers 784-128-64-32-64-128-784. Depth lets a latent of 32 numbers keep more of each digit.',
  },
  {
    id: 'convolutional',
    title: 'Convolutional',
    group: 'Digits',
    summary: 'Two strided convolutions down, two transposed ones up: far fewer weights, sharper pictures.',
  },
  {
    id: 'lstm-rows',
    title: 'LSTM rows',
    group: 'Digits',
    summary: 'Reads each digit as a sequence of 28 rows, remembers it in one vector, and writes the rows out again.',
  },
] as const satisfies readonly TemplateInfo[];
