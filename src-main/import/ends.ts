/**
 * What a graph from elsewhere lacks to be a project here: an end, a bottleneck where it has one, and what to learn. Owns these
 * guesses; each changes nothing of what the network computes.
 */
import { defaultsOf } from '#shared/layers/fields.ts';
import { layers } from '#shared/layers/index.ts';
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import type { GraphEdge, GraphNode } from '#shared/graph/document.ts';
import { uniqueName } from '#shared/graph/names.ts';
import type { BuiltGraph } from './build-graph.ts';
import { textGuess, type TextGuess } from './text.ts';

export type Ends = Pick<BuiltGraph, 'nodes' | 'edges'> & {
  /** Takes the place of what a template would say. */
  readonly objective: 'reconstruct' | 'classify' | 'inpaint' | TextGuess['objective'];
  /** Where it reads words. */
  readonly text: TextGuess | null;
  readonly input: Shape;
  readonly output: Shape;
};

export function withEnds(graph: BuiltGraph): Ends {
  const end = graph.outputs[0]!;
  const source = graph.nodes.find(({ kind }) => kind === 'input')!;
  const [input, output] = [graph.shapes.get(source.id)!, graph.shapes.get(end)!];
  const isAutoencoder = input.join() === output.join();
  const classifies =
    !isAutoencoder && output.length === 1 && output[0]! > 1 && isSoftmax(graph.nodes.find(({ id }) => id === end)!);
  const text = textGuess(graph, hasLatentName(graph));
  const marked = isAutoencoder || hasLatentName(graph) ? withLatent(graph, source.id, end) : { ...graph, end };
  const sink = plainNode(marked.nodes, classifies ? 'classes' : 'output');
  const masked = graph.nodes.some(({ kind }) => kind === 'mask');
  return {
    nodes: [...marked.nodes, sink],
    edges: [...marked.edges, { id: `edge_${marked.edges.length + 1}`, source: marked.end, target: sink.id }],
    objective: text ? text.objective : classifies ? 'classify' : masked ? 'inpaint' : 'reconstruct',
    ...{ input, output, text },
  };
}

const isSoftmax = ({ params }: GraphNode): boolean => params['activation'] === 'softmax';

const latentName = /^(latent|bottleneck|code|encoded|encoding|z)([_ -]?\d*)$/i;
const lastPart = ({ name }: GraphNode): string => name.split('/').at(-1)!;
const isLatentName = (node: GraphNode): boolean => latentName.test(lastPart(node));
const hasLatentName = ({ nodes }: BuiltGraph): boolean =>
  nodes.some((node) => node.kind !== 'input' && isLatentName(node));

function plainNode(nodes: readonly GraphNode[], kind: 'output' | 'classes' | 'latent'): GraphNode {
  const ids = new Set(nodes.map(({ id }) => id));
  let id: string = kind;
  for (let n = 2; ids.has(id); n++) id = `${kind}_${n}`;
  const { title, fields } = layers[kind];
  const name = uniqueName(title, new Set(nodes.map((node) => node.name)));
  return { id, kind, name, params: defaultsOf(fields), position: { x: 0, y: 0 } } as GraphNode;
}

interface Marked extends Pick<BuiltGraph, 'nodes' | 'edges'> {
  /** What leads to the output. */
  readonly end: string;
}

/** A latent behind the layer of that name or, in an autoencoder, behind the narrowest place that everything passes. */
function withLatent(graph: BuiltGraph, source: string, end: string): Marked {
  const place =
    graph.nodes.find((node) => node.kind !== 'input' && isLatentName(node))?.id ?? narrowest(graph, source, end);
  if (place === null) return { ...graph, end };
  const marked = graph.nodes.find(({ id }) => id === place)!;
  // One that changes nothing was only a name: the latent itself stands there.
  if (marked.kind === 'activation' && marked.params['activation'] === 'linear') {
    const params = { ...defaultsOf(layers.latent.fields), activityPenalty: marked.params['activityPenalty']! };
    const latent = { ...marked, kind: 'latent', params } as GraphNode;
    return { nodes: graph.nodes.map((node) => (node === marked ? latent : node)), edges: graph.edges, end };
  }
  const latent = plainNode(graph.nodes, 'latent');
  const edges = graph.edges.map((edge): GraphEdge => (edge.source === place ? { ...edge, source: latent.id } : edge));
  return {
    nodes: [...graph.nodes, latent],
    edges: [...edges, { id: `edge_${edges.length + 1}`, source: place, target: latent.id }],
    end: place === end ? latent.id : end,
  };
}

/** Null where nothing that everything passes is smaller than both ends. */
function narrowest({ nodes, edges, shapes }: BuiltGraph, source: string, end: string): string | null {
  const position = new Map(nodes.map(({ id }, at) => [id, at]));
  const most = Math.min(sizeOf(shapes.get(source)!), sizeOf(shapes.get(end)!));
  let best: { id: string; size: number } | null = null;
  // A node that no edge leads past: nodes stand sources first.
  let furthest = 0;
  for (const [at, { id, kind }] of nodes.entries()) {
    const passed = furthest <= at;
    for (const edge of edges) if (edge.source === id) furthest = Math.max(furthest, position.get(edge.target)!);
    const size = sizeOf(shapes.get(id)!);
    // The curve behind a narrow layer belongs to it.
    const narrower = best === null || size < best.size || (size === best.size && kind === 'activation');
    if (passed && id !== source && id !== end && size < most && narrower) best = { id, size };
  }
  return best?.id ?? null;
}
