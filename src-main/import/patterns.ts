/**
 * Rows of layers that together are one here: Keras says a pixel shuffle, and its way back, as a reshape, a permutation and a reshape.
 * Owns what they look like (export/keras/composed.ts makes them).
 */
import type { Json } from '../export/keras/layer.ts';
import type { FlatLayer, FlatModel } from './inline.ts';

const areNumbers = (value: Json | undefined): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'number');

/** What the three layers are: the kind, and the size of its blocks; null: nothing but themselves. */
function blockOf(first: FlatLayer, second: FlatLayer, third: FlatLayer): { name: string; size: number } | null {
  if (`${first.className},${second.className},${third.className}` !== 'Reshape,Permute,Reshape') return null;
  const [apart, dims, whole] = [first.config['target_shape'], second.config['dims'], third.config['target_shape']];
  if (!areNumbers(apart) || !areNumbers(dims) || !areNumbers(whole)) return null;
  if (apart.length !== 4 || dims.join() !== '1,3,2,4' || whole.length !== 3) return null;
  const [a, b, c, d] = apart as readonly [number, number, number, number];
  if (whole.join() === [a * c, b * c, d / c].join()) return { name: 'PixelShuffle', size: c };
  if (b > 0 && whole.join() === [a, c, b * d].join()) return { name: 'SpaceToDepth', size: b };
  return null;
}

export function withPatterns({ layers, inputs, outputs }: FlatModel): FlatModel {
  const followers = new Map<string, FlatLayer[]>();
  for (const layer of layers)
    for (const input of layer.inputs) followers.set(input, [...(followers.get(input) ?? []), layer]);
  const only = (id: string): FlatLayer | null => {
    const found = followers.get(id) ?? [];
    return found.length === 1 && !outputs.includes(id) ? found[0]! : null;
  };
  const gone = new Set<string>();
  const replaced = new Map<string, FlatLayer>();
  for (const first of layers) {
    const second = only(first.id);
    const third = second && only(second.id);
    const block = second && third ? blockOf(first, second, third) : null;
    if (!block || !third || !second) continue;
    gone.add(first.id).add(second.id);
    replaced.set(third.id, {
      ...third,
      className: block.name,
      config: { block_size: block.size },
      inputs: first.inputs,
    });
  }
  const left = layers.filter(({ id }) => !gone.has(id)).map((layer) => replaced.get(layer.id) ?? layer);
  return { layers: left, inputs, outputs };
}
