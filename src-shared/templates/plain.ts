/** What the first templates of the workshop teach: give back what came in, through a bottleneck, in several ways. */
import type { TemplateInfo } from '../wire/studio.ts';

export const plainTemplates = [
  {
    id: 'fully-connected',
    title: 'Fully connected',
    group: 'Vanilla & deep',
    summary:
      'The smallest autoencoder: one dense layer down to the latent, one back up. Try fewer units in the latent.',
    teaches:
      'An autoencoder learns to give back what came in. Between the two Dense layers only 32 numbers are left of 784 pixels, so it has to find what digits have in common. Binary cross-entropy is the loss because ink on paper is nearly black or white; for grey pixels it does not go down to 0, so compare it only with itself.',
    tryNext:
      'Give “Dense 32” 8 units, then 128, and compare the runs: where do strokes begin to blur? Then switch the objective to Denoise or Sparse without touching a layer.',
    expected:
      'Validation loss 0.142 after its 10 epochs on 9,000 digits, 0.096 after 50, in seconds. The Keras blog reports about 0.093 after 50 epochs on 60,000.',
  },
  {
    id: 'deep-fully-connected',
    title: 'Deep fully connected',
    group: 'Vanilla & deep',
    summary: 'Dense layers 784-128-64-32-64-128-784. Depth lets a latent of 32 numbers keep more of each digit.',
    teaches:
      'With curves between the layers an encoder can follow a bent surface on which the digits lie, where a single layer can only lay a flat one. The decoder is the linked mirror of the encoder: change one side and the other follows.',
    tryNext:
      'Take the 32 down to 8: depth helps more, the narrower the latent is. Then unlink the decoder and make it larger than the encoder.',
    expected:
      'Validation loss 0.024 after 10 epochs on 9,000 digits, in a few seconds; a linear probe reads 87% of the labels off its 32 latent values.',
  },
  {
    id: 'convolutional',
    title: 'Convolutional',
    group: 'Convolutional',
    summary: 'Two strided convolutions down, two transposed ones up: far fewer weights, sharper pictures.',
    teaches:
      'A convolution looks at small windows with the same weights everywhere, so it knows a stroke wherever it is. Strides halve height and width on the way down, transposed convolutions double them again. The latent is still a picture, 7 × 7 with 64 channels: larger than the input, so it mainly shows what convolutions cost and give.',
    tryNext:
      'Put Flatten and a Dense layer of 32 before the latent for a true bottleneck, and let the mirror make the way back.',
    expected: 'Validation loss 0.0012 after 10 epochs on 9,000 digits, in half a minute on two processor cores.',
  },
  {
    id: 'convolution-pooling',
    title: 'Pooling and upsampling',
    group: 'Convolutional',
    summary:
      'Convolutions of 16, 8 and 8 filters with 2 × 2 pooling; upsampling on the way back. As in the Keras blog.',
    teaches:
      'Pooling keeps the largest of each 2 × 2 values and throws away where it was; upsampling only repeats values, and convolutions after it draw the detail anew. Sizes go 28, 14, 7, 4, and back 4, 8, 16: the one convolution without padding takes 16 to 14, which doubles to 28. Watch the strip: that is the place where such networks usually break.',
    tryNext:
      'Set the padding of that convolution to “same” and read what the symmetry check offers. Then replace pooling by strides of 2.',
    expected:
      'Validation loss 0.120 after 20 epochs on 9,000 digits. The Keras blog reports 0.094 after 50 epochs on 60,000.',
  },
  {
    id: 'transposed-convolution',
    title: 'Transposed convolution',
    group: 'Convolutional',
    summary: 'Pooling down, transposed convolutions up: the autoencoder of keras.io, weight for weight (28,353).',
    teaches:
      'A transposed convolution learns how to enlarge, where upsampling always enlarges the same way. With 32 channels of 7 × 7 the latent has room for nearly everything: such a network is not meant to compress but to clean, which is what the next template does with it.',
    tryNext:
      'Switch its objective to Denoise, or compare its curve with “Pooling and upsampling”, which has a sixth of the weights.',
    expected:
      'Validation loss 0.071 after 10 epochs on 9,000 digits. keras.io shows about 0.062 after 50 epochs on 60,000.',
  },
  {
    id: 'denoising',
    title: 'Denoising',
    group: 'Denoising & sparse',
    summary: 'The same network sees digits under heavy noise and learns to give back the clean ones.',
    teaches:
      'Noise goes in, the clean sample is what should come out: copying no longer helps, so even a wide latent has to learn what digits look like. The strip shows what the network was given, what it made of it and what was wanted.',
    tryNext:
      'Raise the standard deviation to 0.8, or change the noise to salt and pepper. A network that learned one kind of noise is worse at another: try it.',
    expected:
      'Validation loss 0.100 after 10 epochs on 9,000 digits. keras.io shows about 0.084 after 100 epochs on 60,000.',
  },
  {
    id: 'sparse',
    title: 'Sparse',
    group: 'Denoising & sparse',
    summary: 'The fully connected network, with a price on every active latent value: few are active at a time.',
    teaches:
      'An L1 penalty on the latent makes the network describe each digit with few of its 32 values. Each value then stands for something of its own, a stroke or a loop, instead of a bit of everything. The share of active values is shown beside the loss.',
    tryNext:
      'Make the weight ten times larger and watch the active share fall and the pictures blur. Then widen the latent to 256: sparse codes may be larger than what they describe.',
    expected: 'Validation loss 0.125 after 20 epochs on 9,000 digits, of which 0.009 is the penalty.',
  },
  {
    id: 'contractive',
    title: 'Contractive',
    group: 'Denoising & sparse',
    summary: 'A latent that hardly moves when single pixels do: only what tells digits apart still changes it.',
    teaches:
      'The penalty is the squared Jacobian of the encoder, how much all latent values move when one pixel does. Small disturbances then leave the code as it is, without any noise in training. Sigmoids go flat where nothing is to be told apart; with relu the encoder could only shrink its weights.',
    tryNext:
      'Make the weight 0.001 and 0.01 and compare; then evaluate the linear probe of this latent against the plain one.',
    expected:
      'Validation loss 0.162 after 20 epochs on 9,000 digits, in a few seconds; a linear probe reads 84% of the labels off its 64 latent values.',
  },
] as const satisfies readonly Required<TemplateInfo>[];
