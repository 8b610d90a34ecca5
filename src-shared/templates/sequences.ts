/** What templates teach that read steps one after the other: rows, waves, sound. */
import type { TemplateInfo } from '../wire/studio.ts';

export const sequenceTemplates = [
  {
    id: 'lstm-rows',
    title: 'LSTM rows',
    group: 'Sequences',
    summary: 'Reads each digit as a sequence of 28 rows, remembers it in one vector, and writes the rows out again.',
    teaches:
      'A recurrent network reads row after row and keeps a memory of 64 numbers; the decoder gets this vector at every step and writes the rows again. The same shape of network encodes sentences, sensor readings or notes.',
    tryNext: 'Use GRU instead of LSTM, or read in both directions with Bidirectional.',
    expected:
      'Validation loss 0.061 after 10 epochs on 9,000 digits, in about 20 seconds on two processor cores; it goes on falling.',
  },
  {
    id: 'lstm-waves',
    title: 'LSTM on waves',
    group: 'Sequences',
    summary: 'Reads a wave step by step into one vector, and writes the wave out again from that vector alone.',
    teaches:
      'Sequence to sequence: the encoder’s last memory is all that the decoder gets, repeated at every step. 32 numbers must hold period, phase, height and shape of a wave of 48 steps. The noise on it is new in every wave and cannot be remembered: what is left of the error is mostly that.',
    tryNext:
      'Give the latent 8 units instead of 32. Use GRU, which has fewer weights, or put your own measurements in place of the waves (Data).',
    expected:
      'No figure has been measured yet. The noise is new in every wave: a mean squared error of about 0.005 is left by it alone.',
  },
  {
    id: 'wave-anomaly',
    title: 'Wave anomaly',
    group: 'Sequences',
    summary:
      'A convolutional autoencoder learns what usual waves look like; what it cannot give back is a fault. keras.io’s network.',
    teaches:
      'Trained on normal waves alone (Data › Split), two strided convolutions along time halve the steps twice. Spikes, bursts and drop-outs were never seen, so they are given back badly: the error per wave is the score, and its curve shows at which steps something is wrong. The same 9,505 weights as keras.io’s “Timeseries anomaly detection using an Autoencoder”.',
    tryNext:
      'Open Explore › Anomalies and look at the worst waves. Train on all labels instead: does it still find the faults?',
    expected: 'AUROC above 0.99 for the planted faults among waves kept apart, after 20 epochs on 2,000 normal waves.',
  },
] as const satisfies readonly Required<TemplateInfo>[];
