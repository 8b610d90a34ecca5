/**
 * From the document to what Svelte Flow draws. Every object keeps its identity until something shown in it changes, so
 * that an edit re-renders only the nodes and edges that it touches. Owns no drawing and no state beyond that memory.
 */
import type { Edge, Node } from '@xyflow/svelte';
import type { GraphEdge, GraphNode, Project } from '#shared/graph/document.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '#shared/graph/measures.ts';
import type { NodeInference } from '#shared/graph/infer.ts';
import type { Part } from '#shared/graph/partition.ts';
import type { Problem } from '#shared/graph/problem.ts';
import { formatShape } from '#shared/layers/layer.ts';
import { describeNode } from './describe.ts';

export type Position = GraphNode['position'];
/** In the preview of a fix: what it would add or change. */
export type Ghost = 'new' | 'changed' | null;

export interface LayerNodeData extends Record<string, unknown> {
  readonly node: GraphNode;
  readonly part: Part;
  /** Null while unknown. */
  readonly shape: string | null;
  readonly weights: number;
  /** The worst problem that starts here, or null. */
  readonly problem: Problem | null;
  /** Takes part in an error that starts elsewhere. */
  readonly involved: boolean;
  /** The objective that has no use for it, by its title; null: it is used. */
  readonly unusedBy: string | null;
  readonly ghost: Ghost;
}
export interface LayerEdgeData extends Record<string, unknown> {
  readonly wrong: boolean;
  /** What goes along it says which steps are padding. */
  readonly masked: boolean;
  readonly ghost: Ghost;
}
export type FlowNode = Node<LayerNodeData, 'layer'>;
export type FlowEdge = Edge<LayerEdgeData, 'layer'>;

/** What a node is drawn from. */
export interface NodeSight {
  readonly node: GraphNode;
  readonly position: Position;
  readonly part: Part;
  readonly inference: NodeInference | undefined;
  readonly problem: Problem | null;
  readonly involved: boolean;
  readonly unusedBy: string | null;
  readonly selected: boolean;
  readonly dragging: boolean;
  /** Can be reached with Tab. */
  readonly tabStop: boolean;
  readonly ghost: Ghost;
}

const middle = NODE_HEIGHT / 2;
const center = NODE_WIDTH / 2;
/** Given rather than measured: all nodes are the same size, and measuring 200 of them takes time. */
const handles = [
  { id: 'left', type: 'target', position: 'left', x: 0, y: middle, width: 0, height: 0 },
  { id: 'top', type: 'target', position: 'top', x: center, y: 0, width: 0, height: 0 },
  { id: 'right', type: 'source', position: 'right', x: NODE_WIDTH, y: middle, width: 0, height: 0 },
  { id: 'bottom', type: 'source', position: 'bottom', x: center, y: NODE_HEIGHT, width: 0, height: 0 },
] as FlowNode['handles'];
const size = { width: NODE_WIDTH, height: NODE_HEIGHT };

/** A problem is found anew at every edit; it is the same one while it says the same. */
const sameProblem = (a: Problem | null, b: Problem | null): boolean =>
  a === b || (a !== null && b !== null && a.id === b.id && a.title === b.title && a.severity === b.severity);
/** Field by field, for it runs for every node at every step of a drag. */
const sameSight = (a: NodeSight, b: NodeSight): boolean =>
  a.node === b.node &&
  a.position === b.position &&
  a.inference === b.inference &&
  a.part === b.part &&
  a.selected === b.selected &&
  a.dragging === b.dragging &&
  a.tabStop === b.tabStop &&
  a.involved === b.involved &&
  a.unusedBy === b.unusedBy &&
  a.ghost === b.ghost &&
  sameProblem(a.problem, b.problem);

function drawNode({
  node,
  position,
  part,
  inference,
  problem,
  involved,
  unusedBy,
  selected,
  dragging,
  tabStop,
  ghost,
}: NodeSight): FlowNode {
  const shape = inference?.output ? formatShape(inference.output) : null;
  const weights = inference ? inference.weights.trainable + inference.weights.fixed : 0;
  return {
    id: node.id,
    type: 'layer',
    position,
    data: { node, part, shape, weights, problem, involved, unusedBy, ghost },
    selected,
    dragging,
    ...size,
    measured: size,
    handles,
    draggable: ghost === null,
    selectable: ghost === null,
    ariaLabel: describeNode(node, part, inference ?? null, problem, unusedBy),
    domAttributes: { tabindex: tabStop ? 0 : -1 } as FlowNode['domAttributes'],
  };
}

