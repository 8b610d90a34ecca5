/** GRU: a recurrent layer lighter than LSTM. */
import { sequenceInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import {
  gateField,
  goBackwardsField,
  recurrentCommonFields,
  resetAfterField,
  returnSequencesField,
  unitsField,
} from './recurrent-fields.ts';
import { oneWay, recurrentShape } from './recurrent-layer.ts';
import { recurrentWeights } from './recurrent.ts';

/** GRU has no forget gate. */
const cell = { unitForgetBias: false };

export const gru = defineOperation({
  kind: 'gru',
  title: 'GRU',
  group: 'recurrent',
  summary: 'Reads a sequence step by step with a lasting memory, like LSTM but with fewer weights.',
  keywords: ['gated recurrent unit', 'rnn', 'recurrent', 'sequence', 'time series', 'text', 'memory'],
  fields: {
    units: unitsField,
    returnSequences: returnSequencesField,
    goBackwards: goBackwardsField,
    ...gateField,
    ...recurrentCommonFields,
    resetAfter: resetAfterField,
  },
  shape: (params, inputs) => recurrentShape(params, inputs, 'GRU'),
  weights: (params, inputs) => recurrentWeights('gru', { ...params, ...cell }, sequenceInput(inputs, 'GRU')[1]),
  operation: ({ core, params }) => oneWay(core, 'gru', { ...params, ...cell }),
});
