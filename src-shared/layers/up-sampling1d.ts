/** Upsampling 1D: a sequence becomes longer by a whole factor, with nothing learned. */
import { enlarge } from './enlarge.ts';
import { sequenceInput } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { operationLayer } from './operation.ts';

export const upSampling1d = defineLayer({
  kind: 'upSampling1d',
  title: 'Upsampling 1D',
  group: 'pooling',
  summary: 'Makes a sequence longer by repeating every step.',
  keywords: ['upsample', 'repeat', 'lengthen', 'sequence', 'decoder'],
  inputs: { min: 1, max: 1 },
  fields: {
    size: {
      type: 'integer',
      label: 'Size',
      help: 'How many times every step is repeated.',
      default: 2,
      min: 1,
      max: 4096,
    },
  },
  shape(params, inputs) {
    const [steps, features] = sequenceInput(inputs, 'Upsampling 1D');
    return [steps * params.size, features];
  },
  countWeights: () => noWeights,
  build(tf, params, context, inputs) {
    return operationLayer(tf, context, {
      shape: this.shape(params, inputs),
      compute: ([x]) => enlarge(tf.core, tf.core.clone(x!), 1, params.size, 'nearest'),
    });
  },
});
