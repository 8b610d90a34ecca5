/**
 * Gives a project a discriminator: the nodes from “Real or generated” to Verdict, below everything else. Adds, and takes
 * nothing away. Owns what small discriminators look like; not when one is wanted.
 */
import type { AnyParams } from '../layers/fields.ts';
import type { LayerKind } from '../layers/index.ts';
import type { Shape } from '../layers/layer.ts';
import { boundsOf } from './arrange.ts';
import type { Graph, GraphNode, Project } from './document.ts';
import { inferNodes } from './infer.ts';
import { COLUMN, PART_GAP, ROW, NODE_HEIGHT } from './measures.ts';
import { indexGraph } from './order.ts';
import { appendEdge, appendNode, dropNodes, makeNode, withGraph } from './rewire.ts';

type Step = readonly [kind: LayerKind, params: AnyParams];

/** Pictures at least so high and wide are looked at through windows. */
const SMALLEST_PICTURE = 8;

/** The node before the Output, whose values are what the network gives out; null without one. */
export function lastBeforeOutput(graph: Graph): string | null {
  const output = graph.nodes.find(({ kind }) => kind === 'output');
  return (output && indexGraph(graph).incoming.get(output.id)?.[0]?.source) ?? null;
}

/**
 * A discriminator of pictures, the data being real and the network's output generated; as it is without input or output.
 * Radford et al. 2015: strided convolutions and leaky ReLU; other shapes get dense layers.
 */
export function addPictureDiscriminator(project: Project): Project {
  const { graph } = project;
  const generated = lastBeforeOutput(graph);
  const input = graph.nodes.find(({ kind }) => kind === 'input');
  const shape = generated === null ? null : inferNodes(graph, undefined, project.blocks).get(generated)?.output;
  if (generated === null || !input || !shape) return project;
  const real = sameShape(inferNodes(graph, undefined, project.blocks).get(input.id)?.output ?? shape, shape)
    ? { graph, id: input.id }
    : reshaped(graph, input, shape);
  const { graph: added, ids } = addRow(real.graph, [['realOrGenerated', {}], ...judging(shape), ['verdict', {}]]);
  return withGraph(project, connect(added, ids[0]!, [real.id, generated]));
}

/** A discriminator of the latent, Noise of its shape being real (Makhzani et al. 2015); as it is without a latent. */
export function addLatentDiscriminator(project: Project): Project {
  const { graph } = project;
  const latent = graph.nodes.find(({ kind }) => kind === 'latent');
  const shape = latent && inferNodes(graph, undefined, project.blocks).get(latent.id)?.output;
  if (!shape) return project;
  const { graph: added, ids } = addRow(graph, [
    ['noise', { shape: [...shape] }],
    ['realOrGenerated', {}],
    ...(shape.length > 1 ? [['flatten', {}] as const] : []),
    ['dense', { units: 128, activation: 'relu' }],
    ['dense', { units: 128, activation: 'relu' }],
    ['dense', { units: 1 }],
    ['verdict', {}],
  ]);
  return withGraph(project, connect(added, ids[1]!, [latent.id]));
}

/** Without its discriminators: what begins at “Real or generated” or ends at a Verdict alone. */
export function withoutDiscriminator(project: Project): Project {
  const { graph } = project;
  const { outgoing } = indexGraph(graph);
  const leaving = new Set(graph.nodes.filter(({ kind }) => kind === 'verdict').map(({ id }) => id));
  // Backwards from the verdicts, whatever serves nothing else; sources of data and the generator serve the output, too.
  for (const id of leaving)
    for (const edge of indexGraph(graph).incoming.get(id)!)
      if (
        outgoing.get(edge.source)!.every(({ target }) => leaving.has(target)) &&
        kindOf(graph, edge.source) !== 'input'
      )
        leaving.add(edge.source);
  for (const { id, kind } of graph.nodes) if (kind === 'realOrGenerated') leaving.add(id);
  return withGraph(project, dropNodes(graph, leaving, false));
}

const kindOf = (graph: Graph, id: string): string => indexGraph(graph).nodes.get(id)!.kind;

const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, axis) => size === b[axis]);

/** The input in the shape of what is generated: 28 × 28 × 1 data for an output of 784. */
function reshaped(graph: Graph, input: GraphNode, shape: Shape): { readonly graph: Graph; readonly id: string } {
  const { graph: added, ids } = addRow(graph, [
    shape.length === 1 ? ['flatten', {}] : ['reshape', { targetShape: [...shape] }],
  ]);
  return { graph: connect(added, ids[0]!, [input.id]), id: ids[0]! };
}

function judging(shape: Shape): Step[] {
  const [height = 0, width = 0] = shape;
  if (shape.length !== 3 || Math.min(height, width) < SMALLEST_PICTURE) {
    return [
      ...(shape.length > 1 ? [['flatten', {}] as const] : []),
      ['dense', { units: 256, activation: 'leakyRelu' }],
      ['dense', { units: 128, activation: 'leakyRelu' }],
      ['dense', { units: 1 }],
    ];
  }
  const convolution = { kernelSize: [4, 4], strides: [2, 2], padding: 'same', activation: 'leakyRelu' } as const;
  return [
    ['conv2d', { ...convolution, filters: 32 }],
    ['conv2d', { ...convolution, filters: 64 }],
    ['flatten', {}],
    ['dropout', { rate: 0.2 }],
    ['dense', { units: 1 }],
  ];
}

/** New nodes from left to right below all others, each connected to the next, except sources, which begin anew. */
function addRow(graph: Graph, steps: readonly Step[]): { readonly graph: Graph; readonly ids: readonly string[] } {
  const bounds = boundsOf(graph.nodes);
  const latent = graph.nodes.find(({ kind }) => kind === 'latent');
  const left = latent?.position.x ?? bounds?.x ?? 0;
  const top = bounds ? bounds.y + bounds.height + (ROW - NODE_HEIGHT) + PART_GAP : 0;
  const ids: string[] = [];
  const added = steps.reduce((before, [kind, params], at) => {
    const node = makeNode(before, kind, { x: left + at * COLUMN, y: top }, params);
    const previous = ids.at(-1);
    ids.push(node.id);
    const after = appendNode(before, node);
    return previous === undefined ? after : appendEdge(after, previous, node.id);
  }, graph);
  return { graph: added, ids };
}

const connect = (graph: Graph, target: string, sources: readonly string[]): Graph =>
  sources.reduce((before, source) => appendEdge(before, source, target), graph);
