/** Bidirectional: one recurrent layer forwards, one backwards, their outputs merged. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { choice } from './fields-common.ts';
import { sequenceInput } from './input-checks.ts';
import type { TensorFlow } from './layer.ts';
import { defineOperation, keepMask } from './operation.ts';
import {
  gateField,
  recurrentCommonFields,
  resetAfterField,
  returnSequencesField,
  unitForgetBiasField,
  unitsField,
} from './recurrent-fields.ts';
import { recurrentShape } from './recurrent-layer.ts';
import { recurrentWeights, walk } from './recurrent.ts';

type MergeMode = 'concat' | 'sum' | 'ave' | 'mul';

const title = 'Bidirectional';

function merge(core: TensorFlow['core'], mode: MergeMode, forward: Tensor, backward: Tensor): Tensor {
  switch (mode) {
    case 'concat':
      return core.concat([forward, backward], -1);
    case 'sum':
      return core.add(forward, backward);
    case 'ave':
      return core.mul(core.add(forward, backward), 0.5);
    case 'mul':
      return core.mul(forward, backward);
  }
}

export const bidirectional = defineOperation({
  kind: 'bidirectional',
  title,
  group: 'recurrent',
  summary:
    'Reads a sequence in both directions at once with two LSTMs or GRUs, so that every step knows what came before and after.',
  keywords: ['bilstm', 'bigru', 'both directions', 'rnn', 'recurrent', 'sequence'],
  fields: {
    cell: choice({
      label: 'Cell',
      help: 'Which recurrent layer reads each way: LSTM, or the lighter GRU.',
      default: 'lstm',
      options: { lstm: 'LSTM', gru: 'GRU' },
    }),
    units: { ...unitsField, help: 'How many values each direction remembers from step to step.' },
    mergeMode: choice({
      label: 'Merge mode',
      help: 'How the two directions come together: side by side (twice the units), or added, averaged or multiplied.',
      default: 'concat',
      options: { concat: 'Concatenate', sum: 'Sum', ave: 'Average', mul: 'Multiply' },
    }),
    returnSequences: returnSequencesField,
    ...gateField,
    ...recurrentCommonFields,
    unitForgetBias: {
      ...unitForgetBiasField,
      help: 'For LSTM only: starts the forget gates’ bias at 1, so that at first it remembers.',
    },
    resetAfter: {
      ...resetAfterField,
      help: 'For GRU only: applies the reset gate after the product with the recurrent weights.',
    },
  },
  shape(params, inputs) {
    const units = params.mergeMode === 'concat' ? 2 * params.units : params.units;
    return recurrentShape({ ...params, units }, inputs, title);
  },
  weights(params, inputs) {
    const [, features] = sequenceInput(inputs, title);
    return [
      ...recurrentWeights(params.cell, params, features, 'forward/'),
      ...recurrentWeights(params.cell, params, features, 'backward/'),
    ];
  },
  operation: ({ core, params }) => ({
    mask: params.returnSequences ? keepMask : () => null,
    compute([x], weights, { masks }) {
      const mask = masks[0] ?? null;
      const outputs = params.returnSequences ? 'inTime' : 'last';
      const forward = walk(core, params.cell, params, x!, weights, { backwards: false, mask, outputs }, 'forward/');
      const backward = walk(core, params.cell, params, x!, weights, { backwards: true, mask, outputs }, 'backward/');
      const merged = merge(core, params.mergeMode, forward, backward);
      // Unlike a layer that goes one way, Keras gives zeros at steps left out.
      return mask === null || !params.returnSequences ? merged : core.mul(merged, core.expandDims(mask, -1));
    },
  }),
});
