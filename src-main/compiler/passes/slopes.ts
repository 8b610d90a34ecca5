/**
 * Writes the gradient of a leaky relu, which TensorFlow.js makes of a comparison and a choice, as a product with its slope:
 * choices are what processors are slowest at.
 */
import { makeNode, rewrite, type Graph, type GraphNode, type GraphValue } from '../graph.ts';

export function slopes(graph: Graph): Graph {
  return rewrite(graph, (node) => (node.kernel === 'Select' ? product(node) : undefined));
}

/** x > 0 ? dy : dy · alpha, for 0 < alpha < 1, as dy · step(x, alpha). */
function product({ inputs: { condition, t, e }, outputs }: GraphNode): readonly GraphValue[] | undefined {
  if (condition?.source.kind !== 'node' || e?.source.kind !== 'node' || t?.dtype !== 'float32') return undefined;
  const [compared, scaled] = [condition.source.node, e.source.node];
  if (compared.kernel !== 'Greater' || scaled.kernel !== 'Multiply') return undefined;
  const { a: x, b: zero } = compared.inputs;
  const { a: dy, b: slope } = scaled.inputs;
  const alpha = numberOf(slope);
  if (dy !== t || x?.dtype !== 'float32' || numberOf(zero) !== 0 || alpha === undefined) return undefined;
  if (!(alpha > 0 && alpha < 1)) return undefined;
  const step = makeNode('Step', { x }, { alpha }, [{ shape: x.shape, dtype: x.dtype }]).outputs[0]!;
  return makeNode('Multiply', { a: t, b: step }, {}, outputs).outputs;
}

function numberOf(value: GraphValue | undefined): number | undefined {
  return value?.source.kind === 'constant' && value.source.values.length === 1 ? value.source.values[0] : undefined;
}
