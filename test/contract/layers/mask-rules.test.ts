/** The table of where masks go says what layers do: every kind that takes sequences, with every setting that matters to it. */
import * as core from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { AnyParams } from '#shared/layers/fields.ts';
import { isSource, layerKinds, type LayerKind } from '#shared/layers/index.ts';
import { maskRules } from '#shared/layers/mask-rules.ts';
import { maskOf } from '#shared/layers/operation.ts';
import { asArgument, buildLayer, definitionOf, paramsOf } from './eager.ts';

const steps = [4, 3];
const filled = core.tensor([[[1, 2, 3], [4, 5, 6], [0, 0, 0], [0, 0, 0]]]); // prettier-ignore

/** Settings that decide whether a mask goes along. */
const variants: Partial<Record<LayerKind, readonly AnyParams[]>> = {
  ...Object.fromEntries(
    (['lstm', 'gru', 'simpleRnn', 'bidirectional'] as const).map((kind) => [
      kind,
      [true, false].map((returnSequences) => ({ returnSequences, units: 2 })),
    ]),
  ),
  concatenate: [-2, -1, 1, 2].map((axis) => ({ axis })),
  reshape: [{ targetShape: [2, 6] }],
  repeatVector: [],
};

/** Kinds that take sequences, as they are. */
const taking = layerKinds.filter((kind) => {
  const definition = definitionOf(kind);
  if (isSource(kind) || kind === 'block') return false;
  try {
    definition.shape(paramsOf(kind, variants[kind]?.[0]), Array(definition.inputs.min).fill(steps));
    return true;
  } catch {
    return false;
  }
});

test('many kinds take sequences', () => expect(taking.length).toBeGreaterThan(25));

test.each(taking.flatMap((kind) => (variants[kind] ?? [{}]).map((params) => [kind, params] as const)))(
  '%s %j',
  (kind, params) => {
    const { inputs } = definitionOf(kind);
    const shapes = Array<readonly number[]>(inputs.min).fill(steps);
    const { layer, params: all } = buildLayer(kind, params, shapes);
    for (const masked of [true, false]) {
      const given = shapes.map(() => {
        const tensor = core.clone(filled);
        return masked ? (buildLayer('masking', {}, [steps]).layer.apply(tensor) as Tensor) : tensor;
      });
      const output = layer.apply(asArgument(given)) as Tensor;
      const gives = maskRules[kind].gives(all, Array<boolean>(inputs.min).fill(masked), shapes);
      expect(maskOf(output) !== null).toBe(gives);
    }
  },
);

test('an embedding begins a mask where it leaves padding out', () => {
  for (const maskZero of [true, false]) {
    const { layer, params } = buildLayer('embedding', { vocabulary: 9, units: 2, maskZero }, [[4]]);
    const output = layer.apply(core.tensor([[3, 1, 0, 0]])) as Tensor;
    expect(maskOf(output) !== null).toBe(maskZero);
    expect(maskRules.embedding.gives(params, [false], [[4]])).toBe(maskZero);
  }
});
