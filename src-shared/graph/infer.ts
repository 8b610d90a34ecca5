/** Shapes and weights of every node, and what is wrong with the graph itself. Owns no symmetry (symmetry.ts) and no objective. */
import { isLayerKind, isSink, layers, type LayerKind } from '../layers/index.ts';
import { formatShape, noWeights, sizeOf, type LayerDefinition, type Shape, type WeightCount } from '../layers/layer.ts';
import { describeError, type ThreeParts } from '../problem.ts';
import { blockIdOf, isBlock, repeatOf, type Blocks } from './blocks.ts';
import type { Graph, GraphNode, Project } from './document.ts';
import { inferBlock } from './infer-block.ts';
import { ancestorsOf, indexGraph, orderGraph } from './order.ts';
import type { Problem } from './problem.ts';
import { endsOf, structureProblems } from './structure.ts';

/** More than this is refused before anything is built: 2 GB of weights, and as much again for each optimizer slot. */
export const WEIGHT_BUDGET = 500_000_000;
/** Elements of one tensor of one sample. */
export const TENSOR_BUDGET = 2 ** 31;

export interface NodeInference {
  /** Shapes of its inputs in the order of its edges; null while one is unknown or missing. */
  readonly inputs: readonly Shape[] | null;
  /** Without the batch dimension; null when unknown. */
  readonly output: Shape | null;
  readonly weights: WeightCount;
  /** Why its layer refuses these inputs or settings. */
  readonly fault: ThreeParts | null;
}

export interface Inference {
  readonly nodes: ReadonlyMap<string, NodeInference>;
  /** Nodes on no cycle, inputs before outputs. */
  readonly order: readonly string[];
  /** Ids of the nodes that a model is made of: those that lead to where the objective's results end (all, while there is no such end). */
  readonly used: ReadonlySet<string>;
  /** The only node of its kind, or null when there are none or several. */
  readonly input: string | null;
  readonly output: string | null;
  readonly latent: string | null;
  readonly noise: string | null;
  readonly mask: string | null;
  readonly moreWords: string | null;
  readonly realOrGenerated: string | null;
  readonly verdict: string | null;
  readonly classes: string | null;
  /** Of the used nodes. */
  readonly weights: { readonly trainable: number; readonly fixed: number };
  readonly problems: readonly Problem[];
}

/**
 * Infers a whole graph; never throws. `dataShape` is one prepared sample's, null or left out while no data are there.
 */
export function inferGraph(project: Project, dataShape: Shape | null = null): Inference {
  const { graph } = project;
  const { order } = orderGraph(graph);
  const nodes = inferNodes(graph, undefined, project.blocks);
  const ends = graph.nodes.filter((node) => endsOf(project).includes(node.kind));
  const used = new Set(
    ends.length === 0
      ? graph.nodes.map((node) => node.id)
      : ends.flatMap((node) => [node.id, ...ancestorsOf(graph, node.id)]),
  );
  const weights = { trainable: 0, fixed: 0 };
  for (const id of used) {
    weights.trainable += nodes.get(id)!.weights.trainable;
    weights.fixed += nodes.get(id)!.weights.fixed;
  }
  const only = (kind: LayerKind): string | null => {
    const found = graph.nodes.filter((node) => node.kind === kind);
    return found.length === 1 ? found[0]!.id : null;
  };
  const inference = {
    nodes,
    order,
    used,
    input: only('input'),
    output: only('output'),
    latent: only('latent'),
    noise: only('noise'),
    mask: only('mask'),
    moreWords: only('moreWords'),
    realOrGenerated: only('realOrGenerated'),
    verdict: only('verdict'),
    classes: only('classes'),
    weights,
  };
  const problems = [
    ...structureProblems(project, inference),
    ...faults(project, inference),
    ...budgets(project, inference),
    ...dataProblems(project, inference, dataShape),
  ];
  return { ...inference, problems };
}

/**
 * Shapes and weights alone, for those who try many changes; nodes on circles or behind them are unknown. With `instead`,
 * as if that node stood in place of the one with its id. Without the project's blocks, theirs are unknown, too.
 */
export function inferNodes(graph: Graph, instead?: GraphNode, blocks: Blocks = []): ReadonlyMap<string, NodeInference> {
  const { nodes, incoming } = indexGraph(graph);
  const inferred = new Map<string, NodeInference>();
  for (const id of orderGraph(graph).order) {
    const shapes = incoming.get(id)!.map((edge) => inferred.get(edge.source)?.output ?? null);
    inferred.set(id, inferNode(instead?.id === id ? instead : nodes.get(id)!, shapes, blocks));
  }
  for (const { id } of graph.nodes) if (!inferred.has(id)) inferred.set(id, unknown);
  return inferred;
}

const unknown: NodeInference = { inputs: null, output: null, weights: noWeights, fault: null };

// Settings are immutable objects that edits share between versions of a document, so they can key what follows from them.
const memory = new WeakMap<object, Map<string, NodeInference>>();

