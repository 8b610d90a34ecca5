/** Mirror: gives a project the decoder that mirrors its encoder, linked if wanted. The plan is mirror-plan.ts's, following is follow.ts's. */
import type { AnyParams } from '../layers/fields.ts';
import { sizeOf } from '../layers/layer.ts';
import { UserError } from '../problem.ts';
import type { Graph, GraphNode, Project } from './document.ts';
import { inferGraph } from './infer.ts';
import { tidyLayout } from './layout.ts';
import { COLUMN, ROW } from './measures.ts';
import { LATENT, planMirror, type MirrorPlan } from './mirror-plan.ts';
import { descendantsOf, indexGraph, longestPath } from './order.ts';
import { appendEdge, appendNode, dropNodes, insertBehind, makeNode, withGraph } from './rewire.ts';

/**
 * Builds the decoder as the encoder's mirror, in place of what stood between the latent and the output. `linked`: it
 * follows later changes of the encoder. A missing Latent is put behind the narrowest layer (of a whole network) or the
 * last one; a missing Output is added. Throws UserError when the encoder is not whole or has no mirror.
 */
export function mirrorEncoder(project: Project, { linked }: { readonly linked: boolean }): Project {
  const marked = withLatent(project);
  const plan = planMirror(marked);
  const latent = inferGraph(marked).latent!;
  const output = inferGraph(marked).output;
  if (output === null && marked.graph.nodes.some((node) => node.kind === 'output')) {
    throw new UserError({
      received: 'There are several outputs.',
      expected: 'One Output was expected.',
      action: 'Remove all but one.',
    });
  }
  const old = new Set([...descendantsOf(marked.graph, latent)].filter((id) => id !== output));
  let graph = dropNodes(marked.graph, old, false);
  if (output === null) graph = appendNode(graph, makeNode(graph, 'output', { x: 0, y: 0 }));
  const end = output ?? graph.nodes.at(-1)!.id;
  graph = { ...graph, edges: graph.edges.filter((edge) => edge.target !== end && edge.source !== latent) };
  const built = buildPlan(graph, plan, latent, end, new Map());
  const nodes = [...built.nodes.filter(({ id }) => id !== end), ...built.nodes.filter(({ id }) => id === end)];
  const made = new Set(nodes.filter((node) => !marked.graph.nodes.includes(node)).map(({ id }) => id));
  const there = new Set(nodes.map(({ id }) => id));
  // Copies elsewhere on the canvas may have mirrored what was just replaced.
  const dangles = ({ mirrorOf }: GraphNode): boolean => mirrorOf !== undefined && !there.has(mirrorOf);
  const tied = nodes.map((node) => (dangles(node) || (made.has(node.id) && !linked) ? unlink(node) : node));
  return placeDecoder(withGraph(marked, { ...built, nodes: tied }), latent);
}

/** The same node, mirror of none. */
export function unlink({ mirrorOf: _link, ...node }: GraphNode): GraphNode {
  return node;
}

/**
 * Adds a plan's layers and connections between `latent` and `output`. Layers in `kept` (by plan key) are there already:
 * they are connected anew and otherwise left alone.
 */
export function buildPlan(
  graph: Graph,
  plan: MirrorPlan,
  latent: string,
  output: string,
  kept: ReadonlyMap<string, string>,
): Graph {
  const ids = new Map<string, string>([[LATENT, latent], ...kept]);
  let built = graph;
  for (const { key, kind, params, mirrorOf, sources } of plan.nodes) {
    if (!ids.has(key)) {
      const from = indexGraph(built).nodes.get(ids.get(sources[0]!)!)!.position;
      const node = makeNode(built, kind, { x: from.x + COLUMN / 2, y: from.y + ROW / 2 }, params as AnyParams);
      built = appendNode(built, { ...node, mirrorOf });
      ids.set(key, node.id);
    }
    for (const source of sources) built = appendEdge(built, ids.get(source)!, ids.get(key)!);
  }
  return appendEdge(built, ids.get(plan.end)!, output);
}

/** The decoder in tidy positions next to the latent; everything else stays where people put it. */
function placeDecoder(project: Project, latent: string): Project {
  const { graph } = project;
  const tidy = indexGraph(tidyLayout(project).graph).nodes;
  const origin = tidy.get(latent)!.position;
  const { position } = indexGraph(graph).nodes.get(latent)!;
  const decoder = descendantsOf(graph, latent);
  const nodes = graph.nodes.map((node) => {
    if (!decoder.has(node.id)) return node;
    const { x, y } = tidy.get(node.id)!.position;
    return { ...node, position: { x: position.x + x - origin.x, y: position.y + y - origin.y } };
  });
  return withGraph(project, { ...graph, nodes });
}

/** The project with a Latent: as it is, or marked where a person would mark it. */
export function withLatent(project: Project): Project {
  const { graph } = project;
  if (graph.nodes.some((node) => node.kind === 'latent')) return project;
  const target = narrowestNode(project);
  if (target === null) {
    throw new UserError({
      received: 'There is no encoder yet: no layer follows the Input.',
      expected: 'An Input and at least one layer were expected.',
      action: 'Add the encoder’s layers first, then mirror them.',
    });
  }
  const node = indexGraph(graph).nodes.get(target)!;
  return withGraph(
    project,
    insertBehind(
      graph,
      target,
      makeNode(graph, 'latent', { x: node.position.x + COLUMN / 2, y: node.position.y + ROW / 2 }),
    ),
  );
}

/** Where a Latent belongs: behind the layer of the fewest values on the way to the output, or behind the last layer while there is no output. */
export function narrowestNode(project: Project): string | null {
  const { graph } = project;
  const { input, output, nodes } = inferGraph(project);
  if (input === null) return null;
  const whole = output === null ? null : longestPath(graph, input, output);
  if (whole) {
    const candidates = whole
      .slice(1, -1)
      .filter((id) => nodes.get(id)!.output && isBottleneck(graph, id, input, output!));
    const size = (id: string): number => sizeOf(nodes.get(id)!.output!);
    return candidates.length === 0
      ? null
      : candidates.reduce((narrowest, id) => (size(id) <= size(narrowest) ? id : narrowest));
  }
  const { outgoing } = indexGraph(graph);
  const ends = [...descendantsOf(graph, input)].filter((id) => outgoing.get(id)!.length === 0);
  return ends.length === 1 ? ends[0]! : null;
}

/** Whether everything must pass this node: a latent with a way around it would be no bottleneck. */
function isBottleneck(graph: Graph, id: string, input: string, output: string): boolean {
  return !descendantsOf(dropNodes(graph, new Set([id]), false), input).has(output);
}
