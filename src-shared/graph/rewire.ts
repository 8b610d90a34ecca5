/**
 * The few moves that all changes of a graph are made of: graph → graph. They check nothing and follow no mirrors; edit.ts
 * does. New nodes and edges stand last, except an edge that takes another's place, which keeps it (order counts for merges).
 */
import type { AnyParams } from '../layers/fields.ts';
import { defaultParams, type LayerKind } from '../layers/index.ts';
import type { Graph, GraphEdge, GraphNode, Project } from './document.ts';
import { freshEdgeId, freshNodeId, namesOf, plainName, uniqueName } from './names.ts';

export const withGraph = (project: Project, graph: Graph): Project =>
  graph === project.graph ? project : { ...project, graph };

/** A node of a kind with its defaults, an id and a name that the graph does not have yet. */
export function makeNode(
  graph: Graph,
  kind: LayerKind,
  position: GraphNode['position'],
  params: AnyParams = {},
): GraphNode {
  const all = { ...defaultParams(kind), ...params };
  return {
    id: freshNodeId(graph, kind),
    kind,
    name: uniqueName(plainName(kind, all), namesOf(graph.nodes)),
    params: all,
    position,
  };
}

export const appendNode = (graph: Graph, node: GraphNode): Graph => ({ ...graph, nodes: [...graph.nodes, node] });

export const appendEdge = (graph: Graph, source: string, target: string): Graph => ({
  ...graph,
  edges: [...graph.edges, { id: freshEdgeId(graph), source, target }],
});

export const changeNode = (graph: Graph, id: string, change: (node: GraphNode) => GraphNode): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => (node.id === id ? change(node) : node)),
});

/** Sets params and lets a name that Hourglass gave follow them. */
export function changeParams(graph: Graph, id: string, params: AnyParams): Graph {
  return changeNode(graph, id, (node) => {
    const changed = { ...node, params: { ...node.params, ...params } };
    const before = plainName(node.kind, node.params);
    const after = plainName(node.kind, changed.params);
    if (before === after || node.name.replace(/ · \d+$/, '') !== before) return changed;
    return { ...changed, name: uniqueName(after, namesOf(graph.nodes.filter((other) => other.id !== id))) };
  });
}

/** Puts a node (appended here) into the middle of an edge. */
export function insertIntoEdge(graph: Graph, edge: GraphEdge, node: GraphNode): Graph {
  const edges = graph.edges.map((other) => (other.id === edge.id ? { ...other, source: node.id } : other));
  return appendEdge({ nodes: [...graph.nodes, node], edges }, edge.source, node.id);
}

/** Puts a node (appended here) between another and everything that follows it. */
export function insertBehind(graph: Graph, id: string, node: GraphNode): Graph {
  const edges = graph.edges.map((edge) => (edge.source === id ? { ...edge, source: node.id } : edge));
  return appendEdge({ nodes: [...graph.nodes, node], edges }, id, node.id);
}

/** Removes nodes and their edges. `heal`: what had a single input is bridged, so that a chain stays one. */
export function dropNodes(graph: Graph, ids: ReadonlySet<string>, heal: boolean): Graph {
  let edges: readonly GraphEdge[] = graph.edges;
  for (const id of ids) {
    const inputs = edges.filter((edge) => edge.target === id && edge.source !== id);
    const bridge = heal && inputs.length === 1 ? inputs[0]!.source : null;
    const bridged = (edge: GraphEdge): boolean => edge.source === bridge && edge.target !== id;
    const fed = new Set(edges.filter(bridged).map((edge) => edge.target));
    edges = edges.flatMap((edge) => {
      if (edge.target === id) return [];
      if (edge.source !== id) return [edge];
      // A second edge between the same two nodes would count one of them twice in a merge.
      return bridge === null || fed.has(edge.target) ? [] : [{ ...edge, source: bridge }];
    });
  }
  return { nodes: graph.nodes.filter((node) => !ids.has(node.id)), edges };
}
