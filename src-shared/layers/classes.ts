/** Classes: where a classifier's opinion leaves the network, one value a class. */
import { LayerError, formatShape } from './layer.ts';
import { onlyInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';

export const classes = defineOperation({
  kind: 'classes',
  title: 'Classes',
  group: 'core',
  role: 'sink',
  summary:
    'The end of a classifier: one value for each label of the data. Put a Dense layer with as many units as there are labels, and softmax, before it.',
  keywords: ['classifier', 'labels', 'softmax', 'category', 'head', 'end'],
  fields: {},
  shape(_params, inputs) {
    const shape = onlyInput(inputs);
    if (shape.length === 1 && shape[0]! > 1) return shape;
    throw new LayerError({
      received: `It is given ${formatShape(shape)}.`,
      expected: 'One row of at least two values was expected: one for each class.',
      action: 'Put Flatten or GlobalAveragePooling2D and a Dense layer with one unit a class before it.',
    });
  },
  operation: ({ core }) => ({ compute: ([x]) => core.clone(x!) }),
});
