/** Templates that read and write text. */
import { defaultText } from '#shared/graph/data-forms.ts';
import type { Project } from '#shared/graph/document.ts';
import { dense, Drawing, output } from './drawing.ts';

const embedding = (vocabulary: number, units: number, maskZero = true) =>
  ['embedding', { vocabulary, units, maskZero }] as const;

/** An encoder that reads both ways, a decoder that reads what it has written, and looks at the encoder (Luong et al. 2015). */
function translator(
  drawing: Drawing,
  words: { length: number; targetLength: number; vocabulary: number; units: number },
): Project {
  const { length, targetLength, vocabulary, units } = words;
  const read = drawing.chain([], ['input', { shape: [length] }], embedding(vocabulary, 32), [
    'bidirectional',
    { cell: 'gru', units: units / 2, returnSequences: true },
    'Read both ways',
  ]);
  const written = drawing.chain(
    [],
    ['moreWords', { shape: [targetLength] }, 'Previous words'],
    embedding(vocabulary, 32),
    ['gru', { units, returnSequences: true }, 'Write'],
  );
  const looked = drawing.add([written, read], 'attention', {}, 'Look at the text');
  const both = drawing.add([written, looked], 'concatenate');
  drawing.chain(both, dense(units, 'tanh'), dense(vocabulary, 'linear', 'Each word'), output);
  return drawing.tidied();
}

export const textTemplates = {
  'date-translation': (title: string): Project => {
    const drawing = new Drawing('date-translation', title, 'translate');
    const [length, targetLength, vocabulary] = [30, 11, 64];
    drawing
      .data({
        source: { kind: 'builtin', name: 'dates' },
        text: { ...defaultText, missing: [], task: 'pairs', length, targetLength, vocabulary },
        limit: 10_000,
      })
      .training({ epochs: 8, batchSize: 64, learningRate: 0.003 });
    return translator(drawing, { length, targetLength, vocabulary, units: 64 });
  },
  'own-translation': (title: string): Project => {
    const drawing = new Drawing('own-translation', title, 'translate');
    const [length, targetLength, vocabulary] = [40, 40, 120];
    drawing
      .data({
        source: { kind: 'builtin', name: 'dates' },
        text: { ...defaultText, missing: [], task: 'pairs', length, targetLength, vocabulary },
        limit: 5000,
      })
      .training({ epochs: 20, batchSize: 64, learningRate: 0.003 });
    return translator(drawing, { length, targetLength, vocabulary, units: 128 });
  },
  'funny-text': (title: string): Project => {
    const drawing = new Drawing('funny-text', title, 'predictNext');
    const [length, vocabulary] = [60, 84];
    drawing
      .data({
        source: { kind: 'builtin', name: 'austen' },
        text: { ...defaultText, missing: [], task: 'next', length, stride: length, vocabulary },
        limit: 10_000,
      })
      .training({ epochs: 10, batchSize: 32, learningRate: 0.003 });
    drawing.chain(
      [],
      ['input', { shape: [length] }],
      embedding(vocabulary, 32, false),
      ['lstm', { units: 128, returnSequences: true }],
      dense(vocabulary, 'linear', 'Each character'),
      output,
    );
    return drawing.tidied();
  },
  'skip-gram': (title: string): Project => {
    const negatives = 10;
    const drawing = new Drawing('skip-gram', title, 'skipGram', { negatives });
    const [vocabulary, units, near] = [4000, 64, 4];
    drawing
      .data({
        source: { kind: 'builtin', name: 'austen' },
        text: {
          ...defaultText,
          missing: [],
          task: 'neighbours',
          unit: 'word',
          lowercase: true,
          vocabulary,
          near,
          subsample: 0.0005,
        },
      })
      .training({ epochs: 5, batchSize: 512, learningRate: 0.005 });
    const word = drawing.chain(
      [],
      ['input', { shape: [1] }],
      ['embedding', { vocabulary, units, maskZero: false }, 'Words'],
    );
    const beside = drawing.chain(
      [],
      ['moreWords', { shape: [2 * near + negatives] }, 'Neighbours and strangers'],
      ['embedding', { vocabulary, units, maskZero: false }, 'Words beside it'],
    );
    drawing.chain(drawing.add([word, beside], 'dot'), output);
    return drawing.tidied();
  },
  'text-autoencoder': (title: string): Project => {
    const drawing = new Drawing('text-autoencoder', title, 'textAutoencoder');
    const [length, vocabulary] = [24, 84];
    drawing
      .data({
        source: { kind: 'builtin', name: 'austen' },
        text: { ...defaultText, missing: [], task: 'itself', length, stride: length, vocabulary },
        limit: 20_000,
      })
      .training({ epochs: 10, batchSize: 64, learningRate: 0.003 });
    drawing.chain(
      [],
      ['input', { shape: [length] }],
      embedding(vocabulary, 32),
      ['bidirectional', { cell: 'gru', units: 64, returnSequences: false }],
      dense(64, 'linear'),
      ['latent'],
      ['repeatVector', { n: length }],
      ['gru', { units: 128, returnSequences: true }],
      dense(vocabulary, 'linear', 'Each character'),
      output,
    );
    return drawing.tidied();
  },
} as const;
