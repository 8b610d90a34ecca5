/** What is wrong with how a graph is put together, before any shape: ends, connections, circles, names. Finds; mends in ends.ts. */
import { isLayerKind, isSink, layers } from '../layers/index.ts';
import { objectiveOf } from '../objectives/index.ts';
import type { GraphNode, Project } from './document.ts';
import type { Inference } from './infer.ts';
import { indexGraph, orderGraph } from './order.ts';
import type { Problem } from './problem.ts';

/** The kinds of nodes at which the results of a project's objective end, each of which it needs exactly once. */
export const endsOf = (project: Project): readonly string[] => objectiveOf(project)?.ends ?? ['output'];

type Found = Pick<Inference, 'used' | 'input' | 'output' | 'latent'>;
const quote = (node: GraphNode): string => `“${node.name}”`;
const list = (nodes: readonly GraphNode[]): string => nodes.map(quote).join(', ');

export function structureProblems(project: Project, found: Found): Problem[] {
  return [
    ...endProblems(project),
    ...connectionProblems(project, found),
    ...cycleProblems(project),
    ...nameProblems(project),
  ];
}

const words = {
  input: {
    none: 'The network has no input',
    many: 'The network has several inputs',
    action: 'Put an Input where the data come in.',
  },
  output: {
    none: 'The network has no output',
    many: 'The network has several outputs',
    action: 'Put an Output behind the last layer.',
  },
  latent: {
    none: 'No layer is marked as the latent',
    many: 'Several layers are marked as the latent',
    action: 'Put a Latent behind the narrowest layer.',
  },
  verdict: {
    none: 'The discriminator has no end',
    many: 'There are several verdicts',
    action: 'Put a Verdict behind the discriminator’s last layer.',
  },
  classes: {
    none: 'The classifier has no end',
    many: 'There are several ends of classifiers',
    action: 'Put Classes behind the last layer of the classifier.',
  },
} as const;

/** Exactly one input and one of each end are needed; one latent is what encoder, decoder and all latent tools go by. */
function endProblems(project: Project): Problem[] {
  const ends = endsOf(project);
  const needsLatent = objectiveOf(project)?.latent ?? 'wanted';
  const kinds = (['input', 'output', 'latent', 'verdict', 'classes'] as const).filter(
    (kind) => kind === 'input' || kind === 'latent' || ends.includes(kind),
  );
  return kinds.flatMap((kind): Problem[] => {
    const there = project.graph.nodes.filter((node) => node.kind === kind);
    const title = layers[kind].title;
    if (there.length === 1) return [];
    // Without a latent it still trains; with two nobody knows which half is which.
    const severity = kind === 'latent' && there.length === 0 && needsLatent !== 'needed' ? 'warning' : 'error';
    if (there.length === 0) {
      if (kind === 'latent' && needsLatent === 'unused') return [];
      // An empty canvas has nothing to mark yet.
      if (kind === 'latent' && !project.graph.nodes.some((node) => node.kind !== 'input' && node.kind !== 'output'))
        return [];
      const expected =
        kind === 'latent'
          ? 'One layer should be: encoder, decoder and every latent tool go by it.'
          : `Exactly one ${title} was expected.`;
      return [
        {
          id: `${kind}s`,
          severity,
          title: words[kind].none,
          received: `There is no ${title} on the canvas.`,
          expected,
          action: words[kind].action,
          nodes: [],
          fixes: [],
        },
      ];
    }
    return [
      {
        id: `${kind}s`,
        severity,
        title: words[kind].many,
        received: `There are ${there.length}: ${list(there)}.`,
        expected: `Exactly one ${title} was expected.`,
        action: 'Remove all but one.',
        nodes: there.map((node) => node.id),
        fixes: [],
      },
    ];
  });
}

function connectionProblems(project: Project, { used }: Found): Problem[] {
  const { incoming, outgoing } = indexGraph(project.graph);
  const hasOutput = project.graph.nodes.some((node) => endsOf(project).includes(node.kind));
  return project.graph.nodes.flatMap((node): Problem[] => {
    if (!isLayerKind(node.kind)) return [];
    const { min, max } = layers[node.kind].inputs;
    const count = incoming.get(node.id)!.length;
    const inUse = used.has(node.id);
    const needs = min === max ? `${min === 1 ? 'one input' : `${min} inputs`}` : `${min} to ${max} inputs`;
    if (count === 0 && min > 0) {
      const alone = !inUse && outgoing.get(node.id)!.length === 0;
      return [
        {
          id: `unconnected:${node.id}`,
          severity: inUse ? 'error' : 'warning',
          title: alone ? `${quote(node)} is not connected` : `Nothing comes into ${quote(node)}`,
          received: alone ? 'It stands alone and is left out of the network.' : 'It has no input.',
          expected: `It needs ${needs}.`,
          action: 'Connect it to the layer that should come before it, or remove it.',
          nodes: [node.id],
          fixes: [],
        },
      ];
    }
    if (count < min || count > max) {
      return [
        {
          id: `arity:${node.id}`,
          severity: inUse ? 'error' : 'warning',
          title: `${quote(node)} has ${count < min ? 'too few' : 'too many'} inputs`,
          received: `It has ${count === 1 ? 'one input' : `${count} inputs`}.`,
          expected: `It needs ${needs}.`,
          action: count < min ? 'Connect another layer to it.' : 'Remove connections, or merge them before it.',
          nodes: [node.id],
          fixes: [],
        },
      ];
    }
    // A part that another objective would use, which ends where it should, is not astray.
    if (!inUse && hasOutput && !isSink(node.kind) && outgoing.get(node.id)!.length === 0) {
      return [
        {
          id: `deadEnd:${node.id}`,
          severity: 'warning',
          title: `${quote(node)} leads nowhere`,
          received: 'Nothing comes after it, so it is left out of the network.',
          expected: 'Every layer should lead to where a result ends.',
          action: 'Connect it to a following layer, or remove it.',
          nodes: [node.id],
          fixes: [],
        },
      ];
    }
    return [];
  });
}

function cycleProblems(project: Project): Problem[] {
  const { nodes } = indexGraph(project.graph);
  return orderGraph(project.graph).cycles.map((cycle) => ({
    id: `cycle:${[...cycle].sort()[0]!}`,
    severity: 'error',
    title: 'Layers are connected in a circle',
    received: `${[...cycle, cycle[0]!].map((id) => quote(nodes.get(id)!)).join(' → ')}.`,
    expected: 'Data must flow from the input to the output.',
    action: 'Remove one of these connections.',
    nodes: cycle,
    fixes: [],
  }));
}

function nameProblems(project: Project): Problem[] {
  const byName = new Map<string, GraphNode[]>();
  for (const node of project.graph.nodes) byName.set(node.name, [...(byName.get(node.name) ?? []), node]);
  return [...byName.values()]
    .filter((same) => same.length > 1)
    .map((same) => ({
      id: `name:${same[0]!.id}`,
      severity: 'error',
      title: `${same.length} layers are called ${quote(same[0]!)}`,
      received: `${same.length} layers have the same name.`,
      expected: 'Every layer needs a name of its own.',
      action: 'Rename all but one.',
      nodes: same.map((node) => node.id),
      fixes: [],
    }));
}
