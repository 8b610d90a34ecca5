/** Where a model's weights come from, whatever the file: the tensors of a layer, in Keras's order. Owns the three ways of finding them. */
import type { LayerPlace } from '../inline.ts';
import type { HdfReader, StoredTensor } from './hdf5.ts';

export interface WeightStore {
  /** `owners`: which parts of the layer keep weights, in Keras's order; "" is the layer itself. */
  of(layer: LayerPlace, owners: readonly string[]): readonly StoredTensor[];
}

/** More variables than any layer has. */
const mostVariables = 64;

/** model.weights.h5 of an archive: "layers/dense_1/vars/0". */
export const treeStore = (file: HdfReader): WeightStore => ({
  of({ tree }, owners) {
    return owners.flatMap((owner) => {
      const variables = `${tree}${owner === '' ? '' : `/${owner}`}/vars`;
      const found: StoredTensor[] = [];
      for (let at = 0; at < mostVariables; at++) {
        const tensor = file.tensor(`${variables}/${at}`);
        if (!tensor) break;
        found.push(tensor);
      }
      return found;
    });
  },
});

/** A legacy file's group "model_weights" (or the file itself, where it holds weights alone): by names of layers and of weights. */
export function legacyStore(file: HdfReader): WeightStore {
  const lists = new Map<string, readonly string[]>();
  return {
    of({ path }) {
      const group = `model_weights/${path[0]!}`;
      let names = lists.get(group);
      if (!names) lists.set(group, (names = file.texts(group, 'weight_names') ?? []));
      return ownNames(names, path).flatMap((name) => file.tensor(`${group}/${name}`) ?? []);
    },
  };
}

/** Of the names in a layer's group, those of the layer itself: it may lie in a model that has the group for all of its layers. */
function ownNames(names: readonly string[], path: readonly string[]): readonly string[] {
  if (path.length === 1) return names;
  return namesOf(names, path);
}

/** Those that go on after the layer's whole path or, where none does, those that have its name among their parts. */
function namesOf(names: readonly string[], path: readonly string[]): readonly string[] {
  const prefix = `${path.join('/')}/`;
  const below = names.filter((name) => name.startsWith(prefix));
  if (below.length > 0) return below;
  const layer = path.at(-1)!;
  return names.filter((name) => name.split('/').slice(0, -1).includes(layer));
}

/** A TensorFlow.js manifest: by names alone; a layer that wraps others may give them theirs. */
export function listedStore(tensors: readonly StoredTensor[]): WeightStore {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const names = [...byName.keys()];
  return {
    of({ path, className, config }) {
      const own = namesOf(names, path);
      if (own.length > 0 || className !== 'Bidirectional') return own.map((name) => byName.get(name)!);
      const wrapped = (config['layer'] as { config?: { name?: unknown } } | undefined)?.config?.name;
      return ['forward', 'backward'].flatMap((way) =>
        namesOf(names, [...path.slice(0, -1), `${way}_${String(wrapped)}`]).map((name) => byName.get(name)!),
      );
    },
  };
}
