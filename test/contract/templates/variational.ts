/** Templates that learn distributions over latents, or a codebook. */
import type { Project } from '#shared/graph/document.ts';
import { conv, dense, down, Drawing, flatten, output, up, type Layer } from './drawing.ts';

const digit: Layer = ['input', { shape: [28, 28, 1] }];

export const variationalTemplates = {
  // keras.io, "Variational AutoEncoder".
  'variational-2': (title: string): Project => {
    const drawing = new Drawing('variational-2', title, 'variational', { loss: 'binaryCrossentropy' });
    drawing.training({ epochs: 15 });
    const encoder = [down(32), down(64), flatten, dense(16), ['latent', { kind: 'variational', size: 2 }] as const];
    const decoder = [dense(7 * 7 * 64), ['reshape', { targetShape: [7, 7, 64] }] as const, up(64), up(32)];
    drawing.chain([], digit, ...encoder, ...decoder, conv(1, { activation: 'sigmoid' }), output);
    return drawing.tidied();
  },
  // Kingma, Welling 2014, with 400 hidden units and 20 latents as in PyTorch's example.
  'variational-20': (title: string): Project => {
    const drawing = new Drawing('variational-20', title, 'variational', { loss: 'binaryCrossentropy' });
    drawing.training({ epochs: 20 });
    const latent: Layer = ['latent', { kind: 'variational', size: 20 }];
    drawing.chain([], ['input', { shape: [784] }], dense(400), latent, dense(400), dense(784, 'sigmoid'), output);
    return drawing.tidied();
  },
  // Higgins et al. 2017, with fewer filters: the shapes are simple.
  'beta-shapes': (title: string): Project => {
    const drawing = new Drawing('beta-shapes', title, 'variational', {
      loss: 'binaryCrossentropy',
      beta: 4,
      annealingEpochs: 10,
    });
    drawing
      .data({ source: { kind: 'builtin', name: 'shapes' } })
      .training({ epochs: 30, batchSize: 64, learningRate: 0.002 });
    pictures(drawing, [32, 32, 3], [16, 32, 64], 8);
    return drawing.tidied();
  },
  'variational-pictures': (title: string): Project => {
    const drawing = new Drawing('variational-pictures', title, 'variational', {
      loss: 'gaussian',
      standardDeviation: 0.1,
      annealingEpochs: 3,
    });
    drawing
      .data({ source: { kind: 'builtin', name: 'shapes' }, limit: 5000 })
      .image({ height: 64, width: 64, color: 'color', fit: 'crop' })
      .training({ epochs: 20, batchSize: 32 });
    pictures(drawing, [64, 64, 3], [32, 64, 128, 128], 64);
    return drawing.tidied();
  },
  // keras.io, "Vector-Quantized Variational Autoencoders", with codes that follow moving averages.
  'vector-quantised': (title: string): Project => {
    const drawing = new Drawing('vector-quantised', title, 'quantised', { loss: 'meanSquaredError' });
    drawing.training({ epochs: 10 });
    const encoder = [down(32), down(64), conv(16, { kernelSize: [1, 1], activation: 'linear' }, 'To codes')];
    const latent: Layer = ['latent', { kind: 'quantised', codes: 128 }];
    drawing.chain([], digit, ...encoder, latent, up(64), up(32), conv(1, { activation: 'sigmoid' }), output);
    return drawing.tidied();
  },
} as const;

/** Strided convolutions down to a vector of latents, and back. */
function pictures(
  drawing: Drawing,
  shape: readonly [number, number, number],
  filters: readonly number[],
  size: number,
) {
  const scale = 2 ** filters.length;
  const smallest = [shape[0] / scale, shape[1] / scale, filters.at(-1)!] as const;
  drawing.chain(
    [],
    ['input', { shape: [...shape] }],
    ...filters.map((count) => down(count)),
    flatten,
    dense(128),
    ['latent', { kind: 'variational', size }],
    dense(128),
    dense(smallest[0] * smallest[1] * smallest[2]),
    ['reshape', { targetShape: [...smallest] }],
    ...filters
      .toReversed()
      .slice(1)
      .map((count) => up(count)),
    up(shape[2], { activation: 'sigmoid' }),
    output,
  );
}
