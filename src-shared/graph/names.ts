/** Ids and names of new nodes and edges. Names say the layer and its size ("Conv2D 64") and follow it until a person renames it. */
import type { AnyParams } from '../layers/fields.ts';
import { findLayer } from '../layers/index.ts';
import type { Graph, GraphNode } from './document.ts';

/** The settings that a person would name a layer after, first found first. */
const NAMING_PARAMS = ['filters', 'units', 'activation'] as const;

/** "Conv2D 64", "Transpose 32", "Max pooling": not yet unique. */
export function plainName(kind: string, params: AnyParams): string {
  const title = findLayer(kind)?.title ?? kind;
  // "Conv2D transpose" is long for a canvas; what it does is enough.
  const short = title.replace(/^Conv\dD (?=[a-z])/, '').replace(/^./, (letter) => letter.toUpperCase());
  const salient = NAMING_PARAMS.map((key) => params[key]).find(
    (value) => typeof value === 'number' || (typeof value === 'string' && kind === 'activation'),
  );
  return salient === undefined ? short : `${short} ${String(salient)}`;
}

/** `name`, or "name · 2", "name · 3", … : the first that no one has. */
export function uniqueName(name: string, taken: ReadonlySet<string>): string {
  // Room for the suffix within the document's limit of 80 characters.
  const base = name.slice(0, 72);
  if (!taken.has(name)) return name;
  for (let count = 2; ; count++) {
    const candidate = `${base} · ${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

export const namesOf = (nodes: readonly GraphNode[]): Set<string> => new Set(nodes.map((node) => node.name));

/** "conv2d_1": also a good layer name in exports. */
export function freshNodeId(graph: Graph, kind: string): string {
  return freshId(new Set(graph.nodes.map((node) => node.id)), kind);
}

export function freshEdgeId(graph: Graph): string {
  return freshId(new Set(graph.edges.map((edge) => edge.id)), 'edge');
}

export function freshId(taken: ReadonlySet<string>, stem: string): string {
  for (let count = 1; ; count++) {
    const candidate = `${stem}_${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}
