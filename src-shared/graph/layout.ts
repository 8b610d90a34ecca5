/**
 * Tidy positions: encoder left, latent in the middle, decoder right; a discriminator in a row below what it judges. Chains run
 * down and on in short columns; parts with branches are laid out left to right by dagre. Deterministic. Owns no drawing.
 */
import { Graph as Layout, layout } from '@dagrejs/dagre';
import { moveNodes } from './arrange.ts';
import type { Graph, GraphNode, Project } from './document.ts';
import { inferGraph } from './infer.ts';
import { COLUMN, NODE_HEIGHT, NODE_WIDTH, PART_GAP, PART_ROW_GAP, ROW } from './measures.ts';
import { indexGraph, orderGraph } from './order.ts';
import { partitionGraph } from './partition.ts';

type Position = GraphNode['position'];
/** Positions relative to the block's own top left corner, and its size. */
interface Block {
  readonly positions: ReadonlyMap<string, Position>;
  readonly width: number;
  readonly height: number;
}

/** A discriminator of up to so many layers is one row. */
const LONGEST_ROW = 9;

/** The project with its nodes in tidy positions. */
export function tidyLayout(project: Project): Project {
  const { graph } = project;
  if (graph.nodes.length === 0) return project;
  const { parts } = partitionGraph(graph, inferGraph(project));
  const members = (part: string): string[] =>
    graph.nodes.filter((node) => parts.get(node.id) === part).map((node) => node.id);
  const judging = withFeeders(graph, members('discriminator'), members('aside'));
  const aside = members('aside').filter((id) => !judging.includes(id));
  const latent = members('latent');
  const blocks = [...(latent.length === 0 ? [aside] : [members('encoder'), latent, members('decoder')])].map((ids) =>
    arrange(graph, ids),
  );
  const tallest = Math.max(...blocks.map((block) => block.height));
  const positions = new Map<string, Position>();
  let left = 0;
  for (const block of blocks) {
    place(positions, block, left, Math.round((tallest - block.height) / 2));
    if (block.width > 0) left += block.width + (COLUMN - NODE_WIDTH) + PART_GAP;
  }
  const width = left - (COLUMN - NODE_WIDTH) - PART_GAP;
  const row = arrange(graph, judging, (length) => Math.ceil(length / LONGEST_ROW));
  place(positions, row, under(graph, positions, judging, width - row.width), tallest + PART_ROW_GAP);
  // What is on neither side stands below everything else, out of the way.
  if (latent.length > 0) {
    const rest = arrange(graph, aside);
    const below = row.height === 0 ? ROW : PART_ROW_GAP + row.height + ROW;
    place(positions, rest, under(graph, positions, aside, width - rest.width), tallest + below);
  }
  return moveNodes(project, positions);
}

/** A discriminator, and what leads to nothing but it: the noise or the data that it sees as real. */
function withFeeders(graph: Graph, discriminator: readonly string[], aside: readonly string[]): readonly string[] {
  const members = new Set(discriminator);
  const { outgoing } = indexGraph(graph);
  for (const id of orderGraph(graph).order.toReversed()) {
    const following = outgoing.get(id)!;
    if (aside.includes(id) && following.length > 0 && following.every(({ target }) => members.has(target)))
      members.add(id);
  }
  return graph.nodes.map(({ id }) => id).filter((id) => members.has(id));
}

/** Where a row below begins: under the first of what leads into it, or further left if it would reach beyond the others. */
function under(
  graph: Graph,
  placed: ReadonlyMap<string, Position>,
  members: readonly string[],
  furthest: number,
): number {
  const sources = graph.edges.filter(({ source, target }) => members.includes(target) && placed.has(source));
  const first = Math.min(...sources.map(({ source }) => placed.get(source)!.x));
  return sources.length === 0 ? 0 : Math.max(0, Math.min(first, furthest));
}

function place(positions: Map<string, Position>, block: Block, left: number, top: number): void {
  for (const [id, { x, y }] of block.positions) positions.set(id, { x: left + x, y: top + y });
}

/** So that columns are a little wider than high. */
const rowsOf = (length: number): number => Math.min(6, Math.max(1, Math.round(Math.sqrt(length / 1.3))));

function arrange(graph: Graph, ids: readonly string[], rows = rowsOf): Block {
  if (ids.length === 0) return { positions: new Map(), width: 0, height: 0 };
  const chain = chainOf(graph, new Set(ids));
  return chain ? columns(chain, rows(chain.length)) : branches(graph, ids);
}

/** The nodes in order when each leads to the next and to nothing else among them; otherwise null. */
function chainOf(graph: Graph, ids: ReadonlySet<string>): readonly string[] | null {
  const { outgoing } = indexGraph(graph);
  const chain = orderGraph(graph).order.filter((id) => ids.has(id));
  if (chain.length !== ids.size) return null;
  const follows = (id: string, next: string | undefined): boolean => {
    const targets = outgoing
      .get(id)!
      .map((edge) => edge.target)
      .filter((target) => ids.has(target));
    return next === undefined ? targets.length === 0 : targets.length === 1 && targets[0] === next;
  };
  return chain.every((id, at) => follows(id, chain[at + 1])) ? chain : null;
}

function columns(chain: readonly string[], rows: number): Block {
  const positions = new Map(chain.map((id, at) => [id, { x: Math.floor(at / rows) * COLUMN, y: (at % rows) * ROW }]));
  return {
    positions,
    width: (Math.ceil(chain.length / rows) - 1) * COLUMN + NODE_WIDTH,
    height: (rows - 1) * ROW + NODE_HEIGHT,
  };
}

function branches(graph: Graph, ids: readonly string[]): Block {
  const drawing = new Layout();
  drawing.setGraph({ rankdir: 'LR', nodesep: ROW - NODE_HEIGHT, ranksep: COLUMN - NODE_WIDTH });
  drawing.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) drawing.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of graph.edges)
    if (drawing.hasNode(edge.source) && drawing.hasNode(edge.target)) drawing.setEdge(edge.source, edge.target);
  layout(drawing);
  const centers = ids.map((id) => [id, drawing.node(id) as { x: number; y: number }] as const);
  const left = Math.min(...centers.map(([, { x }]) => x));
  const top = Math.min(...centers.map(([, { y }]) => y));
  const positions = new Map(centers.map(([id, { x, y }]) => [id, { x: Math.round(x - left), y: Math.round(y - top) }]));
  const extent = (axis: 'x' | 'y'): number => Math.max(...[...positions.values()].map((position) => position[axis]));
  return { positions, width: extent('x') + NODE_WIDTH, height: extent('y') + NODE_HEIGHT };
}
