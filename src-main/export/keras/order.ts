/**
 * The order in which Keras keeps a model's layers, which decides where their weights stand in its files: by depth, the number of
 * layers between a layer and the furthest output, then as they are met on the way back from the outputs.
 * Source: Keras 3, ops/function.py, map_graph and _build_map.
 */
import type { KerasModel, PlacedLayer } from './layer.ts';

export function inKerasOrder(model: KerasModel): readonly PlacedLayer[] {
  const byName = new Map(model.layers.map((placed) => [placed.name, placed]));
  const met = new Map<string, number>();
  const sorted: PlacedLayer[] = [];
  const visit = (name: string): void => {
    if (met.has(name)) return;
    met.set(name, met.size);
    const placed = byName.get(name)!;
    placed.inputs.forEach(visit);
    sorted.push(placed);
  };
  model.outputs.forEach(visit);
  const depths = new Map<string, number>();
  for (const { name, inputs } of sorted.toReversed()) {
    const depth = depths.get(name) ?? 0;
    depths.set(name, depth);
    for (const input of inputs) depths.set(input, Math.max(depths.get(input) ?? 0, depth + 1));
  }
  return sorted.toSorted((a, b) => depths.get(b.name)! - depths.get(a.name)! || met.get(a.name)! - met.get(b.name)!);
}
