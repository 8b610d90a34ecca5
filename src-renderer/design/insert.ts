/** Adding layers from wherever a person asks for one: where it goes, what it is connected to, and room for it. */
import { moveNodes } from '#shared/graph/arrange.ts';
import type { GraphNode, Project } from '#shared/graph/document.ts';
import { addNode, connectNodes, insertAfter, insertOnEdge } from '#shared/graph/edit.ts';
import { tidyLayout } from '#shared/graph/layout.ts';
import { NODE_HEIGHT, NODE_WIDTH, ROW } from '#shared/graph/measures.ts';
import { layers, type LayerKind } from '#shared/layers/index.ts';
import type { Position } from './canvas/flow-nodes.ts';

const GRID = 8;
const GAP = 16;

/** What a new layer is tied to: behind a layer, before one, in the middle of a connection, or nothing. */
export type Link = { readonly from: string } | { readonly to: string } | { readonly edge: string } | null;

export const snap = (value: number): number => Math.round(value / GRID) * GRID;

/** For a layer whose middle should lie at a point. */
export const centered = ({ x, y }: Position): Position => ({
  x: snap(x - NODE_WIDTH / 2),
  y: snap(y - NODE_HEIGHT / 2),
});

/**
 * Adds a layer; it stands last. With a position it goes exactly there; without, it goes where its link says, a tidy graph
 * stays tidy, and any other makes no move but gives it the nearest free place. Throws UserError as the edits do.
 */
export function insertLayer(project: Project, kind: LayerKind, link: Link, position: Position | null): Project {
  if (position !== null) return tie(addNode(project, kind, position), link);
  if (link !== null && 'to' in link) return settle(project, tie(insertAfter(project, null, kind), link));
  if (link !== null && 'edge' in link) return settle(project, insertOnEdge(project, link.edge, kind));
  return settle(project, insertAfter(project, link?.from ?? null, kind));
}

/** The layer that a person added, of all that an edit added: a linked encoder brings the mirror of it along. */
export function addedLayer(before: Project, after: Project): GraphNode | undefined {
  const known = new Set(before.graph.nodes.map((node) => node.id));
  return after.graph.nodes.find((node) => !known.has(node.id) && node.mirrorOf === undefined);
}

function tie(project: Project, link: Link): Project {
  const added = project.graph.nodes.at(-1)!.id;
  if (link === null || 'edge' in link) return project;
  if ('to' in link) return connectNodes(project, added, link.to);
  return connectNodes(project, link.from, added);
}

/** After an edit that added layers: a tidy graph stays tidy; in any other only the new layers are moved, out of the way. */
export function settle(before: Project, after: Project): Project {
  if (after.graph.nodes.length === before.graph.nodes.length) return after;
  if (before.graph.nodes.length > 0 && isTidy(before)) return keepPlace(before, tidyLayout(after));
  return makeRoom(before, after);
}

/** Gives each new layer the nearest free place; nothing else moves. */
export function makeRoom(before: Project, after: Project): Project {
  const known = new Set(before.graph.nodes.map((node) => node.id));
  const placed = after.graph.nodes.filter((node) => known.has(node.id));
  const positions = new Map<string, Position>();
  for (const node of after.graph.nodes) {
    if (known.has(node.id)) continue;
    const position = freePlace(node.position, placed);
    positions.set(node.id, position);
    placed.push({ ...node, position });
  }
  return moveNodes(after, positions);
}

/** Whether the graph stands as Tidy would put it, wherever that is on the canvas. */
export function isTidy(project: Project): boolean {
  const tidy = tidyLayout(project).graph.nodes;
  const first = project.graph.nodes[0]!.position;
  return project.graph.nodes.every(({ position }, index) => {
    const wanted = tidy[index]!.position;
    return (
      position.x - first.x === wanted.x - tidy[0]!.position.x && position.y - first.y === wanted.y - tidy[0]!.position.y
    );
  });
}

/** The first layer stays where it was, so that the view does not jump. */
function keepPlace(before: Project, tidy: Project): Project {
  const anchor = before.graph.nodes[0]!;
  const moved = tidy.graph.nodes.find((node) => node.id === anchor.id)!.position;
  const dx = anchor.position.x - moved.x;
  const dy = anchor.position.y - moved.y;
  return moveNodes(
    tidy,
    new Map(tidy.graph.nodes.map(({ id, position }) => [id, { x: position.x + dx, y: position.y + dy }])),
  );
}

/** The wanted place, or the nearest below or above it where no other layer stands. */
export function freePlace(wanted: Position, others: readonly GraphNode[]): Position {
  const free = ({ x, y }: Position): boolean =>
    others.every(
      ({ position }) => Math.abs(position.x - x) >= NODE_WIDTH + GAP || Math.abs(position.y - y) >= NODE_HEIGHT + GAP,
    );
  const at = { x: snap(wanted.x), y: snap(wanted.y) };
  for (let rows = 0; rows <= others.length + 1; rows++) {
    for (const direction of [1, -1]) {
      const place = { x: at.x, y: at.y + direction * rows * ROW };
      if (free(place)) return place;
    }
  }
  return at;
}

/** "add Conv2D", for undo. */
export const nameOfAdding = (kind: LayerKind): string => `add ${layers[kind].title}`;
