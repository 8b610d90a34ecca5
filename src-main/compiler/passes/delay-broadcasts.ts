/**
 * Spreads values over a larger shape as late as possible. The gradient of a mean is written as a small tensor times a tensor of
 * ones, and only then divided, multiplied or added: what meets it broadcasts by itself, so that the ones are seldom needed.
 */
import { makeNode, rewrite, sameShape, sizeOf, type Graph, type GraphNode, type GraphValue } from '../graph.ts';
import type { KernelName } from '../kernels/index.ts';

/** Elementwise kernels of two operands that broadcast. */
const broadcasting: ReadonlySet<KernelName> = new Set<KernelName>(['Add', 'Multiply', 'RealDiv', 'Sub']);

interface Spread {
  readonly small: GraphValue;
  /** A constant of the larger shape. */
  readonly ones: GraphValue;
}

export function delayBroadcasts(graph: Graph): Graph {
  const known = new Map<GraphValue, boolean>();
  const isOnes = (value: GraphValue): boolean => {
    const { source } = value;
    if (source.kind !== 'constant' || value.dtype !== 'float32') return false;
    if (!known.has(value))
      known.set(
        value,
        source.values.every((each) => each === 1),
      );
    return known.get(value)!;
  };
  const spreadOf = (value: GraphValue): Spread | undefined => {
    if (value.source.kind !== 'node' || value.source.node.kernel !== 'Multiply') return undefined;
    const { a, b } = value.source.node.inputs as { a: GraphValue; b: GraphValue };
    const spread = (small: GraphValue, ones: GraphValue): Spread | undefined =>
      sizeOf(small.shape) < sizeOf(value.shape) && sameShape(ones.shape, value.shape) && isOnes(ones)
        ? { small, ones }
        : undefined;
    return spread(a, b) ?? spread(b, a);
  };
  return rewrite(graph, (node) => (broadcasting.has(node.kernel) ? later(node, spreadOf) : undefined));
}

function later(
  { kernel, inputs, attributes, outputs }: GraphNode,
  spreadOf: (value: GraphValue) => Spread | undefined,
): readonly GraphValue[] | undefined {
  const { a, b } = inputs as { a: GraphValue; b: GraphValue };
  const spreads = [spreadOf(a), spreadOf(b)] as const;
  const ones = (spreads[0] ?? spreads[1])?.ones;
  if (!ones) return undefined;
  const [left, right] = [spreads[0]?.small ?? a, spreads[1]?.small ?? b];
  const { dtype, shape: wanted } = outputs[0]!;
  const shape = broadcastShape(left.shape, right.shape);
  const node = makeNode(kernel, { a: left, b: right }, attributes, [{ shape, dtype }]);
  if (sameShape(shape, wanted)) return node.outputs;
  if (!sameShape(ones.shape, wanted)) return undefined;
  return makeNode('Multiply', { a: node.outputs[0]!, b: ones }, {}, outputs).outputs;
}

/** Of shapes that go together. */
function broadcastShape(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  const at = (shape: readonly number[], axis: number): number => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => (at(a, axis) === 1 ? at(b, axis) : at(a, axis)));
}
