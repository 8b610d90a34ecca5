/** Multi-head attention: several attentions side by side, each between projections that it learns. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { attend, attentionDropoutField, attentionInputs, causalField, mayLook, rolesOf } from './attention-common.ts';
import { kernelAndBiasFields } from './fields-common.ts';
import type { Shape, TensorFlow } from './layer.ts';
import { defineOperation, keepMask } from './operation.ts';
import type { Weights, WeightSpec } from './operation.ts';
import type { KernelAndBiasParams } from './weights-common.ts';

const title = 'Multi-head attention';

interface Heads extends KernelAndBiasParams {
  readonly numHeads: number;
  readonly keyDim: number;
  /** 0: as keyDim. */
  readonly valueDim: number;
}

const valueDimOf = ({ keyDim, valueDim }: Heads): number => (valueDim === 0 ? keyDim : valueDim);

/** Kernel and bias of one projection, in Keras's shapes. */
function projection(params: Heads, name: string, kernel: Shape, bias: Shape): WeightSpec[] {
  const { useBias, kernelInitializer, biasInitializer, kernelPenalty, biasPenalty } = params;
  return [
    { role: `${name}/kernel`, shape: kernel, initializer: kernelInitializer, penalty: kernelPenalty },
    ...(useBias ? [{ role: `${name}/bias`, shape: bias, initializer: biasInitializer, penalty: biasPenalty }] : []),
  ];
}

function weightsOf(params: Heads, inputs: readonly Shape[]): WeightSpec[] {
  const { query, value, key } = attentionInputs(inputs, 1, title);
  const { numHeads, keyDim } = params;
  const valueDim = valueDimOf(params);
  return [
    ...projection(params, 'query', [query[1], numHeads, keyDim], [numHeads, keyDim]),
    ...projection(params, 'key', [key[1], numHeads, keyDim], [numHeads, keyDim]),
    ...projection(params, 'value', [value[1], numHeads, valueDim], [numHeads, valueDim]),
    ...projection(params, 'output', [numHeads, valueDim, query[1]], [query[1]]),
  ];
}

/** Every step of x [batch, steps, features] times a kernel read as [features, outputs], with its bias: [batch, steps, outputs]. */
function project(core: TensorFlow['core'], x: Tensor, weights: Weights, name: string, outputs: number): Tensor {
  const [batch, steps, features] = x.shape as [number, number, number];
  const kernel = core.reshape(weights.read(`${name}/kernel`), [features, outputs]);
  const product = core.matMul(core.reshape(x, [batch * steps, features]), kernel);
  const role = `${name}/bias`;
  const shifted = weights.has(role) ? core.add(product, core.reshape(weights.read(role), [outputs])) : product;
  return core.reshape(shifted, [batch, steps, outputs]);
}

export const multiHeadAttention = defineOperation({
  kind: 'multiHeadAttention',
  title,
  group: 'recurrent',
  summary:
    'Lets each step of a sequence look at all others, or at those of a second input, in several ways at once, and learns what to look for. The heart of transformers.',
  keywords: ['transformer', 'self-attention', 'cross-attention', 'mha', 'query', 'key', 'value'],
  inputs: { min: 1, max: 3 },
  fields: {
    numHeads: {
      type: 'integer',
      label: 'Heads',
      help: 'How many attentions run side by side, each looking for something else.',
      default: 4,
      min: 1,
      max: 128,
    },
    keyDim: {
      type: 'integer',
      label: 'Key size',
      help: 'How many values each head compares steps by; often the number of features divided by the heads.',
      default: 16,
      min: 1,
      max: 4096,
    },
    valueDim: {
      type: 'integer',
      label: 'Value size',
      help: 'How many values each head brings back from a step; 0 is as many as the key size.',
      default: 0,
      min: 0,
      max: 4096,
      advanced: true,
    },
    causal: causalField,
    dropout: attentionDropoutField,
    ...kernelAndBiasFields,
  },
  shape(_params, inputs) {
    const { query } = attentionInputs(inputs, 1, title);
    return [...query];
  },
  weights: weightsOf,
  // Vaswani et al. 2017, section 3.2.2; masks as keras.layers.MultiHeadAttention: a look counts where both its ends do.
  operation: ({ core, params, random, shape }) => ({
    mask: keepMask,
    compute(inputs, weights, state) {
      const { query, value, key } = rolesOf(inputs);
      const { numHeads, keyDim, causal, dropout } = params;
      const valueDim = valueDimOf(params);
      /** [batch, steps, heads × size] as [batch, heads, …], in the order of axes asked for. */
      const heads = (x: Tensor, size: number, order: number[]): Tensor =>
        core.transpose(core.reshape(x, [x.shape[0]!, x.shape[1]!, numHeads, size]), order);
      const asked = project(core, query, weights, 'query', numHeads * keyDim);
      const queries = heads(core.mul(asked, 1 / Math.sqrt(keyDim)), keyDim, [0, 2, 1, 3]);
      const keys = heads(project(core, key, weights, 'key', numHeads * keyDim), keyDim, [0, 2, 3, 1]);
      const values = heads(project(core, value, weights, 'value', numHeads * valueDim), valueDim, [0, 2, 1, 3]);
      const steps = [query.shape[1]!, value.shape[1]!] as const;
      const looked = mayLook(core, rolesMasks(state.masks), causal, steps);
      const [looking] = state.masks;
      const allowed = looking ? core.mul(looked ?? 1, core.expandDims(looking, -1)) : looked;
      const perHead = allowed === null ? null : core.expandDims(allowed, 1);
      const { output: found, sides } = attend(core, core.matMul(queries, keys), values, perHead, {
        random,
        dropout,
        state,
      });
      const together = core.reshape(core.transpose(found, [0, 2, 1, 3]), [
        query.shape[0]!,
        steps[0],
        numHeads * valueDim,
      ]);
      return { output: project(core, together, weights, 'output', shape[1]!), sides };
    },
  }),
});

/** Masks of what is looked at: of value and, where it is an input of its own, key. */
const rolesMasks = (masks: readonly (Tensor | null)[]): readonly (Tensor | null)[] =>
  masks.length === 1 ? [masks[0]!] : masks.slice(1);