export class FlowNodeMemory {
  #known = new Map<string, { sight: NodeSight; drawn: FlowNode }>();

  draw(sights: readonly NodeSight[]): FlowNode[] {
    const next = new Map<string, { sight: NodeSight; drawn: FlowNode }>();
    for (const sight of sights) {
      const before = this.#known.get(sight.node.id);
      next.set(sight.node.id, before && sameSight(before.sight, sight) ? before : { sight, drawn: drawNode(sight) });
    }
    this.#known = next;
    return [...next.values()].map(({ drawn }) => drawn);
  }
}

/** Which sides an edge leaves and enters: down within a column and to what lies below on the left, from right to left otherwise. */
export function sidesOf(source: Position, target: Position): { sourceHandle: string; targetHandle: string } {
  const below = target.y >= source.y + NODE_HEIGHT && target.x - source.x < NODE_WIDTH / 2;
  return below ? { sourceHandle: 'bottom', targetHandle: 'top' } : { sourceHandle: 'right', targetHandle: 'left' };
}

export interface EdgeSight {
  readonly edge: GraphEdge;
  readonly sides: ReturnType<typeof sidesOf>;
  readonly wrong: boolean;
  readonly masked: boolean;
  readonly selected: boolean;
  readonly ghost: Ghost;
  readonly label: string;
}

export class FlowEdgeMemory {
  #known = new Map<string, { key: string; edge: GraphEdge; drawn: FlowEdge }>();

  draw(sights: readonly EdgeSight[]): FlowEdge[] {
    const next = new Map<string, { key: string; edge: GraphEdge; drawn: FlowEdge }>();
    for (const { edge, sides, wrong, masked, selected, ghost, label } of sights) {
      const key = `${sides.sourceHandle}|${wrong}|${masked}|${selected}|${ghost}|${label}`;
      const before = this.#known.get(edge.id);
      if (before?.key === key && before.edge === edge) {
        next.set(edge.id, before);
        continue;
      }
      const { id, source, target } = edge;
      const drawn: FlowEdge = {
        ...{ id, source, target, ...sides, type: 'layer', selected, focusable: false },
        ariaLabel: masked ? `${label}, without padding` : label,
        data: { wrong, masked, ghost },
      };
      next.set(edge.id, { key, edge, drawn });
    }
    this.#known = next;
    return [...next.values()].map(({ drawn }) => drawn);
  }
}

/** The worst problem that starts at each node, and the nodes that take part in an error. */
export function problemsByNode(problems: readonly Problem[]): {
  readonly starts: ReadonlyMap<string, Problem>;
  readonly involved: ReadonlySet<string>;
} {
  const starts = new Map<string, Problem>();
  const involved = new Set<string>();
  for (const problem of problems) {
    const [first, ...rest] = problem.nodes;
    if (first === undefined) continue;
    const before = starts.get(first);
    if (!before || (before.severity === 'warning' && problem.severity === 'error')) starts.set(first, problem);
    if (problem.id.startsWith('symmetry')) for (const id of rest) involved.add(id);
  }
  return { starts, involved };
}

/** What the preview of a fix would change, against the document as it is. */
export function ghostsOf(
  now: Project,
  preview: Project,
  shapesNow: ReadonlyMap<string, NodeInference>,
  shapesThen: ReadonlyMap<string, NodeInference>,
): ReadonlyMap<string, Exclude<Ghost, null>> {
  const before = new Map(now.graph.nodes.map((node) => [node.id, node]));
  const ghosts = new Map<string, Exclude<Ghost, null>>();
  for (const node of preview.graph.nodes) {
    const old = before.get(node.id);
    if (!old) ghosts.set(node.id, 'new');
    else if (
      old.params !== node.params ||
      String(shapesNow.get(node.id)?.output) !== String(shapesThen.get(node.id)?.output)
    ) {
      ghosts.set(node.id, 'changed');
    }
  }
  return ghosts;
}
