/** GRU: a recurrent layer lighter than LSTM. */
import { sequenceInput } from './input-checks.ts';
import { defineLayer } from './layer.ts';
import { countWeights } from './operation.ts';
import {
  gateField,
  goBackwardsField,
  recurrentCommonFields,
  resetAfterField,
  returnSequencesField,
  unitsField,
} from './recurrent-fields.ts';
import { recurrentLayer, recurrentShape } from './recurrent-layer.ts';
import { recurrentWeights } from './recurrent.ts';

/** GRU has no forget gate. */
const cell = { unitForgetBias: false };

export const gru = defineLayer({
  kind: 'gru',
  title: 'GRU',
  group: 'recurrent',
  summary: 'Reads a sequence step by step with a lasting memory, like LSTM but with fewer weights.',
  keywords: ['gated recurrent unit', 'rnn', 'recurrent', 'sequence', 'time series', 'text', 'memory'],
  inputs: { min: 1, max: 1 },
  fields: {
    units: unitsField,
    returnSequences: returnSequencesField,
    goBackwards: goBackwardsField,
    ...gateField,
    ...recurrentCommonFields,
    resetAfter: resetAfterField,
  },
  shape: (params, inputs) => recurrentShape(params, inputs, 'GRU'),
  countWeights: (params, inputs) =>
    countWeights(recurrentWeights('gru', { ...params, ...cell }, sequenceInput(inputs, 'GRU')[1])),
  build: (tf, params, context, inputs) => recurrentLayer(tf, context, 'gru', { ...params, ...cell }, inputs, 'GRU'),
});
