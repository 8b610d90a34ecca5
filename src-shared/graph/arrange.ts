/** Where nodes stand: moving, aligning, distributing. Owns no automatic layout (layout.ts does). */
import type { GraphNode, Project } from './document.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './measures.ts';
import { withGraph } from './rewire.ts';

type Position = GraphNode['position'];
export type Alignment =
  'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom' | 'distributeAcross' | 'distributeDown';

export function moveNodes(project: Project, positions: ReadonlyMap<string, Position>): Project {
  let moved = false;
  const nodes = project.graph.nodes.map((node) => {
    const position = positions.get(node.id);
    if (!position || (position.x === node.position.x && position.y === node.position.y)) return node;
    moved = true;
    return { ...node, position: { x: position.x, y: position.y } };
  });
  return moved ? withGraph(project, { ...project.graph, nodes }) : project;
}

/** All nodes are the same size, so aligning edges or middles of nodes comes to the same along one axis. */
export function alignNodes(project: Project, ids: readonly string[], alignment: Alignment): Project {
  const chosen = project.graph.nodes.filter((node) => ids.includes(node.id));
  if (chosen.length < 2) return project;
  const axis = ['left', 'center', 'right', 'distributeAcross'].includes(alignment) ? 'x' : 'y';
  const values = chosen.map((node) => node.position[axis]);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const sorted = [...chosen].sort((a, b) => a.position[axis] - b.position[axis]);
  const target = (node: GraphNode): number => {
    if (alignment === 'left' || alignment === 'top') return low;
    if (alignment === 'right' || alignment === 'bottom') return high;
    if (alignment === 'center' || alignment === 'middle') return Math.round((low + high) / 2);
    return Math.round(low + ((high - low) * sorted.indexOf(node)) / (sorted.length - 1));
  };
  return moveNodes(project, new Map(chosen.map((node) => [node.id, { ...node.position, [axis]: target(node) }])));
}

/** The rectangle around nodes; null without any. */
export function boundsOf(
  nodes: readonly GraphNode[],
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null {
  if (nodes.length === 0) return null;
  const x = Math.min(...nodes.map((node) => node.position.x));
  const y = Math.min(...nodes.map((node) => node.position.y));
  return {
    x,
    y,
    width: Math.max(...nodes.map((node) => node.position.x)) + NODE_WIDTH - x,
    height: Math.max(...nodes.map((node) => node.position.y)) + NODE_HEIGHT - y,
  };
}
