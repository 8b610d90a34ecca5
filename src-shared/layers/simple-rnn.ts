/** Simple RNN: the plainest recurrent layer. */
import { sequenceInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import { goBackwardsField, recurrentCommonFields, returnSequencesField, unitsField } from './recurrent-fields.ts';
import { oneWay, recurrentShape } from './recurrent-layer.ts';
import { recurrentWeights } from './recurrent.ts';

const title = 'Simple RNN';
/** A simple RNN has no gates at all. */
const cell = { unitForgetBias: false, resetAfter: false, recurrentActivation: 'linear' } as const;

export const simpleRnn = defineOperation({
  kind: 'simpleRnn',
  title,
  group: 'recurrent',
  summary:
    'Reads a sequence step by step and remembers its last output. Good for short sequences; LSTM and GRU remember longer.',
  keywords: ['recurrent', 'elman', 'sequence', 'rnn'],
  fields: {
    units: unitsField,
    returnSequences: returnSequencesField,
    goBackwards: goBackwardsField,
    ...recurrentCommonFields,
  },
  shape: (params, inputs) => recurrentShape(params, inputs, title),
  weights: (params, inputs) => recurrentWeights('simpleRnn', { ...params, ...cell }, sequenceInput(inputs, title)[1]),
  operation: ({ core, params }) => oneWay(core, 'simpleRnn', { ...params, ...cell }),
});
