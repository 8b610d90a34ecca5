/** What the templates teach that put a network to a use: filling in, finding what is unusual, sequences, classes. */
import type { TemplateInfo } from '../wire/studio.ts';

export const purposeTemplates = [
  {
    id: 'inpainter',
    title: 'Inpainter',
    group: 'Filling in & anomalies',
    summary:
      'Fills holes: sees the picture and a mask of what is missing; skip connections carry what is known around the latent.',
    teaches:
      'A square of each digit is left out, another one at every step. The mask tells the network holes from black. Connections at each size (a U-Net) carry known pixels to where they belong, so the latent only has to work out what is missing.',
    tryNext:
      'Remove the skip connections and see the known part blur. Make the holes larger, several, or single pixels; put the loss on the holes alone.',
    expected:
      'In the holes a mean squared error of 0.072 after 6 epochs, against 0.116 of the mean picture and 0.128 of a blur (test/bench/inpainting.mjs).',
  },
  {
    id: 'anomaly-detector',
    title: 'Anomaly detector',
    group: 'Filling in & anomalies',
    summary:
      'Learns one digit alone: what it cannot give back well is something else. No examples of the unusual are needed.',
    teaches:
      'The network is trained on threes only (Data › Split), so it has no way to write another digit down in 16 numbers. The reconstruction error is then a score: small for threes, large for everything else. AUROC says how well it separates the two: 0.5 is guessing, 1 is perfect.',
    tryNext:
      'Train on another digit: 1 is easy, 8 is hard, for others can be written as parts of it. A wider latent reconstructs everything better, and tells less apart.',
    expected:
      'AUROC 0.94 for threes among all digits kept apart; 0.96 on average when it is trained on each digit in turn (test/bench/anomaly.mjs).',
  },
  {
    id: 'classifier',
    title: 'Classifier',
    group: 'Classifier',
    summary:
      'A small convolutional network that tells the ten digits apart: to compare encoders with, and to dream on.',
    teaches:
      'No decoder: the network ends in one probability a class, and learns labels instead of pictures. Dropout keeps it from learning the samples by heart. Deep dream asks such a network what it sees, and exaggerates it.',
    tryNext:
      'Take out the dropout and compare training with validation. Change the objective of an autoencoder to Classify: a head grows on its latent.',
    expected:
      '97% of labels right on validation samples after 10 epochs on 9,000 digits. keras.io reports 99% after 15 epochs on 60,000.',
  },
] as const satisfies readonly Required<TemplateInfo>[];
