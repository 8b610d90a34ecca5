/** Templates that fill in, tell what is unusual, and tell classes apart. */
import { wholeSplit, type Project } from '#shared/graph/document.ts';
import { conv, dense, down, Drawing, flatten, output, up, type Layer } from './drawing.ts';

const shape = [28, 28, 1];
const pool: Layer = ['maxPooling2d', { poolSize: [2, 2], strides: [2, 2] }];

export const otherTemplates = {
  // Ronneberger et al. 2015: what is known passes the latent by, at each size; the mask tells holes from black.
  inpainter: (title: string): Project => {
    const drawing = new Drawing('inpainter', title, 'inpaint', {
      loss: 'binaryCrossentropy',
      holes: 'rectangles',
      number: 1,
      side: 0.4,
    });
    drawing.training({ epochs: 10 });
    const seen = drawing.add([], 'input', { shape });
    const known = drawing.add([], 'mask', { shape });
    const large = drawing.chain(drawing.add([seen, known], 'concatenate', {}, 'Picture and mask'), conv(16));
    const middle = drawing.chain(large, down(32));
    const small = drawing.chain(middle, down(64), conv(64), ['latent'], conv(64));
    const wider = drawing.add([drawing.chain(small, up(32)), middle], 'concatenate', {}, 'Skip 14 × 14');
    const widest = drawing.add([drawing.chain(wider, conv(32), up(16)), large], 'concatenate', {}, 'Skip 28 × 28');
    drawing.chain(widest, conv(16), conv(1, { activation: 'sigmoid' }), output);
    return drawing.tidied();
  },
  'anomaly-detector': (title: string): Project => {
    const drawing = new Drawing('anomaly-detector', title, 'reconstruct', { loss: 'meanSquaredError' });
    drawing
      .data({ split: { ...wholeSplit, testFraction: 0.2, trainLabels: ['3'] } })
      .training({ epochs: 50, batchSize: 32 });
    const encoder = [dense(128), dense(16, 'linear'), ['latent'] as const];
    drawing.chain([], ['input', { shape: [784] }], ...encoder, dense(128), dense(784, 'sigmoid'), output);
    return drawing.tidied();
  },
  // keras.io, "Simple MNIST convnet": 34,826 weights.
  classifier: (title: string): Project => {
    const drawing = new Drawing('classifier', title, 'classify');
    drawing.training({ epochs: 10 });
    const valid = { padding: 'valid' };
    drawing.chain(
      [],
      ['input', { shape }],
      ...[conv(32, valid), pool, conv(64, valid), pool, flatten],
      ['dropout', { rate: 0.5 }],
      dense(10, 'softmax'),
      ['classes'],
    );
    return drawing.tidied();
  },
} as const;
