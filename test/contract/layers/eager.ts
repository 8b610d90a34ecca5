/** Layers built and run on TensorFlow.js's own CPU backend, op by op: the truth that batteries compare with. */
import '@tensorflow/tfjs-backend-cpu';
import * as core from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import { layers } from '#shared/layers/index.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import { buildContext } from '#shared/layers/initializers.ts';
import type { BuildContext, LayerDefinition, Shape, TensorFlow } from '#shared/layers/layer.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { defaultsOf } from '#shared/layers/fields.ts';

export const tf: TensorFlow = { core, layers: tfLayers };

const random: BuildContext['random'] = {
  uniform: (shape, minimum = 0, maximum = 1) => core.randomUniform(shape, minimum, maximum),
  normal: (shape, mean = 0, standardDeviation = 1) => core.randomNormal(shape, mean, standardDeviation),
};

export const definitionOf = (kind: LayerKind): LayerDefinition => layers[kind];

/** Defaults with some settings replaced. */
export const paramsOf = (kind: LayerKind, changed: AnyParams = {}): AnyParams => ({
  ...defaultsOf<LayerDefinition['fields']>(definitionOf(kind).fields),
  ...changed,
});

let built = 0;

/** A built layer, its weights made, ready to be called with `[batch, ...shape]` tensors. */
export function buildLayer(kind: LayerKind, changed: AnyParams, inputs: readonly Shape[], seed = 1) {
  const definition = definitionOf(kind);
  const params = paramsOf(kind, changed) as Parameters<LayerDefinition['build']>[1];
  const context = buildContext(tf, { name: `layer${built++}`, seed, random });
  const layer = definition.build(tf, params, context, inputs);
  if (definition.inputs.max > 0) {
    const symbols = inputs.map((shape) => tfLayers.input({ shape: [...shape] }));
    layer.apply(symbols.length === 1 ? symbols[0]! : symbols);
  }
  return { definition, params, layer };
}

export const asArgument = <T>(tensors: readonly T[]): T | T[] => (tensors.length === 1 ? tensors[0]! : [...tensors]);
