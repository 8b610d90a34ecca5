/** Dream: pictures that excite a part of the network, by gradient ascent. Owns the settings; how a dream is made is the explorer's. */
import { formWords } from '../objectives/forms.ts';
import { definePanel } from './panel.ts';

export const dream = definePanel({
  kind: 'dream',
  title: 'Dream',
  summary: 'Pictures that excite a layer, a channel or a class most, grown out of noise or any picture.',
  fields: {
    size: {
      type: 'integer',
      label: 'Size',
      help: 'Pixels of the longer side. Layers that see any size dream as large as you like; the others at the size of the network’s own input.',
      ...{ default: 256, min: 8, max: 2048 },
    },
    octaves: {
      type: 'integer',
      label: 'Octaves',
      help: 'The dream begins small and is enlarged so many times less one: large shapes come first, details last.',
      ...{ default: 3, min: 1, max: 8 },
    },
    octaveScale: {
      type: 'number',
      label: 'Octave scale',
      help: 'How much larger each octave is than the one before.',
      ...{ default: 1.6, min: 1.1, max: 3 },
      advanced: true,
    },
    steps: {
      type: 'integer',
      label: 'Steps',
      help: 'Steps of gradient ascent in each octave.',
      ...{ default: 20, min: 1, max: 500 },
    },
    learningRate: {
      type: 'number',
      label: 'Step size',
      help: 'How far a pixel moves in a step, as a share of the way from black to white.',
      ...{ default: 0.02, min: 0.001, max: 0.5 },
    },
    seed: {
      type: 'integer',
      label: 'Seed',
      help: 'The same seed and settings give the same picture.',
      ...{ default: 1, min: 0, max: 4_294_967_295 },
    },
    direction: {
      type: 'choice',
      label: 'Direction',
      help: 'Raise what was chosen, or lower it: a latent value or a linear layer also has something to say below zero.',
      default: 'raise',
      options: [
        { value: 'raise', label: 'Raise' },
        { value: 'lower', label: 'Lower' },
      ],
      advanced: true,
    },
    jitter: {
      type: 'integer',
      label: 'Jitter',
      help: 'The picture is shifted by up to so many pixels before each step, so that nothing depends on the exact place. At most an eighth of the side.',
      ...{ default: 8, min: 0, max: 64 },
    },
    normalisation: {
      type: 'choice',
      label: 'Gradient divided by',
      help: 'What makes steps of one length out of gradients of any. Each scale by its own deviation brings out large and small shapes alike.',
      default: 'scales',
      options: [
        { value: 'meanAbsolute', label: 'Mean of its absolute values' },
        { value: 'standardDeviation', label: 'Standard deviation' },
        { value: 'scales', label: 'Deviation of each scale' },
      ],
      advanced: true,
    },
    blur: {
      type: 'number',
      label: 'Blur',
      help: 'Standard deviation in pixels with which the gradient is blurred: larger for softer shapes, 0 for none.',
      ...{ default: 0.6, min: 0, max: 8 },
    },
    totalVariation: {
      type: 'number',
      label: 'Smoothness',
      help: 'Weight of the total variation, the sum of differences between neighbouring pixels, which is lowered along the way.',
      ...{ default: 0.2, min: 0, max: 4 },
    },
    l2: {
      type: 'number',
      label: 'L2',
      help: 'Pulls pixels back to the brightness that the data have in the mean; keeps what is not needed plain.',
      ...{ default: 0.3, min: 0, max: 4 },
    },
    naturalColours: {
      type: 'boolean',
      label: 'Natural colours',
      help: 'Moves the colours together as they go together in photographs, instead of each by itself.',
      default: true,
      advanced: true,
    },
    contrast: {
      type: 'boolean',
      label: 'Full contrast',
      help: 'Spreads the finished picture over the whole range from black to white.',
      default: true,
      advanced: true,
    },
    frames: {
      type: 'integer',
      label: 'Frames',
      help: 'Pictures of the zoom, each a little enlarged and dreamt on from the last.',
      ...{ default: 48, min: 2, max: 600 },
    },
    zoom: {
      type: 'number',
      label: 'Zoom',
      help: 'How much each frame is enlarged.',
      ...{ default: 1.04, min: 1, max: 1.5 },
    },
    frameSteps: {
      type: 'integer',
      label: 'Steps a frame',
      help: 'Steps of gradient ascent in each frame.',
      ...{ default: 6, min: 1, max: 100 },
    },
    framesPerSecond: {
      type: 'integer',
      label: 'Frames a second',
      help: 'How fast the zoom plays.',
      ...{ default: 12, min: 1, max: 60 },
    },
    what: {
      type: 'choice',
      label: 'Dream of',
      help: 'What the picture is to excite: one channel of a layer, the whole layer, a class, one latent value, or likeness to what the layer makes of a guide picture.',
      default: 'channel',
      options: [
        { value: 'channel', label: 'A channel' },
        { value: 'layer', label: 'The whole layer' },
        { value: 'guide', label: 'A guide picture' },
        { value: 'class', label: 'A class' },
        { value: 'latent', label: 'A latent value' },
      ],
    },
    layer: {
      type: 'name',
      label: 'Layer',
      help: 'Its id in the run’s network; none, or one that is not there: the last that sees pictures of any size.',
      default: '',
    },
    importedLayer: {
      type: 'name',
      label: 'Imported layer',
      help: 'The same of an imported model.',
      default: '',
    },
    start: {
      type: 'integer',
      label: 'From',
      help: 'The number of the sample that the dream begins from, counted from 1; 0 for noise.',
      ...{ default: 0, min: 0, max: 4_294_967_295 },
    },
    guide: {
      type: 'integer',
      label: 'Guide',
      help: 'The number of the sample that guides it, counted from 1; 0 for none.',
      ...{ default: 0, min: 0, max: 4_294_967_295 },
    },
    channel: {
      type: 'integer',
      label: 'Channel',
      help: 'Counted from 1; of a class or a latent value its place.',
      ...{ default: 1, min: 1, max: 1_000_000 },
    },
    view: {
      type: 'choice',
      label: 'View',
      help: 'What is shown of the chosen layer.',
      default: 'dream',
      options: [
        { value: 'dream', label: 'Dream' },
        { value: 'channels', label: 'All channels' },
        { value: 'maps', label: 'Feature maps' },
        { value: 'filters', label: 'Filters' },
      ],
    },
    colours: {
      type: 'choice',
      label: 'Colour map',
      help: 'How activations become colours.',
      default: 'viridis',
      options: [
        { value: 'viridis', label: 'Viridis' },
        { value: 'grey', label: 'Grey' },
        { value: 'signed', label: 'Blue to red' },
      ],
    },
    scaling: {
      type: 'choice',
      label: 'Scaling',
      help: 'Each map over its own range shows what it sees; one range for all shows which answer most.',
      default: 'own',
      options: [
        { value: 'own', label: 'Each its own' },
        { value: 'shared', label: 'One for all' },
      ],
    },
  },
  refuse: ({ layers, form }) => {
    if (layers.length === 0) return 'The network has no layers.';
    return form.kind === 'image'
      ? null
      : `Dreams are pictures, and this network reads ${formWords[form.kind]}. Look at Reconstruct or the latent map, or train on images.`;
  },
});

/** Settings that a dream is made by; the others are of what is shown, and of the zoom. */
export const dreamSettingNames = [
  ...['size', 'octaves', 'octaveScale', 'steps', 'learningRate', 'seed', 'direction', 'jitter'],
  ...['normalisation', 'blur', 'totalVariation', 'l2', 'naturalColours', 'contrast'],
] as readonly (keyof typeof dream.fields)[];
