/**
 * A project's graph as a TensorFlow.js model: layers built from the registry, walked in topological order. Owns the walk
 * (of any part, from what is given) and the weights' names; not their training, and not the device that holds them.
 */
import * as core from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import { findRivals, type Rivals } from '#shared/graph/discriminator.ts';
import type { GraphNode, Project } from '#shared/graph/document.ts';
import { expandBlocks } from '#shared/graph/expand-blocks.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { indexGraph } from '#shared/graph/order.ts';
import type { AnyParams, Penalty } from '#shared/layers/fields.ts';
import { buildContext } from '#shared/layers/initializers.ts';
import { layers, type LayerKind } from '#shared/layers/index.ts';
import type { BuildContext, Shape, TensorFlow } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import { randomNormal, randomUniform, useTraceBackend } from '../compiler/index.ts';

type Layer = InstanceType<typeof tfLayers.layers.Layer>;

export interface ModelWeight {
  /** Stable between builds: "<node id>/kernel"; in a block, the node's id is expand-blocks.ts's. */
  readonly name: string;
  readonly node: GraphNode;
  readonly variable: core.Variable;
  readonly trainable: boolean;
}

/** Every node's output, [batch, …its shape]. */
export type Activations = ReadonlyMap<string, core.Tensor>;

/** A node that plays a part in training, and its output's shape without the batch. */
export interface ModelNode {
  readonly id: string;
  readonly shape: Shape;
}

export interface Model {
  /** Those that the objective uses, sources before what follows from them. */
  readonly nodes: readonly GraphNode[];
  readonly input: ModelNode;
  /** Null where the network has none that is used, as all others here. */
  readonly output: ModelNode | null;
  readonly latent: ModelNode | null;
  readonly noise: ModelNode | null;
  readonly mask: ModelNode | null;
  readonly moreWords: ModelNode | null;
  readonly realOrGenerated: ModelNode | null;
  readonly verdict: ModelNode | null;
  readonly classes: ModelNode | null;
  /** Who plays against whom where there is a discriminator; null without one. */
  readonly rivals: Rivals | null;
  readonly weights: readonly ModelWeight[];
  /** Whether an edge leads from the one node to the other. */
  isFedBy(node: string, source: string): boolean;
  /**
   * Outputs of the wanted nodes and of all that they need, given those of others, the input's [batch, …input.shape] at least; only what
   * is missing is run. Noise that is not given is drawn, a mask is all ones. In a trace or a tidy: the activations are the caller's.
   */
  run(given: Activations, wanted: readonly string[], training: boolean): Activations;
  /**
   * Scalar: L1 and L2 penalties of the weights, and activity penalties of these activations, divided by the batch size; of these nodes
   * only, if some are given.
   */
  penalties(activations: Activations, of?: ReadonlySet<string>): core.Tensor;
  dispose(): void;
}

interface BuiltNode {
  readonly node: GraphNode;
  readonly sources: readonly string[];
  readonly shape: Shape;
  /** Null for the input, which computes nothing. */
  readonly layer: Layer | null;
}

/** Builds under the compiler's backend, so that the weights can be traced. Throws a UserError for a graph with errors. */
export async function buildModel(drawn: Project, seed: number): Promise<Model> {
  await useTraceBackend();
  const fault = inferGraph(drawn).problems.find((problem) => problem.severity === 'error');
  if (fault) throw new UserError(fault);
  const project = expandBlocks(drawn);
  const inference = inferGraph(project);
  const { nodes, incoming } = indexGraph(project.graph);
  const { input } = inference;
  if (input === null) throw new Error('A graph without problems has one input.');

  const shapeOf = (id: string): Shape => inference.nodes.get(id)!.output!;
  const symbols = new Map<string, tfLayers.SymbolicTensor>();
  const built: BuiltNode[] = [];
  for (const id of inference.order) {
    if (!inference.used.has(id)) continue;
    const node = nodes.get(id)!;
    const sources = incoming.get(id)!.map((edge) => edge.source);
    const shape = shapeOf(id);
    const layer = sources.length === 0 ? null : buildLayer(node, sources.map(shapeOf), seed);
    symbols.set(id, layer === null ? tfLayers.input({ shape: [...shape] }) : applySymbols(layer, sources, symbols));
    built.push({ node, sources, shape, layer });
  }
  const weights = built.flatMap(weightsOf);
  const byId = new Map(built.map((each) => [each.node.id, each]));
  const at = (id: string | null): ModelNode | null => (id !== null && byId.has(id) ? { id, shape: shapeOf(id) } : null);

  return {
    nodes: built.map(({ node }) => node),
    input: { id: input, shape: shapeOf(input) },
    output: at(inference.output),
    latent: at(inference.latent),
    noise: at(inference.noise),
    mask: at(inference.mask),
    moreWords: at(inference.moreWords),
    realOrGenerated: at(inference.realOrGenerated),
    verdict: at(inference.verdict),
    classes: at(inference.classes),
    rivals: findRivals(project).rivals,
    weights,
    isFedBy: (node, source) => byId.get(node)?.sources.includes(source) ?? false,
    run(given, wanted, training) {
      const activations = new Map(given);
      const count = [...given.values()][0]!.shape[0]!;
      const compute = (id: string): void => {
        if (activations.has(id)) return;
        const each = byId.get(id)!;
        each.sources.forEach(compute);
        activations.set(id, each.layer ? applyLayer(each, activations, training) : sourceValues(each, count));
      };
      wanted.forEach(compute);
      return activations;
    },
    penalties: (activations, of) => sumPenalties(of ? built.filter(({ node }) => of.has(node.id)) : built, activations),
    dispose: () => built.forEach(({ layer }) => layer?.dispose()),
  };
}

