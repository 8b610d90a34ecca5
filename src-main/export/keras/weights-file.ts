/**
 * Where weights stand in Keras's HDF5 files: in the tree that a .keras archive holds (model.weights.h5), and in the group that
 * legacy .h5 files have. Owns paths and names alone.
 * Source: Keras 3, saving/saving_lib.py (_save_container_state), legacy/saving/legacy_h5_format.py.
 */
import type { HdfContents, HdfTensor } from './hdf5.ts';
import type { KerasLayer, KerasModel } from './layer.ts';
import { inKerasOrder } from './order.ts';

/** "Conv2DTranspose" → "conv2d_transpose", "PReLU" → "p_re_lu": Keras 3, utils/naming.py. */
export const snakeCase = (className: string): string =>
  className
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** model.weights.h5: layers by class and number, variables by number within whatever keeps them. */
export function weightsTree(model: KerasModel): HdfContents {
  const used = new Map<string, number>();
  const tensors = new Map<string, HdfTensor>();
  const texts = new Map<string, Record<string, string>>();
  for (const { layer, name } of inKerasOrder(model)) {
    const base = snakeCase(layer.className);
    const count = used.get(base) ?? 0;
    used.set(base, count + 1);
    const place = `layers/${count === 0 ? base : `${base}_${count}`}`;
    for (const [owner, weights] of byOwner(layer)) {
      const variables = `${place}${owner === '' ? '' : `/${owner}`}/vars`;
      weights.forEach((weight, index) => tensors.set(`${variables}/${index}`, weight));
    }
    if (layer.weights.some(({ owner }) => owner === '')) texts.set(`${place}/vars`, { name });
  }
  return { tensors, texts };
}

function byOwner({ weights }: KerasLayer): ReadonlyMap<string, readonly HdfTensor[]> {
  const owners = new Map<string, HdfTensor[]>();
  for (const { owner, shape, values } of weights) owners.set(owner, [...(owners.get(owner) ?? []), { shape, values }]);
  return owners;
}

/** The group "model_weights" of a legacy file: layers by name, each with the list of its weights. */
export function legacyWeights(model: KerasModel, version: string): HdfContents {
  const layers = inKerasOrder(model).filter(({ layer }) => layer.weights.length > 0);
  const tensors = new Map<string, HdfTensor>();
  const root = 'model_weights';
  const texts = new Map<string, Record<string, string | readonly string[]>>([
    [root, { layer_names: layers.map(({ name }) => name), backend: 'tensorflow', keras_version: version }],
  ]);
  for (const { layer, name } of layers) {
    const names = layer.weights.map((weight) =>
      [name, weight.owner, weight.name].filter((part) => part !== '').join('/'),
    );
    texts.set(`${root}/${name}`, { weight_names: names });
    layer.weights.forEach((weight, index) => tensors.set(`${root}/${name}/${names[index]!}`, weight));
  }
  return { tensors, texts };
}
