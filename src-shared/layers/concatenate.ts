/** Concatenate: its inputs side by side along one axis. */
import { severalInputs } from './input-checks.ts';
import { formatShape, LayerError } from './layer.ts';
import type { Shape } from './layer.ts';
import { commonMask } from './merge-mask.ts';
import { defineOperation } from './operation.ts';

/** Keras counts the batch as axis 0; this is the axis without it. */
function axisOf(axis: number, rank: number): number {
  const index = axis < 0 ? rank + axis : axis - 1;
  if (axis !== 0 && index >= 0 && index < rank) return index;
  throw new LayerError({
    received: `Its axis is ${axis}, and its inputs have ${rank === 1 ? 'one dimension' : `${rank} dimensions`}.`,
    expected:
      axis === 0
        ? 'Axis 0 is the batch, which cannot be joined.'
        : `The axis must be from 1 to ${rank}, or −1 for the last.`,
    action: 'Set the axis to −1 to join channels.',
  });
}

function joinedShape(axis: number, inputs: readonly Shape[]): Shape {
  const [first, ...others] = severalInputs(inputs);
  const index = axisOf(axis, first.length);
  const fits = others.every(
    (shape) => shape.length === first.length && shape.every((n, i) => i === index || n === first[i]),
  );
  if (fits) return first.map((n, i) => (i === index ? others.reduce((sum, shape) => sum + (shape[i] ?? 0), n) : n));
  throw new LayerError({
    received: `Its inputs are ${inputs.map(formatShape).join(' and ')}.`,
    expected: `They must agree in every dimension but the one it joins, which is number ${index + 1}.`,
    action: 'Change the layers before it until the other sizes agree, for example by cropping or padding one of them.',
  });
}

export const concatenate = defineOperation({
  kind: 'concatenate',
  title: 'Concatenate',
  group: 'merge',
  summary: 'Puts its inputs side by side, usually as more channels. Used for skip connections as in U-Net.',
  keywords: ['concat', 'join', 'stack', 'skip', 'unet', 'merge'],
  inputs: { min: 2, max: 16 },
  fields: {
    axis: {
      type: 'integer',
      label: 'Axis',
      help: 'The dimension that grows: −1 is the last one (channels or features), 1 the first after the batch.',
      default: -1,
      min: -3,
      max: 3,
    },
  },
  shape: (params, inputs) => joinedShape(params.axis, inputs),
  operation({ core, params, shape }) {
    const axis = axisOf(params.axis, shape.length);
    return {
      // Joined along the steps, the inputs' masks no longer describe the result.
      mask: (_inputs, state) => (axis === 0 && shape.length > 1 ? null : commonMask(core, state)),
      compute: (tensors) => core.concat([...tensors], axis + 1),
    };
  },
});