/** What any definition looks like once its own settings' types are forgotten. */
interface AnyDefinition {
  build(tf: TensorFlow, params: AnyParams, context: BuildContext, inputs: readonly Shape[]): Layer;
}

function buildLayer(node: GraphNode, inputs: readonly Shape[], seed: number): Layer {
  const definition = layers[node.kind as LayerKind] as unknown as AnyDefinition;
  const tf = { core, layers: tfLayers };
  const random = { uniform: randomUniform, normal: randomNormal };
  return definition.build(tf, node.params, buildContext(tf, { name: node.id, seed, random }), inputs);
}

function applySymbols(
  layer: Layer,
  sources: readonly string[],
  symbols: ReadonlyMap<string, tfLayers.SymbolicTensor>,
): tfLayers.SymbolicTensor {
  const inputs = sources.map((id) => symbols.get(id)!);
  return layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tfLayers.SymbolicTensor;
}

function applyLayer(built: BuiltNode, activations: Activations, training: boolean): core.Tensor {
  const { layer, sources } = built;
  const inputs = sources.map((id) => activations.get(id)!);
  const learns = training && !keepsAverages(built);
  return layer!.apply(inputs.length === 1 ? inputs[0]! : inputs, { training: learns }) as core.Tensor;
}

/** A frozen layer with averages of its own neither renews nor replaces them: it runs as after training, as in Keras. */
const keepsAverages = ({ node, layer }: BuiltNode): boolean =>
  node.frozen === true && layer!.weights.length > layer!.trainableWeights.length;

/** What a source that nobody gave starts from, [count, …shape]. */
function sourceValues({ node, shape }: BuiltNode, count: number): core.Tensor {
  const size = [count, ...shape];
  switch (node.kind) {
    case 'mask':
      return core.ones(size);
    // No words at all.
    case 'moreWords':
      return core.zeros(size, 'int32');
    case 'noise':
      return node.params['distribution'] === 'uniform' ? randomUniform(size, -1, 1) : randomNormal(size);
    default:
      throw new Error(`The model was run without values for “${node.name}”.`);
  }
}

/** TensorFlow.js makes variable names unique in the whole process; here they are the layer's own, so that files agree. */
function weightsOf({ node, layer }: BuiltNode): ModelWeight[] {
  if (!layer) return [];
  const trainable = new Set(layer.trainableWeights);
  return layer.weights.map((weight) => {
    const role = weight.originalName.slice(layer.name.length + 1);
    return {
      name: `${node.id}/${role}`,
      node,
      // LayerVariable.read() hands out the variable itself; its type only says Tensor.
      variable: weight.read() as core.Variable,
      trainable: trainable.has(weight),
    };
  });
}

function sumPenalties(built: readonly BuiltNode[], activations: Activations): core.Tensor {
  const terms = built.flatMap(({ node, layer }) => [
    ...(layer?.calculateLosses() ?? []),
    ...activityPenalty(node.params['activityPenalty'] as Penalty | undefined, activations.get(node.id)),
  ]);
  return terms.length === 0 ? core.scalar(0) : core.addN(terms);
}

/** (l1 × Σ|x| + l2 × Σx²) ÷ batch, as Keras normalises activity penalties (keras/src/layers/layer.py). */
function activityPenalty(penalty: Penalty | undefined, output: core.Tensor | undefined): core.Tensor[] {
  if (!penalty || !output) return [];
  const batch = output.shape[0]!;
  return [
    ...(penalty.l1 > 0 ? [core.mul(core.sum(core.abs(output)), penalty.l1 / batch)] : []),
    ...(penalty.l2 > 0 ? [core.mul(core.sum(core.square(output)), penalty.l2 / batch)] : []),
  ];
}
