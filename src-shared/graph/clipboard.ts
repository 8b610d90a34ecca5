/** Copy, paste and duplicate: parts of a graph as text. Owns the clipboard's format. */
import { UserError } from '../problem.ts';
import { blockIdOf, blocksNeeded, findBlock, isBlock, type Blocks } from './blocks.ts';
import type { BlockDefinition, Graph, GraphNode, Project } from './document.ts';
import { addGraph } from './edit.ts';
import { checkIntegrity } from './integrity.ts';
import { unlink } from './mirror.ts';
import { freshId, namesOf, uniqueName } from './names.ts';
import * as v from 'valibot';
import { projectSchema, emptyProject } from './document.ts';

const CLIPBOARD_FORMAT = 'hourglass/layers';
const clipboardSchema = v.strictObject({
  format: v.literal(CLIPBOARD_FORMAT),
  graph: projectSchema.entries.graph,
  blocks: projectSchema.entries.blocks,
});
type Clipboard = Pick<Project, 'graph' | 'blocks'>;

/** The chosen layers and the connections between them, as text for the clipboard. */
export function copyNodes(project: Project, ids: readonly string[]): string {
  const nodes = project.graph.nodes.filter((node) => ids.includes(node.id));
  const edges = project.graph.edges.filter((edge) => ids.includes(edge.source) && ids.includes(edge.target));
  const graph = { nodes: nodes.map((node) => detach(node, ids)), edges };
  const needed = blocksNeeded(graph, project.blocks);
  const blocks = project.blocks.filter(({ id }) => needed.has(id));
  return JSON.stringify({ format: CLIPBOARD_FORMAT, graph, ...(blocks.length > 0 ? { blocks } : {}) });
}

/** A mirror whose original stays behind is a layer of its own. */
function detach(node: GraphNode, together: readonly string[]): GraphNode {
  if (node.mirrorOf === undefined || together.includes(node.mirrorOf)) return node;
  return unlink(node);
}

/** Whether text from the clipboard is layers that `pasteNodes` takes. */
export function isClipboard(text: string): boolean {
  return readClipboard(text) !== null;
}

/** Adds copied layers, moved by `offset` pixels, with new ids and names; they stand last. Throws UserError for any other text. */
export function pasteNodes(project: Project, text: string, offset: GraphNode['position'] = { x: 24, y: 24 }): Project {
  const clipboard = readClipboard(text);
  if (!clipboard) {
    throw new UserError({
      received: 'The clipboard holds no layers of Hourglass.',
      expected: 'Layers copied on a canvas of Hourglass were expected.',
      action: 'Select layers, copy them, and paste again.',
    });
  }
  const { blocks, renamed } = bringBlocks(project.blocks, clipboard.blocks);
  const graph = useBlocks(clipboard.graph, renamed);
  const ids = new Map<string, string>();
  const taken = new Set(project.graph.nodes.map((node) => node.id));
  for (const node of graph.nodes) {
    const id = freshId(taken, node.kind);
    taken.add(id);
    ids.set(node.id, id);
  }
  const names = namesOf(project.graph.nodes);
  const nodes = graph.nodes.map((node): GraphNode => {
    const name = uniqueName(node.name.replace(/ · \d+$/, ''), names);
    names.add(name);
    const position = { x: node.position.x + offset.x, y: node.position.y + offset.y };
    const { mirrorOf, ...rest } = node;
    return {
      ...rest,
      id: ids.get(node.id)!,
      name,
      position,
      ...(mirrorOf === undefined ? {} : { mirrorOf: ids.get(mirrorOf)! }),
    };
  });
  return addGraph(
    blocks === project.blocks ? project : { ...project, blocks },
    nodes,
    graph.edges.map((edge) => [ids.get(edge.source)!, ids.get(edge.target)!] as const),
  );
}

/** The same layers once more, a little aside. */
export function duplicateNodes(project: Project, ids: readonly string[]): Project {
  return ids.length === 0 ? project : pasteNodes(project, copyNodes(project, ids));
}

/**
 * The blocks of two projects together: what both have alike stays one, and what comes under a taken id or name gets another.
 * `renamed`: the new ids of those that came.
 */
function bringBlocks(
  known: Blocks,
  coming: Blocks,
): { readonly blocks: Blocks; readonly renamed: ReadonlyMap<string, string> } {
  const taken = new Set(known.map(({ id }) => id));
  const names = new Set(known.map(({ name }) => name));
  const isKnown = (block: BlockDefinition): boolean =>
    JSON.stringify(findBlock(known, block.id)?.graph) === JSON.stringify(block.graph) &&
    [...blocksNeeded(block.graph, coming)].every((id) => isKnown(findBlock(coming, id)!));
  const fresh = coming.filter((block) => !isKnown(block));
  const renamed = new Map<string, string>();
  for (const { id } of fresh) {
    const free = taken.has(id) ? freshId(taken, 'block') : id;
    taken.add(free);
    renamed.set(id, free);
  }
  const added = fresh.map((block) => {
    const name = uniqueName(block.name.replace(/ · \d+$/, '').slice(0, 52), names);
    names.add(name);
    return { id: renamed.get(block.id)!, name, graph: useBlocks(block.graph, renamed) };
  });
  return { blocks: added.length === 0 ? known : [...known, ...added], renamed };
}

/** The same graph with its blocks under their new ids. */
function useBlocks(graph: Graph, renamed: ReadonlyMap<string, string>): Graph {
  if (!graph.nodes.some((node) => isBlock(node) && renamed.has(blockIdOf(node)))) return graph;
  const nodes = graph.nodes.map((node) =>
    isBlock(node)
      ? { ...node, params: { ...node.params, block: renamed.get(blockIdOf(node)) ?? blockIdOf(node) } }
      : node,
  );
  return { ...graph, nodes };
}

function readClipboard(text: string): Clipboard | null {
  try {
    const checked = v.safeParse(clipboardSchema, JSON.parse(text));
    if (!checked.success) return null;
    const { graph, blocks } = checked.output;
    return checkIntegrity({ ...emptyProject('clipboard', 'Clipboard'), graph, blocks }) ? null : { graph, blocks };
  } catch {
    return null;
  }
}
