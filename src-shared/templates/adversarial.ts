/** What the templates teach in which two networks play against each other. */
import type { TemplateInfo } from '../wire/studio.ts';

export const adversarialTemplates = [
  {
    id: 'dcgan',
    title: 'DCGAN',
    group: 'Adversarial',
    summary:
      'A generator draws digits out of noise; a discriminator tells them from real ones; each learns from the other.',
    teaches:
      'Nobody compares pixels here: what counts is whether the discriminator takes a picture for real. The two scores show the balance, neither should stay at 0% or 100%, and diversity shows whether the generator has collapsed into a few pictures. Losses of rivals say little: look at the pictures, always made of the same noise.',
    tryNext: 'Switch the rivals’ loss to least squares or hinge. Take out the dropout and see the discriminator win.',
    expected:
      'Digits to be recognised after 20 epochs, in about two minutes on two processor cores; Fréchet distance 11 from real samples (hourglass evaluate), real ones among themselves 1.7. Both scores stay near a third, diversity at 100%.',
  },
  {
    id: 'wgan-gp',
    title: 'WGAN with gradient penalty',
    group: 'Adversarial',
    summary:
      'The discriminator becomes a critic that measures a distance: slower, steadier, and its curve means something.',
    teaches:
      'The critic estimates how far generated pictures are from real ones; a gradient penalty keeps it from judging too steeply, for which its gradient is differentiated once more. The distance falls as pictures get better, and collapse is rare. The critic moves three times for each step of the generator.',
    tryNext:
      'Use one critic step instead of three, then a penalty of 1 and of 100. Put batch normalization into the critic to see why it warns.',
    expected:
      'Digits after 20 epochs, in two to three minutes on two processor cores; Fréchet distance 13 from real samples (hourglass evaluate), real ones among themselves 1.7. The distance falls from 8.7 to 0.7 and diversity rises from 39% to 99%.',
  },
  {
    id: 'adversarial-autoencoder',
    title: 'Adversarial autoencoder',
    group: 'Adversarial',
    summary: 'An autoencoder whose latents a discriminator compares with noise, so that noise decodes to new digits.',
    teaches:
      'Where a VAE has a formula for how far latents are from a normal distribution, here a second network learns to tell them apart, and the encoder learns to fool it. Any distribution that one can draw from will do.',
    tryNext:
      'Make the noise uniform and look at the latent map. Raise the weight of the rivals until reconstructions suffer.',
    expected:
      'Reconstruction 0.127 on validation samples after 30 epochs on 9,000 digits, in 15 seconds on two processor cores; samples from noise at a Fréchet distance of 11, real ones among themselves 1.7.',
  },
] as const satisfies readonly Required<TemplateInfo>[];
