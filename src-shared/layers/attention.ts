/** Attention: each step of one sequence brings back a mean of another's steps, weighted by how well they match. */
import { attend, attentionDropoutField, attentionInputs, causalField, mayLook, rolesOf } from './attention-common.ts';
import { advanced } from './fields-common.ts';
import { LayerError } from './layer.ts';
import { defineOperation, keepMask } from './operation.ts';
import { formatNumber } from './words.ts';

export const attention = defineOperation({
  kind: 'attention',
  title: 'Attention',
  group: 'recurrent',
  summary:
    'Lets each step of its first input look at all steps of its second and bring back a mean of them, weighted by how well they match. Learns nothing itself.',
  keywords: ['dot product', 'luong', 'query', 'key', 'value', 'seq2seq', 'translation'],
  inputs: { min: 2, max: 3 },
  fields: {
    causal: causalField,
    useScale: advanced({
      type: 'boolean',
      label: 'Learn a scale',
      help: 'Learns one factor for all scores, which decides how sharply the best match stands out.',
      default: false,
    }),
    dropout: attentionDropoutField,
  },
  shape(_params, inputs) {
    const { query, value, key } = attentionInputs(inputs, 2, 'Attention');
    if (query[1] === key[1]) return [query[0], value[1]];
    throw new LayerError({
      received: `Its first input (query) has ${formatNumber(query[1])} features, its ${inputs.length === 2 ? 'second (value)' : 'third (key)'} ${formatNumber(key[1])}.`,
      expected: 'They are multiplied feature by feature, so they must have as many.',
      action: `Put a Dense layer of ${formatNumber(query[1])} units behind one of them, or use multi-head attention.`,
    });
  },
  weights: ({ useScale }) => (useScale ? [{ role: 'scale', shape: [], initializer: 'ones' }] : []),
  // Luong et al. 2015, section 3.1 ("dot"); masks as keras.layers.Attention.
  operation: ({ core, params: { causal, dropout }, random }) => ({
    mask: keepMask,
    compute(inputs, weights, state) {
      const { query, value, key } = rolesOf(inputs);
      const product = core.matMul(query, key, false, true);
      const scores = weights.has('scale') ? core.mul(product, weights.read('scale')) : product;
      const allowed = mayLook(core, [state.masks[1] ?? null], causal, [query.shape[1]!, value.shape[1]!]);
      const { output, sides } = attend(core, scores, value, allowed, { random, dropout, state });
      const [looking] = state.masks;
      return { output: looking ? core.mul(output, core.expandDims(looking, -1)) : output, sides };
    },
  }),
});
