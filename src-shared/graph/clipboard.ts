/** Copy, paste and duplicate: parts of a graph as text. Owns the clipboard's format. */
import { UserError } from '../problem.ts';
import type { GraphEdge, GraphNode, Project } from './document.ts';
import { addGraph } from './edit.ts';
import { checkIntegrity } from './integrity.ts';
import { unlink } from './mirror.ts';
import { freshId, namesOf, uniqueName } from './names.ts';
import * as v from 'valibot';
import { projectSchema, emptyProject } from './document.ts';

const CLIPBOARD_FORMAT = 'hourglass/layers';
const clipboardSchema = v.strictObject({ format: v.literal(CLIPBOARD_FORMAT), graph: projectSchema.entries.graph });

/** The chosen layers and the connections between them, as text for the clipboard. */
export function copyNodes(project: Project, ids: readonly string[]): string {
  const nodes = project.graph.nodes.filter((node) => ids.includes(node.id));
  const edges = project.graph.edges.filter((edge) => ids.includes(edge.source) && ids.includes(edge.target));
  return JSON.stringify({ format: CLIPBOARD_FORMAT, graph: { nodes: nodes.map((node) => detach(node, ids)), edges } });
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
  const graph = readClipboard(text);
  if (!graph) {
    throw new UserError({
      received: 'The clipboard holds no layers of Hourglass.',
      expected: 'Layers copied on a canvas of Hourglass were expected.',
      action: 'Select layers, copy them, and paste again.',
    });
  }
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
    project,
    nodes,
    graph.edges.map((edge) => [ids.get(edge.source)!, ids.get(edge.target)!] as const),
  );
}

/** The same layers once more, a little aside. */
export function duplicateNodes(project: Project, ids: readonly string[]): Project {
  return ids.length === 0 ? project : pasteNodes(project, copyNodes(project, ids));
}

function readClipboard(
  text: string,
): { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] } | null {
  try {
    const checked = v.safeParse(clipboardSchema, JSON.parse(text));
    if (!checked.success) return null;
    const { graph } = checked.output;
    return checkIntegrity({ ...emptyProject('clipboard', 'Clipboard'), graph }) ? null : graph;
  } catch {
    return null;
  }
}
