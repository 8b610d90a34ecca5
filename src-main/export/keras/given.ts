/** What a rule is given of a node, and how a direct rule becomes a layer. Owns no kind. */
import type { AnyParams } from '#shared/layers/fields.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { NamedTensor } from '../../trainer/safetensors.ts';
import type { DirectRule } from './direct.ts';
import type { Config, Json, KerasLayer, KerasWeight } from './layer.ts';

export interface Given {
  readonly params: AnyParams;
  /** Without the batch. */
  readonly inputs: readonly Shape[];
  readonly shape: Shape;
  /** The node's weights by their roles, kernels as the layer computes with them (spectral normalization done). */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** One of them in its place; empty where the node has none of that role. */
  weight(role: string, place: Pick<KerasWeight, 'owner' | 'name'>): KerasWeight[];
}

export function givenOf(
  params: AnyParams,
  inputs: readonly Shape[],
  shape: Shape,
  tensors: ReadonlyMap<string, NamedTensor>,
): Given {
  return {
    params,
    inputs,
    shape,
    tensors,
    weight(role, place) {
      const tensor = tensors.get(role);
      return tensor ? [{ ...place, shape: tensor.spec.shape, values: tensor.values as Float32Array }] : [];
    },
  };
}

/** A layer's config from settings alone. */
export function configOf({ settings, constants }: DirectRule, params: AnyParams): Config {
  const entries = Object.entries(settings).flatMap(([name, setting]): [string, Json][] =>
    setting === null ? [] : [[setting.key, setting.write(params[name]!)]],
  );
  return { ...Object.fromEntries(entries), ...constants };
}

export function directLayer(rule: DirectRule, given: Given): KerasLayer {
  const call = Object.entries(rule.call ?? {}).flatMap(([name, key]): [string, Json][] =>
    given.params[name] === true ? [[key as string, true]] : [],
  );
  return {
    className: rule.className,
    config: configOf(rule, given.params),
    weights: (rule.weights ?? []).flatMap(({ role, owner, name }) => given.weight(role, { owner, name })),
    shape: given.shape,
    ...(rule.takes === undefined ? {} : { takes: rule.takes }),
    ...(call.length === 0 ? {} : { call: Object.fromEntries(call) }),
  };
}
