/** A Keras model with each layer as TensorFlow.js has it, and its topology as JSON. Owns names and joints; the layers are adapt.ts's. */
import type { Shape } from '#shared/layers/layer.ts';
import { inKerasOrder } from '../keras/order.ts';
import type { Config, Json, KerasModel, PlacedLayer } from '../keras/layer.ts';
import { adapt } from './adapt.ts';

/** The last of the layers that one becomes keeps its name, so that those behind it find it. */
export function adapted(model: KerasModel): KerasModel {
  const shapes = new Map<string, Shape>(model.layers.map(({ name, layer }) => [name, layer.shape]));
  const layers = model.layers.flatMap(({ layer, name, inputs }): PlacedLayer[] => {
    const made = adapt(
      layer,
      inputs.map((input) => shapes.get(input)!),
    );
    let from = inputs;
    return made.map((each, at) => {
      const own = at === made.length - 1 ? name : `${name}_${at}_${each.suffix ?? each.className.toLowerCase()}`;
      const placed = { layer: each, name: own, inputs: from };
      from = [own];
      return placed;
    });
  });
  return { ...model, layers };
}

/** Only what TensorFlow.js reads: classes and settings, initial weights as zeros, since they are replaced. */
function plainConfig(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]): [string, Json] => {
      if (key.endsWith('_initializer')) return [key, { class_name: 'Zeros', config: {} }];
      if (value !== null && typeof value === 'object' && 'class_name' in value)
        return [key, { class_name: value['class_name']!, config: plainConfig(value['config'] as Config) }];
      return [key, value];
    }),
  );
}

const layerJson = ({ layer, name, inputs }: PlacedLayer): Json => ({
  class_name: layer.className,
  config: { name, ...(inputs.length === 0 ? {} : { trainable: true, dtype: 'float32' }), ...plainConfig(layer.config) },
  name,
  inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input): Json => [input, 0, 0, {}])],
});

const ends = (names: readonly string[]): Json => names.map((name) => [name, 0, 0]);

export const topologyOf = (model: KerasModel, version: string): { readonly [key: string]: Json } => ({
  class_name: 'Model',
  config: {
    name: model.name,
    layers: inKerasOrder(model).map(layerJson),
    input_layers: ends(model.inputs),
    output_layers: ends(model.outputs),
  },
  keras_version: `tfjs-layers ${version}`,
  backend: 'tensor_flow.js',
});
