/** Fixes of how a graph is put together: missing ends, spare ones, loose layers, circles, names. */
import { sizeOf, type Shape } from '../layers/layer.ts';
import { isLayerKind, layers } from '../layers/index.ts';
import type { GraphNode, Project } from './document.ts';
import { followMirrors } from './follow.ts';
import type { Inference } from './infer.ts';
import { COLUMN } from './measures.ts';
import { narrowestNode, withLatent } from './mirror.ts';
import { namesOf, uniqueName } from './names.ts';
import { indexGraph } from './order.ts';
import type { Fix, Problem } from './problem.ts';
import { appendEdge, appendNode, changeNode, dropNodes, makeNode, withGraph } from './rewire.ts';

export function structureFixes(
  problem: Problem,
  project: Project,
  inference: Inference,
  dataShape: Shape | null,
): Fix[] {
  const [kind] = problem.id.split(':');
  const nodes = problem.nodes.map((id) => indexGraph(project.graph).nodes.get(id)!);
  switch (kind) {
    case 'inputs':
      return nodes.length === 0 ? [addInput(project, dataShape)] : [];
    case 'outputs':
      return nodes.length === 0 ? [addOutput(project)] : [];
    case 'latents':
      return nodes.length === 0 ? markLatent(project) : [keepNarrowest(nodes, inference)];
    case 'unconnected':
    case 'deadEnd':
    case 'arity':
      return [remove(nodes[0]!)];
    case 'cycle':
      return openCycle(project, nodes);
    case 'name':
      return [rename(nodes)];
    default:
      return [];
  }
}

/** The only node that still waits for an input, or null. */
function onlyRoot(project: Project): GraphNode | null {
  const { incoming } = indexGraph(project.graph);
  const roots = project.graph.nodes.filter(
    ({ id, kind }) => incoming.get(id)!.length === 0 && isLayerKind(kind) && layers[kind].inputs.min > 0,
  );
  return roots.length === 1 ? roots[0]! : null;
}

/** The only node that nothing follows, or null. */
function onlySink(project: Project): GraphNode | null {
  const { outgoing } = indexGraph(project.graph);
  const sinks = project.graph.nodes.filter(({ id, kind }) => outgoing.get(id)!.length === 0 && kind !== 'output');
  return sinks.length === 1 ? sinks[0]! : null;
}

function addInput(project: Project, dataShape: Shape | null): Fix {
  const root = onlyRoot(project);
  return {
    id: 'addInput',
    label: root ? `Add an Input before “${root.name}”` : 'Add an Input',
    detail: root ? `An Input is put before “${root.name}” and connected to it.` : 'An Input is put on the canvas.',
    apply: ({ graph, ...before }) => {
      const at = root?.position ?? { x: COLUMN, y: 0 };
      const node = makeNode(graph, 'input', { x: at.x - COLUMN, y: at.y }, dataShape ? { shape: [...dataShape] } : {});
      const added = appendNode(graph, node);
      return { ...before, graph: root ? appendEdge(added, node.id, root.id) : added };
    },
    nodes: root ? [root.id] : [],
  };
}

function addOutput(project: Project): Fix {
  const sink = onlySink(project);
  return {
    id: 'addOutput',
    label: sink ? `Add an Output behind “${sink.name}”` : 'Add an Output',
    detail: sink ? `An Output is put behind “${sink.name}” and connected to it.` : 'An Output is put on the canvas.',
    apply: ({ graph, ...before }) => {
      const at = sink?.position ?? { x: 0, y: 0 };
      const node = makeNode(graph, 'output', { x: at.x + COLUMN, y: at.y });
      const added = appendNode(graph, node);
      return { ...before, graph: sink ? appendEdge(added, sink.id, node.id) : added };
    },
    nodes: sink ? [sink.id] : [],
  };
}

function markLatent(project: Project): Fix[] {
  const id = narrowestNode(project);
  if (id === null) return [];
  const { name } = indexGraph(project.graph).nodes.get(id)!;
  return [
    {
      id: 'markLatent',
      label: `Mark the narrowest layer, “${name}”, as the latent`,
      detail: `A Latent is put behind “${name}”: what comes before it is the encoder, what comes after it the decoder.`,
      apply: withLatent,
      nodes: [id],
    },
  ];
}

function keepNarrowest(nodes: readonly GraphNode[], inference: Inference): Fix {
  const size = ({ id }: GraphNode): number => sizeOf(inference.nodes.get(id)!.output ?? [Infinity]);
  const kept = nodes.reduce((narrowest, node) => (size(node) < size(narrowest) ? node : narrowest));
  const spare = new Set(nodes.filter((node) => node !== kept).map(({ id }) => id));
  return {
    id: 'keepNarrowest',
    label: `Keep only “${kept.name}”`,
    detail: `The other ${spare.size === 1 ? 'Latent is' : 'Latents are'} taken out; what they stood between is connected.`,
    apply: (before) => followMirrors(before, withGraph(before, dropNodes(before.graph, spare, true))),
    nodes: nodes.map(({ id }) => id),
  };
}

function remove({ id, name }: GraphNode): Fix {
  return {
    id: 'remove',
    label: `Remove “${name}”`,
    detail: `“${name}” is taken off the canvas; what it stood between is connected.`,
    apply: (before) => followMirrors(before, withGraph(before, dropNodes(before.graph, new Set([id]), true))),
    nodes: [id],
  };
}

function openCycle(project: Project, cycle: readonly GraphNode[]): Fix[] {
  const [first, last] = [cycle[0]!, cycle.at(-1)!];
  const edge = project.graph.edges.find(({ source, target }) => source === last.id && target === first.id);
  if (!edge) return [];
  return [
    {
      id: 'disconnect',
      label: `Disconnect “${last.name}” from “${first.name}”`,
      detail: `The connection from “${last.name}” to “${first.name}” is removed.`,
      apply: (before) =>
        withGraph(before, { ...before.graph, edges: before.graph.edges.filter(({ id }) => id !== edge.id) }),
      nodes: [last.id, first.id],
    },
  ];
}

function rename(same: readonly GraphNode[]): Fix {
  return {
    id: 'number',
    label: 'Number them',
    detail: `All but the first “${same[0]!.name}” get a number.`,
    apply: (before) =>
      withGraph(
        before,
        same
          .slice(1)
          .reduce(
            (graph, { id }) =>
              changeNode(graph, id, (node) => ({ ...node, name: uniqueName(node.name, namesOf(graph.nodes)) })),
            before.graph,
          ),
      ),
    nodes: same.map(({ id }) => id),
  };
}
