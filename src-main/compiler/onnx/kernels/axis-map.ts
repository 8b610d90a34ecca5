/**
 * Linear maps along one axis, as a few weighted sources for each result: average pooling, resizing and, transposed, their
 * gradients. Each is one Gather of whole rows (which ONNX Runtime does in parallel), a product and a sum.
 */
import { sizeOf } from '../../graph.ts';
import type { OnnxBuilder } from '../builder.ts';

export interface AxisMap {
  readonly inputSize: number;
  /** For each result position, its sources and their weights. */
  readonly sources: readonly (readonly { readonly at: number; readonly weight: number }[])[];
}

/** The map's transpose: what carries a gradient back. */
export function transposeMap({ inputSize, sources }: AxisMap): AxisMap {
  const back = Array.from({ length: inputSize }, (): { at: number; weight: number }[] => []);
  sources.forEach((each, result) => each.forEach(({ at, weight }) => back[at]?.push({ at: result, weight })));
  return { inputSize: sources.length, sources: back };
}

/** Applies the map to one axis of `x`. */
export function applyMap(
  op: OnnxBuilder,
  x: string,
  shape: readonly number[],
  axis: number,
  map: AxisMap,
): { name: string; shape: readonly number[] } {
  const { sources, inputSize } = map;
  const resultShape = shape.with(axis, sources.length);
  const most = Math.max(1, ...sources.map(({ length }) => length));
  const at = sources.flatMap((each) => Array.from({ length: most }, (_, rank) => each[rank]?.at ?? 0));
  const weights = sources.flatMap((each) => Array.from({ length: most }, (_, rank) => each[rank]?.weight ?? 0));
  const whole = most === 1 && sources.length === inputSize && at.every((source, result) => source === result);
  const plain = weights.every((weight) => weight === 1);
  if (whole && plain) return { name: x, shape };

  const rows = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))] as const;
  const flat = op.reshape(x, [rows[0], inputSize, rows[1]]);
  const gathered = op.node('Gather', [flat, op.constant(at, [sources.length, most], 'int32')], { axis: 1 });
  const weighted = plain
    ? gathered
    : op.node('Mul', [gathered, op.constant(weights, [sources.length, most, 1], 'float32')]);
  const summed =
    most === 1 ? weighted : op.reduceMiddle('ReduceSum', weighted, [rows[0] * sources.length, most, rows[1]]);
  return { name: op.reshape(summed, resultShape), shape: resultShape };
}
