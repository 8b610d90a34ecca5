/** What the templates teach whose latents are distributions or codes. */
import type { TemplateInfo } from '../wire/studio.ts';

export const variationalTemplates = [
  {
    id: 'variational-2',
    title: 'VAE with 2 latents',
    group: 'Variational',
    summary: 'A variational autoencoder whose latent is a map: two numbers a digit, to walk through and to draw from.',
    teaches:
      'Each digit becomes a small cloud of latents instead of a point, and the KL divergence holds all clouds together near a normal distribution: there are no holes between them, so any point of the map decodes to something. The loss is the negative ELBO in nats, reconstruction and KL shown apart.',
    tryNext:
      'Colour the latent map by label: which digits share a border? Then set beta to 0 and look at the map again: good reconstructions, and holes everywhere.',
    expected:
      '165 nats (reconstruction 160, KL 5) on validation samples after 15 epochs on 9,000 digits, in a minute on two processor cores. keras.io shows 147 to 154 on 70,000.',
  },
  {
    id: 'variational-20',
    title: 'VAE with 20 latents',
    group: 'Variational',
    summary: 'The variational autoencoder of Kingma and Welling: one hidden layer of 400, 20 latents.',
    teaches:
      'With 20 latents the reconstructions are sharper and the bound on the likelihood is better, but not all of the latents are used: the KL divergence switches off those that do not pay. “Active latents” counts the others.',
    tryNext:
      'Try 5 and 50 latents: from some size on the active ones stay as many. Then draw samples and look for digits that are none.',
    expected:
      '114 nats (reconstruction 90, KL 25) on validation samples after 20 epochs on 9,000 digits, all 20 latents active.',
  },
  {
    id: 'beta-shapes',
    title: 'Beta-VAE on shapes',
    group: 'Variational',
    summary:
      'Drawn shapes of known place, size, turn and colour, and a beta of 4: what counts most gets a latent first.',
    teaches:
      'A beta above 1 makes every nat of information in the latent dear, so the cheapest description wins: one latent value for each thing that really varies. Beta rises slowly (annealing), so that the decoder learns to use the latent before it becomes dear.',
    tryNext:
      'Move one latent slider at a time and name what it does. Then compare with a beta of 1: sharper, and more mixed up.',
    expected:
      'A negative ELBO of 178 nats (reconstruction 168, KL 10) on validation samples after 30 epochs, in under a minute on two processor cores; 5 of 8 latents active: place, size and colour, while shape and turn are too dear.',
  },
  {
    id: 'variational-pictures',
    title: 'VAE on your own pictures',
    group: 'Variational',
    summary:
      'A convolutional VAE for colour pictures of 64 × 64. Opens on the built-in shapes: drop a folder of yours on it.',
    teaches:
      'Any folder of pictures will do: they are cropped and scaled to 64 × 64 in colour, and files that cannot be read are listed by name. A gaussian likelihood suits measured colours; its spread decides how much detail is worth its KL. It opens on drawn shapes so that it runs at once; your folder takes their place under Data.',
    tryNext:
      'Choose your folder, raise the limit of samples, and train for longer: a few thousand similar pictures (faces, flowers, one street) work better than many different ones. Turn on flips if mirrored pictures are as good.',
    expected:
      'On the built-in shapes a negative ELBO of about −13,900 nats on validation samples after 20 epochs, in two minutes on two processor cores: places, sizes and colours are there, corners begin. It says nothing of other pictures.',
  },
  {
    id: 'vector-quantised',
    title: 'VQ-VAE',
    group: 'Vector-quantised',
    summary:
      'Each of 7 × 7 places of the latent becomes one of 128 codes: sharp pictures out of 49 small whole numbers.',
    teaches:
      'Instead of numbers the latent holds codes from a learned codebook, as a text holds letters. Perplexity says how many codes are used alike; unused ones are moved to where data are. A sample takes 49 × 7 bits, and still comes back sharp.',
    tryNext:
      'Use 16 codes, then 512: what do perplexity and reconstruction do? Let the codes follow the loss instead of moving averages.',
    expected:
      'Validation loss 0.0064 after 10 epochs on 9,000 digits, in about half a minute on two processor cores: reconstruction 0.0048, perplexity 32, 97% of the codes in use.',
  },
] as const satisfies readonly Required<TemplateInfo>[];
