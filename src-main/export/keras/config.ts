/**
 * A model's config as Keras 3 writes it: whole ("keras"), and as its HDF5 files hold it ("legacy"), where layers are named by
 * class alone. Owns the JSON; not the order of the layers (order.ts) nor their weights (weights-file.ts).
 * Source: Keras 3, saving/serialization_lib.py, models/functional.py, legacy/saving/saving_utils.py.
 */
import type { Shape } from '#shared/layers/layer.ts';
import type { Json, KerasModel, PlacedLayer } from './layer.ts';
import { inKerasOrder } from './order.ts';

export type ConfigStyle = 'keras' | 'legacy';

const batched = (shape: Shape): Json => [null, ...shape];

const tensorOf = (name: string, shape: Shape): Json => ({
  class_name: '__keras_tensor__',
  config: { shape: batched(shape), dtype: 'float32', keras_history: [name, 0, 0] },
});

function callOf({ layer, inputs }: PlacedLayer, shapes: ReadonlyMap<string, Shape>): Json {
  const tensors = inputs.map((name) => tensorOf(name, shapes.get(name)!));
  const asArguments = layer.takes === 'arguments' && tensors.length === 1 ? [tensors[0]!, tensors[0]!] : tensors;
  return { args: layer.takes === 'list' ? [asArguments] : asArguments, kwargs: layer.call ?? {} };
}

function layerConfig(placed: PlacedLayer, shapes: ReadonlyMap<string, Shape>, style: ConfigStyle): Json {
  const { layer, name, inputs } = placed;
  const isInput = inputs.length === 0;
  return {
    ...(style === 'keras' ? { module: 'keras.layers' } : {}),
    class_name: layer.className,
    // Trainable is the default, and not every class takes the word.
    config: { name, ...(isInput ? {} : { dtype: 'float32' }), ...layer.config },
    ...(style === 'keras' ? { registered_name: null } : {}),
    name,
    inbound_nodes: isInput ? [] : [callOf(placed, shapes)],
  };
}

/** One end as itself, several as a list. */
function endsOf(names: readonly string[]): Json {
  const ends = names.map((name): Json => [name, 0, 0]);
  return ends.length === 1 ? ends[0]! : ends;
}

export function modelConfig(model: KerasModel, style: ConfigStyle): Json {
  const shapes = new Map(model.layers.map(({ name, layer }) => [name, layer.shape]));
  const config = {
    name: model.name,
    trainable: true,
    layers: inKerasOrder(model).map((placed) => layerConfig(placed, shapes, style)),
    input_layers: endsOf(model.inputs),
    output_layers: endsOf(model.outputs),
  };
  if (style === 'legacy') return { class_name: 'Functional', config };
  return { module: 'keras.src.models.functional', class_name: 'Functional', config, registered_name: 'Functional' };
}
