/** Drops a Concat that puts the pieces of a SplitV together again in their order: packs of variables make many. */
import { rewrite, type Graph, type GraphValue } from '../graph.ts';

export function rejoinSplits(graph: Graph): Graph {
  return rewrite(graph, (node) => {
    if (node.kernel !== 'Concat') return undefined;
    const pieces = Object.keys(node.inputs).map((_, index) => node.inputs[String(index)]);
    const whole = wholeOf(pieces);
    return whole && whole.axis === node.attributes['axis'] ? [whole.x] : undefined;
  });
}

function wholeOf(pieces: readonly (GraphValue | undefined)[]): { x: GraphValue; axis: unknown } | undefined {
  const source = pieces[0]?.source;
  if (source?.kind !== 'node' || source.node.kernel !== 'SplitV') return undefined;
  const { outputs, inputs, attributes } = source.node;
  const inOrder =
    pieces.length === outputs.length && pieces.every((piece, index) => isOutput(piece, source.node, index));
  return inOrder && inputs['x'] ? { x: inputs['x'], axis: attributes['axis'] } : undefined;
}

const isOutput = (value: GraphValue | undefined, node: unknown, index: number): boolean =>
  value?.source.kind === 'node' && value.source.node === node && value.source.index === index;
