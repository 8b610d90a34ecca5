/** Convolutional templates whose decoder was designed by itself, layer for layer as where they come from. */
import type { Project } from '#shared/graph/document.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { ObjectiveKind } from '#shared/objectives/index.ts';
import { conv, Drawing, output, up, type Layer } from './drawing.ts';

const digit: Layer = ['input', { shape: [28, 28, 1] }];
const pool: Layer = ['maxPooling2d', { poolSize: [2, 2], strides: [2, 2], padding: 'same' }];
const enlarge: Layer = ['upSampling2d', { size: [2, 2] }];

/** keras.io, "Convolutional autoencoder for image denoising": 28,353 weights. */
function transposed(id: string, title: string, kind: ObjectiveKind, params: AnyParams): Project {
  const drawing = new Drawing(id, title, kind, params).training({ epochs: 10 });
  drawing.chain(
    [],
    digit,
    conv(32),
    pool,
    conv(32),
    pool,
    ['latent'],
    up(32),
    up(32),
    conv(1, { activation: 'sigmoid' }),
    output,
  );
  return drawing.tidied();
}

export const convolutionalTemplates = {
  // Keras blog, "Convolutional autoencoder": 4,385 weights; the third convolution up, without padding, turns 16 into 14.
  'convolution-pooling': (title: string): Project => {
    const drawing = new Drawing('convolution-pooling', title, 'reconstruct', { loss: 'binaryCrossentropy' });
    drawing.training({ epochs: 10 });
    const way = [conv(16), pool, conv(8), pool, conv(8), pool, ['latent'] as const];
    const back = [conv(8), enlarge, conv(8), enlarge, conv(16, { padding: 'valid' }), enlarge];
    drawing.chain([], digit, ...way, ...back, conv(1, { activation: 'sigmoid' }), output);
    return drawing.tidied();
  },
  'transposed-convolution': (title: string) =>
    transposed('transposed-convolution', title, 'reconstruct', { loss: 'binaryCrossentropy' }),
  denoising: (title: string) =>
    transposed('denoising', title, 'denoise', {
      loss: 'binaryCrossentropy',
      noise: 'gaussian',
      standardDeviation: 0.4,
    }),
} as const;
