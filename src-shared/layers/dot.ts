/** Dot: how alike each step of one sequence and each of another are. */
import { describeInput } from './input-checks.ts';
import { formatShape, LayerError } from './layer.ts';
import type { Shape } from './layer.ts';
import { defineOperation } from './operation.ts';

function comparedShape(inputs: readonly Shape[]): Shape {
  const [first, second] = inputs;
  const wrong = inputs.find((shape) => shape.length !== 2);
  if (wrong)
    throw new LayerError({
      received: describeInput(wrong),
      expected: 'It compares two sequences, which have two dimensions: steps × features.',
      action: 'Put a Reshape layer before it, for example to one step of all values.',
    });
  if (first && second && first[1] === second[1]) return [first[0]!, second[0]!];
  throw new LayerError({
    received: `Its inputs are ${inputs.map(formatShape).join(' and ')}.`,
    expected: 'Steps are compared feature by feature, so both must have as many features.',
    action: 'Give the layers before it the same units.',
  });
}

export const dot = defineOperation({
  kind: 'dot',
  title: 'Dot product',
  group: 'merge',
  summary:
    'Compares each step of its first input with each of its second: large where both point the same way. What words near each other are learned by.',
  keywords: ['similarity', 'inner product', 'cosine', 'skip-gram', 'word2vec', 'merge'],
  inputs: { min: 2, max: 2 },
  fields: {
    normalize: {
      type: 'boolean',
      label: 'Normalize',
      help: 'Compares directions alone, as a number from −1 to 1, and not lengths.',
      default: false,
    },
  },
  shape: (_params, inputs) => comparedShape(inputs),
  // keras.layers.Dot(axes=2), whose normalisation is x ÷ √max(Σx², 1e-12).
  operation: ({ core, params }) => ({
    compute(inputs) {
      const [first, second] = inputs.map((x) =>
        params.normalize ? core.div(x, core.sqrt(core.maximum(core.sum(core.square(x), -1, true), 1e-12))) : x,
      );
      return core.matMul(first!, second!, false, true);
    },
  }),
});
