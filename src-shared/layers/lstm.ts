/** LSTM: reads a sequence and remembers over many steps. */
import { sequenceInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import {
  gateField,
  goBackwardsField,
  recurrentCommonFields,
  returnSequencesField,
  unitForgetBiasField,
  unitsField,
} from './recurrent-fields.ts';
import { oneWay, recurrentShape } from './recurrent-layer.ts';
import { recurrentWeights } from './recurrent.ts';

/** LSTM has no reset gate. */
const cell = { resetAfter: false };

export const lstm = defineOperation({
  kind: 'lstm',
  title: 'LSTM',
  group: 'recurrent',
  summary:
    'Reads a sequence step by step with a memory that lasts long, kept by gates that it learns to open and close.',
  keywords: ['long short-term memory', 'rnn', 'recurrent', 'sequence', 'time series', 'text', 'memory'],
  fields: {
    units: unitsField,
    returnSequences: returnSequencesField,
    goBackwards: goBackwardsField,
    ...gateField,
    ...recurrentCommonFields,
    unitForgetBias: unitForgetBiasField,
  },
  shape: (params, inputs) => recurrentShape(params, inputs, 'LSTM'),
  weights: (params, inputs) => recurrentWeights('lstm', { ...params, ...cell }, sequenceInput(inputs, 'LSTM')[1]),
  operation: ({ core, params }) => oneWay(core, 'lstm', { ...params, ...cell }),
});
