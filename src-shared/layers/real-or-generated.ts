/** Real or generated: where a discriminator begins. It sees real samples and generated ones in turn, never both at once. */
import { LayerError, formatShape } from './layer.ts';
import { defineOperation } from './operation.ts';

export const realOrGenerated = defineOperation({
  kind: 'realOrGenerated',
  title: 'Real or generated',
  group: 'adversarial',
  summary:
    'The start of a discriminator. Connect what is real (the data, or noise that a latent should resemble) and what is generated; the layers behind it learn to tell them apart.',
  keywords: ['gan', 'discriminator', 'critic', 'adversarial', 'fake', 'switch'],
  inputs: { min: 2, max: 2 },
  fields: {},
  shape(_params, inputs) {
    const [first, second] = inputs;
    if (first && second && first.length === second.length && first.every((n, axis) => n === second[axis])) return first;
    throw new LayerError({
      received: `It is given ${inputs.map(formatShape).join(' and ')}.`,
      expected: 'Real and generated samples must have the same shape, or they are told apart by that alone.',
      action: 'Change the layers before it, so that both have one shape.',
    });
  },
  // Never computed in a model: what it passes on is given, real samples one time and generated ones the other.
  operation: ({ core }) => ({ compute: ([x]) => core.clone(x!) }),
});
