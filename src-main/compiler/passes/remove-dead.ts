/** Removes nodes and variables that no output and no assigned variable needs. Inputs stay: they are the signature. */
import type { Graph, GraphNode, GraphValue } from '../graph.ts';

export function removeDead(graph: Graph): Graph {
  const live = new Set<GraphValue>([...graph.outputs.values(), ...graph.nextState.values()]);
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => live.has(output))) continue;
    nodes.push(node);
    for (const value of Object.values(node.inputs)) live.add(value);
  }
  const state = new Map([...graph.state].filter(([, value]) => live.has(value)));
  return { ...graph, nodes: nodes.reverse(), state };
}
