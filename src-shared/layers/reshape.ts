/** Reshape: the same values in another shape. */
import { onlyInput } from './input-checks.ts';
import { formatShape, LayerError, sizeOf } from './layer.ts';
import { defineOperation } from './operation.ts';
import { formatNumber } from './words.ts';

export const reshape = defineOperation({
  kind: 'reshape',
  title: 'Reshape',
  group: 'core',
  summary: 'Arranges the same values in another shape, for example a list of 784 values as a 28 × 28 × 1 picture.',
  keywords: ['unflatten', 'view', 'shape', 'fold'],
  fields: {
    targetShape: {
      type: 'shape',
      label: 'Target shape',
      help: 'The new shape of one sample; it must hold exactly as many values as come in.',
      default: [7, 7, 64],
      maxRank: 3,
    },
  },
  shape(params, inputs) {
    const input = onlyInput(inputs);
    const [given, wanted] = [sizeOf(input), sizeOf(params.targetShape)];
    if (given === wanted) return params.targetShape;
    throw new LayerError({
      received: `It is given ${formatShape(input)}, which is ${formatNumber(given)} values.`,
      expected: `Its target shape ${formatShape(params.targetShape)} holds ${formatNumber(wanted)} values.`,
      action: `Choose a target shape of ${formatNumber(given)} values, or give the layer before it ${formatNumber(wanted)} values.`,
    });
  },
  operation: ({ core, shape }) => ({ compute: ([x]) => core.reshape(x!, [x!.shape[0] ?? 1, ...shape]) }),
});
