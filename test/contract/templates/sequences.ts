/** Templates that read steps one after the other, on built-in waves and sounds. */
import { defaultSequence } from '#shared/graph/data-forms.ts';
import { wholeSplit, type Project } from '#shared/graph/document.ts';
import { dense, Drawing, output, type Layer } from './drawing.ts';

/** The built-in waves in so many steps. */
const waves = (window: number): Partial<Project['data']> => ({
  source: { kind: 'builtin', name: 'waves' },
  sequence: { ...defaultSequence, window, stride: window },
});

export const sequenceTemplates = {
  'lstm-waves': (title: string): Project => {
    const drawing = new Drawing('lstm-waves', title, 'reconstruct', { loss: 'meanSquaredError' });
    const steps = 48;
    drawing.data({ ...waves(steps), limit: 2000 }).training({ epochs: 30, batchSize: 32, learningRate: 0.003 });
    const whole = { units: 32, returnSequences: true };
    const code = drawing.chain([], ['input', { shape: [steps, 1] }], ['lstm', { units: 32 }], ['latent']);
    drawing.chain(code, ['repeatVector', { n: steps }], ['lstm', whole], dense(1, 'linear'), output);
    return drawing.tidied();
  },
  // keras.io, "Timeseries anomaly detection using an Autoencoder": 9,505 weights.
  'wave-anomaly': (title: string): Project => {
    const drawing = new Drawing('wave-anomaly', title, 'reconstruct', { loss: 'meanSquaredError' });
    const steps = 288;
    drawing
      .data({ ...waves(steps), limit: 3000, split: { ...wholeSplit, testFraction: 0.2, trainLabels: ['normal'] } })
      .training({ epochs: 20, batchSize: 64 });
    const along = { kernelSize: 7, padding: 'same', strides: 2, activation: 'relu' };
    const dropout: Layer = ['dropout', { rate: 0.2 }];
    drawing.chain(
      [],
      ['input', { shape: [steps, 1] }],
      ...[['conv1d', { filters: 32, ...along }] as const, dropout, ['conv1d', { filters: 16, ...along }] as const],
      ['latent'],
      ...[['conv1dTranspose', { filters: 16, ...along }] as const, dropout],
      ['conv1dTranspose', { filters: 32, ...along }],
      ['conv1dTranspose', { filters: 1, kernelSize: 7, padding: 'same', strides: 1 }],
      output,
    );
    return drawing.tidied();
  },
} as const;
