/** The way of an edge from one layer to the next, as Svelte Flow draws it on the canvas. Pure. */
import type { GraphNode } from '#shared/graph/document.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '#shared/graph/measures.ts';

type Position = GraphNode['position'];

/** How far a curve swings where it must go back. */
const curvature = 0.25;
const reach = (distance: number): number => (distance >= 0 ? distance / 2 : curvature * 25 * Math.sqrt(-distance));

/** Down within a column and to what lies below on the left, from right to left otherwise. */
export function edgePath(source: Position, target: Position): string {
  const below = target.y >= source.y + NODE_HEIGHT && target.x - source.x < NODE_WIDTH / 2;
  if (below) {
    const [x, y] = [source.x + NODE_WIDTH / 2, source.y + NODE_HEIGHT];
    const [toX, toY] = [target.x + NODE_WIDTH / 2, target.y];
    const swing = reach(toY - y);
    return `M${x},${y}C${x},${y + swing} ${toX},${toY - swing} ${toX},${toY}`;
  }
  const [x, y] = [source.x + NODE_WIDTH, source.y + NODE_HEIGHT / 2];
  const [toX, toY] = [target.x, target.y + NODE_HEIGHT / 2];
  const swing = reach(toX - x);
  return `M${x},${y}C${x + swing},${y} ${toX - swing},${toY} ${toX},${toY}`;
}
