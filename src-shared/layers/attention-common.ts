/**
 * What the attention layers share: their inputs (query, value and perhaps key, in this order), what may look at what, and
 * the weighted mean. Owns no projections and no settings but common ones.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { dropOut, rateField } from './dropping.ts';
import type { BooleanField, NumberField } from './fields.ts';
import { describeInput } from './input-checks.ts';
import { formatShape, LayerError, sizeOf } from './layer.ts';
import type { BuildContext, Shape, TensorFlow } from './layer.ts';
import type { CallState, WithSides } from './operation.ts';
import { countOf } from './words.ts';

export const attentionDropoutField: NumberField = {
  ...rateField(
    'While training, the share of looks that are forgotten, so that no step relies on a single other one.',
    0,
  ),
  label: 'Dropout',
  advanced: true,
};

export const causalField: BooleanField = {
  type: 'boolean',
  label: 'Causal',
  help: 'Lets each step look at itself and earlier steps only, for networks that write a sequence from front to back.',
  default: false,
};

/** What looks, what is brought back, and by what it is found; each [steps, features]. */
interface Roles<T> {
  readonly query: T;
  readonly value: T;
  readonly key: T;
}

/** One input is all three; of two the second is value and key, as in Keras. */
export function rolesOf<T>(inputs: readonly T[]): Roles<T> {
  const query = inputs[0]!;
  const value = inputs[1] ?? query;
  return { query, value, key: inputs[2] ?? value };
}

/** Checks that `least` to 3 sequences come in, and that value and key have as many steps. */
export function attentionInputs(
  inputs: readonly Shape[],
  least: 1 | 2,
  layer: string,
): Roles<readonly [steps: number, features: number]> {
  if (inputs.length < least || inputs.length > 3) {
    throw new LayerError({
      received: `It has ${countOf(inputs.length, 'input')}.`,
      expected: `${layer} takes ${least} to 3 inputs, in this order: what looks (query), what is looked at (value), and, if it is not the same, by what it is found (key).`,
      action: inputs.length < least ? 'Connect another layer to it.' : 'Remove a connection into it.',
    });
  }
  const wrong = inputs.find((shape) => shape.length !== 2);
  if (wrong) {
    const [height = 1, ...rest] = wrong;
    throw new LayerError({
      received: describeInput(wrong),
      expected: `${layer} works on sequences, which have two dimensions: steps × features.`,
      action:
        wrong.length === 1
          ? 'Put a Reshape layer before it that makes steps of the values.'
          : `Put a Reshape layer before it, for example to ${formatShape([height * (rest.length > 1 ? rest[0]! : 1), sizeOf(rest.slice(-1))])}: one step for each pixel.`,
    });
  }
  const roles = rolesOf(inputs as readonly (readonly [number, number])[]);
  if (roles.value[0] === roles.key[0]) return roles;
  throw new LayerError({
    received: `Its second input (value) has ${countOf(roles.value[0], 'step')}, its third (key) ${countOf(roles.key[0], 'step')}.`,
    expected: 'Each step that is looked at needs a key, so both must have as many steps.',
    action: 'Connect a sequence of the same length, or leave the third input out.',
  });
}

/** 1 where a step may look at another, or null where all may look at all: [batch or 1, query steps or 1, value steps]. */
export function mayLook(
  core: TensorFlow['core'],
  masks: readonly (Tensor | null)[],
  causal: boolean,
  steps: readonly [query: number, value: number],
): Tensor | null {
  const [queries, values] = steps;
  const order = Float32Array.from({ length: queries * values }, (_, i) =>
    i % values <= Math.floor(i / values) ? 1 : 0,
  );
  const parts = [
    ...masks.filter((mask) => mask !== null).map((mask) => core.expandDims(mask, 1)),
    ...(causal ? [core.tensor(order, [1, queries, values])] : []),
  ];
  return parts.length === 0 ? null : parts.reduce((all, part) => core.mul(all, part));
}

export interface Attend {
  readonly random: BuildContext['random'];
  readonly dropout: number;
  readonly state: CallState;
}

/**
 * softmax(scores) · value, and as a side `looks`, softmax(scores); scores [batch, (heads,) query steps, value steps] (Vaswani et al. 2017, section 3.2.1). A look
 * that is not allowed gets −1e9 instead of its score, as in Keras, so that a step without any looks everywhere alike.
 */
export function attend(
  core: TensorFlow['core'],
  scores: Tensor,
  value: Tensor,
  allowed: Tensor | null,
  { random, dropout, state }: Attend,
): WithSides {
  const masked = allowed === null ? scores : core.add(core.mul(scores, allowed), core.mul(core.sub(allowed, 1), 1e9));
  const looks = core.softmax(masked);
  const kept = state.training && dropout > 0 ? dropOut(core, random, looks, dropout) : looks;
  return { output: core.matMul(kept, value), sides: { looks } };
}
