/**
 * A project without blocks: each is replaced by its layers, once for every time it repeats, so that what builds, trains and
 * exports networks need not know of blocks. Ids are "<node>/<time>/<inner node>", so weights keep their names from build
 * to build. Owns no checks: what cannot be expanded stays as it is, and inference says why.
 */
import { blockIdOf, endsOfBlock, findBlock, isBlock, isRecursive, repeatOf, type Blocks } from './blocks.ts';
import type { Graph, GraphEdge, GraphNode, Project } from './document.ts';
import { uniqueName } from './names.ts';
import { indexGraph, orderGraph } from './order.ts';

const expanded = new WeakMap<Project, Project>();

/** The same project where there is nothing to expand; otherwise always the same answer for the same project. */
export function expandBlocks(project: Project): Project {
  if (!project.graph.nodes.some(isBlock)) return project;
  const known = expanded.get(project);
  if (known) return known;
  const flat = { ...project, graph: flatten(project.graph, project.blocks) };
  expanded.set(project, flat);
  return flat;
}

interface Flat {
  readonly nodes: GraphNode[];
  readonly edges: GraphEdge[];
  /** The flat node that carries each node's output; missing where none comes. */
  readonly carriers: Map<string, string>;
}

function flatten(graph: Graph, blocks: Blocks): Graph {
  const names = new Set(graph.nodes.map(({ name }) => name));
  const { nodes, edges } = walk(graph, blocks, { prefix: '', title: '', frozen: false }, new Map(), names);
  return { nodes, edges };
}

/** Where a graph is used. */
interface Place {
  /** Go before ids and names. */
  readonly prefix: string;
  readonly title: string;
  /** The block that it is in is frozen, and so is all in it. */
  readonly frozen: boolean;
}

/**
 * Lays out a graph. `given`: ends of blocks that stand for flat nodes outside. Nodes keep the document's order, and edges
 * into a node theirs.
 */
function walk(
  graph: Graph,
  blocks: Blocks,
  { prefix, title, frozen }: Place,
  given: ReadonlyMap<string, string>,
  names: Set<string>,
): Flat {
  const { nodes: byId, incoming } = indexGraph(graph);
  const own = (name: string): Pick<GraphNode, 'name' | 'frozen'> => ({
    name: nameOf(`${title}${name}`, names),
    ...(frozen && { frozen }),
  });
  const carriers = new Map(given);
  const pieces = new Map<string, Pick<Flat, 'nodes' | 'edges'>>();
  const { order } = orderGraph(graph);
  const ordered = new Set(order);
  // Nodes on circles come last: they are kept, so that inference can say what is wrong with them.
  for (const id of [...order, ...graph.nodes.map((node) => node.id).filter((other) => !ordered.has(other))]) {
    if (given.has(id)) continue;
    const node = byId.get(id)!;
    const sources = incoming
      .get(id)!
      .map((edge) => ({ edge, from: carriers.get(edge.source) ?? prefix + edge.source }));
    const definition = isBlock(node) ? findBlock(blocks, blockIdOf(node)) : undefined;
    const ends = definition && !isRecursive(blocks, definition.id) ? endsOfBlock(definition.graph) : null;
    if (definition && ends && sources.length === 1) {
      let from: string | undefined = sources[0]!.from;
      const inside: Flat = { nodes: [], edges: [], carriers: new Map() };
      for (let time = 1; time <= repeatOf(node) && from !== undefined; time++) {
        const label = repeatOf(node) === 1 ? node.name : `${node.name} (${time})`;
        const layers: Flat = walk(
          withoutOutput(definition.graph, ends.output.id),
          blocks,
          {
            prefix: `${prefix}${id}/${time}/`,
            title: `${title}${label} › `,
            frozen: frozen || node.frozen === true,
          },
          new Map([[ends.input.id, from]]),
          names,
        );
        inside.nodes.push(...layers.nodes);
        inside.edges.push(...layers.edges);
        const last = indexGraph(definition.graph).incoming.get(ends.output.id)![0]?.source;
        from = last === undefined ? undefined : layers.carriers.get(last);
      }
      if (from !== undefined) {
        carriers.set(id, from);
        pieces.set(id, inside);
        continue;
      }
    }
    carriers.set(id, prefix + id);
    pieces.set(id, {
      nodes: [prefix === '' ? node : { ...node, ...own(node.name), id: prefix + id }],
      edges: sources.map(({ edge, from }) => ({ id: prefix + edge.id, source: from, target: prefix + id })),
    });
  }
  const laid = graph.nodes.flatMap(({ id }) => pieces.get(id) ?? []);
  return { nodes: laid.flatMap(({ nodes }) => nodes), edges: laid.flatMap(({ edges }) => edges), carriers };
}

/** A definition's graph is often walked: without its Output it stays one object, so that what is derived of it is kept. */
const bodies = new WeakMap<Graph, Graph>();
function withoutOutput(graph: Graph, output: string): Graph {
  const known = bodies.get(graph);
  if (known) return known;
  const body = {
    nodes: graph.nodes.filter((node) => node.id !== output),
    edges: graph.edges.filter((edge) => edge.target !== output),
  };
  bodies.set(graph, body);
  return body;
}

function nameOf(name: string, taken: Set<string>): string {
  const unique = uniqueName(name, taken);
  taken.add(unique);
  return unique;
}
