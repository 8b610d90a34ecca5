/** The graph as a graph: neighbours, topological order, cycles, reachability. Knows nothing of layers or shapes. */
import type { Graph, GraphEdge, GraphNode } from './document.ts';

/** Look-ups of one graph; edges that point at no node are left out. */
export interface GraphIndex {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Edges into a node, in the order that counts for merge layers. */
  readonly incoming: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly outgoing: ReadonlyMap<string, readonly GraphEdge[]>;
}

export interface Order {
  /** Every node that is on no cycle and behind none, inputs before outputs; ties as they stand in the document. */
  readonly order: readonly string[];
  /** Each cycle once, as node ids in the direction of its edges. */
  readonly cycles: readonly (readonly string[])[];
}

// Documents are immutable, so what is derived from one can be kept for as long as it lives.
const indexes = new WeakMap<Graph, GraphIndex>();
const orders = new WeakMap<Graph, Order>();

export function indexGraph(graph: Graph): GraphIndex {
  const known = indexes.get(graph);
  if (known) return known;
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const incoming = new Map<string, GraphEdge[]>(graph.nodes.map((node) => [node.id, []]));
  const outgoing = new Map<string, GraphEdge[]>(graph.nodes.map((node) => [node.id, []]));
  for (const edge of graph.edges) {
    if (!nodes.has(edge.source) || !nodes.has(edge.target)) continue;
    incoming.get(edge.target)!.push(edge);
    outgoing.get(edge.source)!.push(edge);
  }
  const index = { nodes, incoming, outgoing };
  indexes.set(graph, index);
  return index;
}

export function orderGraph(graph: Graph): Order {
  const known = orders.get(graph);
  if (known) return known;
  const { incoming, outgoing } = indexGraph(graph);
  const waiting = new Map(graph.nodes.map((node) => [node.id, incoming.get(node.id)!.length]));
  const order = graph.nodes.filter((node) => waiting.get(node.id) === 0).map((node) => node.id);
  for (let at = 0; at < order.length; at++) {
    for (const edge of outgoing.get(order[at]!)!) {
      const left = waiting.get(edge.target)! - 1;
      waiting.set(edge.target, left);
      if (left === 0) order.push(edge.target);
    }
  }
  const result = { order, cycles: findCycles(graph, new Set(order)) };
  orders.set(graph, result);
  return result;
}

/** Every node that `order` misses has a predecessor that it misses too, so walking backwards must close a cycle. */
function findCycles(graph: Graph, ordered: ReadonlySet<string>): string[][] {
  const { incoming } = indexGraph(graph);
  const seen = new Set<string>();
  const cycles: string[][] = [];
  for (const node of graph.nodes) {
    if (ordered.has(node.id)) continue;
    const path: string[] = [];
    let at = node.id;
    while (!seen.has(at)) {
      seen.add(at);
      path.push(at);
      at = incoming.get(at)!.find((edge) => !ordered.has(edge.source))!.source;
    }
    const start = path.indexOf(at);
    if (start >= 0) cycles.push(path.slice(start).reverse());
  }
  return cycles;
}

/** All nodes from which `id` can be reached, without itself (unless it is on a cycle). */
export function ancestorsOf(graph: Graph, id: string): ReadonlySet<string> {
  const { incoming } = indexGraph(graph);
  return reach(id, (at) => (incoming.get(at) ?? []).map((edge) => edge.source));
}

/** All nodes that can be reached from `id`, without itself (unless it is on a cycle). */
export function descendantsOf(graph: Graph, id: string): ReadonlySet<string> {
  const { outgoing } = indexGraph(graph);
  return reach(id, (at) => (outgoing.get(at) ?? []).map((edge) => edge.target));
}

function reach(from: string, next: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const id of next(at)) {
      if (found.has(id)) continue;
      found.add(id);
      open.push(id);
    }
  }
  return found;
}

/** The longest way from one node to another (the trunk that skip connections shortcut), both included; null when there is none. */
export function longestPath(graph: Graph, from: string, to: string): readonly string[] | null {
  const { incoming } = indexGraph(graph);
  const best = new Map<string, { readonly length: number; readonly via: string | null }>([
    [from, { length: 0, via: null }],
  ]);
  for (const id of orderGraph(graph).order) {
    if (id === from) continue;
    for (const { source } of incoming.get(id)!) {
      const before = best.get(source);
      if (before && before.length + 1 > (best.get(id)?.length ?? -1))
        best.set(id, { length: before.length + 1, via: source });
    }
  }
  if (!best.has(to)) return null;
  const path: string[] = [];
  for (let at: string | null = to; at !== null; at = best.get(at)!.via) path.push(at);
  return path.reverse();
}
