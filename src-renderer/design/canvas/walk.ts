/** Walking the graph by keyboard: the node that lies in a direction. Owns no focus. */
import type { Graph, GraphNode } from '#shared/graph/document.ts';
import { indexGraph } from '#shared/graph/order.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The node to go to: along the connections first (right: what follows, left: what comes before), otherwise the nearest
 * one in that direction. Null when there is nothing there.
 */
export function walk(graph: Graph, from: string, direction: Direction): string | null {
  const { nodes, incoming, outgoing } = indexGraph(graph);
  const here = nodes.get(from);
  if (!here) return graph.nodes[0]?.id ?? null;
  const linked =
    direction === 'right'
      ? outgoing.get(from)!.map((edge) => edge.target)
      : direction === 'left'
        ? incoming.get(from)!.map((edge) => edge.source)
        : [];
  if (linked.length > 0)
    return (
      nearest(
        here,
        linked.map((id) => nodes.get(id)!),
      )?.id ?? null
    );
  const ahead = graph.nodes.filter((node) => node.id !== from && isAhead(here, node, direction));
  return nearest(here, ahead, direction)?.id ?? null;
}

function isAhead(here: GraphNode, other: GraphNode, direction: Direction): boolean {
  const dx = other.position.x - here.position.x;
  const dy = other.position.y - here.position.y;
  switch (direction) {
    case 'left':
      return dx < 0 && Math.abs(dx) >= Math.abs(dy);
    case 'right':
      return dx > 0 && Math.abs(dx) >= Math.abs(dy);
    case 'up':
      return dy < 0 && Math.abs(dy) >= Math.abs(dx);
    case 'down':
      return dy > 0 && Math.abs(dy) >= Math.abs(dx);
  }
}

/** Sideways distance counts double: straight ahead is what one means. */
function nearest(
  here: GraphNode,
  candidates: readonly GraphNode[],
  direction: Direction | null = null,
): GraphNode | null {
  const across = direction === 'up' || direction === 'down' ? [2, 1] : direction === null ? [1, 1] : [1, 2];
  const distance = ({ position }: GraphNode): number =>
    Math.hypot((position.x - here.position.x) * across[0]!, (position.y - here.position.y) * across[1]!);
  return candidates.reduce<GraphNode | null>(
    (best, node) => (best === null || distance(node) < distance(best) ? node : best),
    null,
  );
}
