/** Templates in which two networks play against each other. */
import { wholeSplit, type Project } from '#shared/graph/document.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { dense, Drawing, flatten, output, type Layer } from './drawing.ts';

const calm = { kind: 'adam', params: { beta1: 0.5 } } as const;
const square = { kernelSize: [4, 4], strides: [2, 2], padding: 'same' } as const;

interface Rivals {
  readonly params: AnyParams;
  readonly generator: readonly Layer[];
  readonly discriminator: readonly Layer[];
  readonly training: Partial<Project['training']>;
}

/** Noise to pictures above, and below what tells them from the data. */
function rivals(id: string, title: string, { params, generator, discriminator, training }: Rivals): Project {
  const drawing = new Drawing(id, title, 'adversarial', params);
  // Nothing is watched during training; at the end, samples are compared with real ones that nobody has seen.
  drawing.data({ split: { ...wholeSplit, testFraction: 0.1 } }).training({ validationFraction: 0, ...training });
  const real = drawing.add([], 'input', { shape: [28, 28, 1] }, 'Real pictures');
  const generated = drawing.chain([], ['noise', { shape: [64] }], ...generator);
  drawing.add(generated, 'output', {}, 'Generated pictures');
  drawing.chain([real, generated], ['realOrGenerated'], ...discriminator, ['verdict']);
  return drawing.tidied();
}

const seed = [dense(7 * 7 * 64, 'linear', 'Seed'), ['reshape', { targetShape: [7, 7, 64] }]] as const;
const normalized = [
  ['batchNormalization', {}],
  ['activation', { activation: 'relu' }],
] as const;
const enlarge = (filters: number, activation: string, name: string): Layer => [
  'conv2dTranspose',
  { filters, ...square, activation },
  name,
];
const judge = (filters: number): Layer => [
  'conv2d',
  { filters, ...square, activation: 'leakyRelu' },
  `Judge ${filters}`,
];
const verdict = [flatten, dense(1, 'linear', 'How real')] as const;

export const adversarialTemplates = {
  // Radford et al. 2015, for 28 × 28 pixels and with half the filters.
  dcgan: (title: string) =>
    rivals('dcgan', title, {
      params: { adversarialLoss: 'nonSaturating', labelSmoothing: 0.1 },
      generator: [
        ...seed,
        ...normalized,
        enlarge(32, 'linear', 'Draw 32'),
        ...normalized,
        enlarge(1, 'sigmoid', 'Draw picture'),
      ],
      discriminator: [judge(32), judge(64), ['dropout', { rate: 0.3 }], ...verdict],
      training: { epochs: 20, batchSize: 32, learningRate: 0.0005, optimizer: calm },
    }),
  // Gulrajani et al. 2017: no batch normalization in the critic, which moves three times for each step of the generator.
  'wgan-gp': (title: string) =>
    rivals('wgan-gp', title, {
      params: { adversarialLoss: 'wasserstein', penaltyWeight: 10, discriminatorSteps: 3 },
      generator: [
        ...seed,
        ...normalized,
        enlarge(32, 'linear', 'Draw 32'),
        ...normalized,
        enlarge(1, 'sigmoid', 'Draw picture'),
      ],
      discriminator: [judge(32), judge(64), ...verdict],
      training: { epochs: 20, batchSize: 64, learningRate: 0.0005, optimizer: calm },
    }),
  // Makhzani et al. 2015; the discriminator is the one that choosing this objective adds.
  'adversarial-autoencoder': (title: string): Project => {
    const drawing = new Drawing('adversarial-autoencoder', title, 'reconstruct', { loss: 'binaryCrossentropy' });
    drawing.training({ epochs: 30, batchSize: 64 });
    const latent: readonly Layer[] = [dense(8, 'linear'), ['latent']];
    drawing.chain(
      [],
      ['input', { shape: [784] }],
      dense(256),
      dense(128),
      ...latent,
      dense(128),
      dense(256),
      dense(784, 'sigmoid'),
      output,
    );
    drawing.project = setObjective(drawing.project, 'adversarialAutoencoder', { adversarialWeight: 0.01 });
    return drawing.tidied();
  },
} as const;