function inferNode(node: GraphNode, shapes: readonly (Shape | null)[], blocks: Blocks): NodeInference {
  if (!isLayerKind(node.kind)) return unknown;
  const { min, max } = layers[node.kind].inputs;
  if (shapes.length < min || shapes.length > max || shapes.includes(null)) return unknown;
  const inputs = shapes as readonly Shape[];
  if (isBlock(node)) {
    const inside = inferBlock(blockIdOf(node), repeatOf(node), inputs[0]!, blocks, inferNodes);
    return inside.fault === null ? { inputs, ...inside } : { ...unknown, inputs, fault: inside.fault };
  }
  const key = `${node.kind}|${inputs.map((shape) => shape.join('x')).join('|')}`;
  const known = memory.get(node.params);
  const remembered = known?.get(key);
  if (remembered) return remembered;
  const result = compute(node.kind, node.params, inputs);
  if (known) known.set(key, result);
  else memory.set(node.params, new Map([[key, result]]));
  return result;
}

/** A node whose inputs fit. Its weights are counted when first asked for: most tries of a change only look at shapes. */
class Fitting implements NodeInference {
  readonly fault = null;
  readonly #count: () => WeightCount;
  #weights: WeightCount | null = null;
  constructor(
    readonly inputs: readonly Shape[],
    readonly output: Shape,
    count: () => WeightCount,
  ) {
    this.#count = count;
  }
  get weights(): WeightCount {
    return (this.#weights ??= this.#count());
  }
}

function compute(kind: LayerKind, params: GraphNode['params'], inputs: readonly Shape[]): NodeInference {
  const definition: LayerDefinition = layers[kind];
  try {
    const output = definition.shape(params, inputs);
    return new Fitting(inputs, output, () => definition.countWeights(params, inputs));
  } catch (error) {
    return { ...unknown, inputs, fault: describeError(error) };
  }
}

type Found = Omit<Inference, 'problems'>;

function faults(project: Project, { nodes, used }: Found): Problem[] {
  return project.graph.nodes.flatMap((node) => {
    const fault = nodes.get(node.id)!.fault;
    if (!fault) return [];
    return [
      {
        id: `shape:${node.id}`,
        severity: used.has(node.id) ? ('error' as const) : ('warning' as const),
        title: `“${node.name}” cannot take what it is given`,
        ...fault,
        nodes: [
          node.id,
          ...indexGraph(project.graph)
            .incoming.get(node.id)!
            .map((edge) => edge.source),
        ],
        fixes: [],
      },
    ];
  });
}

function budgets(project: Project, { nodes, used, weights, input }: Found): Problem[] {
  const problems: Problem[] = [];
  const total = weights.trainable + weights.fixed;
  const inUse = project.graph.nodes.filter((node) => used.has(node.id));
  const weightOf = (node: GraphNode): number =>
    nodes.get(node.id)!.weights.trainable + nodes.get(node.id)!.weights.fixed;
  if (total > WEIGHT_BUDGET) {
    const heaviest = inUse.reduce((most, node) => (weightOf(node) > weightOf(most) ? node : most));
    problems.push({
      id: 'budget:weights',
      severity: 'error',
      title: 'The network is too large',
      received: `It has ${total.toLocaleString('en')} weights, ${weightOf(heaviest).toLocaleString('en')} of them in “${heaviest.name}”.`,
      expected: `At most ${WEIGHT_BUDGET.toLocaleString('en')} are built.`,
      action: `Make “${heaviest.name}” smaller, or shrink what comes into it.`,
      nodes: [heaviest.id],
      fixes: [],
    });
  }
  const ends = inUse.filter(({ kind }) => isSink(kind));
  const known = ends.length > 0 && ends.every(({ id }) => nodes.get(id)!.output !== null);
  if (input !== null && known && weights.trainable === 0) {
    problems.push({
      id: 'budget:none',
      severity: 'error',
      title: 'The network has nothing to learn',
      received: 'None of its layers has weights.',
      expected: 'At least one layer with weights was expected.',
      action: 'Put a layer such as Dense or Conv2D between input and output.',
      nodes: [ends[0]!.id],
      fixes: [],
    });
  }
  for (const node of inUse) {
    const given = nodes.get(node.id)!.output;
    if (!given || sizeOf(given) <= TENSOR_BUDGET) continue;
    problems.push({
      id: `budget:${node.id}`,
      severity: 'error',
      title: `“${node.name}” gives out too much`,
      received: `Its output is ${formatShape(given)}, ${sizeOf(given).toLocaleString('en')} values for each sample.`,
      expected: `At most ${TENSOR_BUDGET.toLocaleString('en')} values are computed.`,
      action: 'Use fewer filters or units, or a smaller size.',
      nodes: [node.id],
      fixes: [],
    });
  }
  return problems;
}

/** Data of the same number of values are reshaped on the way in, so 28 × 28 × 1 pictures may enter as 784 or as 28 × 28. */
function dataProblems(project: Project, { nodes, input }: Found, dataShape: Shape | null): Problem[] {
  const shape = input === null ? null : nodes.get(input)!.output;
  if (!shape || !dataShape || sizeOf(shape) === sizeOf(dataShape)) return [];
  const name = indexGraph(project.graph).nodes.get(input!)!.name;
  return [
    {
      id: 'data',
      severity: 'error',
      title: 'The data do not fit the input',
      received: `One sample of the data is ${formatShape(dataShape)} (${sizeOf(dataShape).toLocaleString('en')} values).`,
      expected: `“${name}” takes ${formatShape(shape)} (${sizeOf(shape).toLocaleString('en')} values).`,
      action: `Set “${name}” to the data's shape, or change the size of the images under Data.`,
      nodes: [input!],
      fixes: [],
    },
  ];
}
