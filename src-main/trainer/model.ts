/**
 * A project's graph as a TensorFlow.js model: layers built from the registry, walked in topological order. Owns the walk
 * (whole, encoder, decoder) and the weights' names; not their training, and not the device that holds them.
 */
import * as core from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import type { GraphNode, Project } from '#shared/graph/document.ts';
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
  /** Stable between builds: "<node id>/kernel". */
  readonly name: string;
  readonly node: GraphNode;
  readonly variable: core.Variable;
  readonly trainable: boolean;
}

/** Every node's output, [batch, …its shape]. */
export type Activations = ReadonlyMap<string, core.Tensor>;

export interface Model {
  readonly nodes: readonly GraphNode[];
  readonly input: { readonly id: string; readonly shape: Shape };
  readonly output: { readonly id: string; readonly shape: Shape };
  /** Null in a network without a marked bottleneck. */
  readonly latent: { readonly id: string; readonly shape: Shape } | null;
  readonly weights: readonly ModelWeight[];
  /** Runs all nodes on an input [batch, …input.shape]. In a trace or a tidy: the activations are the caller's. */
  run(input: core.Tensor, training: boolean): Activations;
  /** Output of one node given those of others; only what lies between is run. */
  runFrom(given: Activations, wanted: string, training: boolean): core.Tensor;
  /** Scalar: L1 and L2 penalties of all weights, and activity penalties of these activations, divided by the batch size. */
  penalties(activations: Activations): core.Tensor;
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
export async function buildModel(project: Project, seed: number): Promise<Model> {
  await useTraceBackend();
  const inference = inferGraph(project);
  const fault = inference.problems.find((problem) => problem.severity === 'error');
  if (fault) throw new UserError(fault);
  const { nodes, incoming } = indexGraph(project.graph);
  const { input, output, latent } = inference;
  if (input === null || output === null) throw new Error('A graph without problems has one input and one output.');

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
  const at = (id: string) => ({ id, shape: shapeOf(id) });

  return {
    nodes: built.map(({ node }) => node),
    input: at(input),
    output: at(output),
    latent: latent === null ? null : at(latent),
    weights,
    run(batch, training) {
      const activations = new Map([[input, batch]]);
      for (const each of built) if (each.layer) activations.set(each.node.id, applyLayer(each, activations, training));
      return activations;
    },
    runFrom(given, wanted, training) {
      const activations = new Map(given);
      const compute = (id: string): core.Tensor => {
        const known = activations.get(id);
        if (known) return known;
        const each = built.find(({ node }) => node.id === id)!;
        each.sources.forEach(compute);
        const result = applyLayer(each, activations, training);
        activations.set(id, result);
        return result;
      };
      return compute(wanted);
    },
    penalties: (activations) => sumPenalties(built, activations),
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

function applyLayer({ layer, sources }: BuiltNode, activations: Activations, training: boolean): core.Tensor {
  const inputs = sources.map((id) => activations.get(id)!);
  return layer!.apply(inputs.length === 1 ? inputs[0]! : inputs, { training }) as core.Tensor;
}

/** TensorFlow.js makes variable names unique in the whole process; here they are the layer's own, so that files agree. */
function weightsOf({ node, layer }: BuiltNode): ModelWeight[] {
  if (!layer) return [];
  const trainable = new Set(layer.trainableWeights);
  return layer.weights.map((weight) => {
    const role = weight.originalName.slice(weight.originalName.indexOf('/') + 1);
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
    ...activityPenalty(node.params['activityPenalty'] as Penalty | undefined, activations.get(node.id)!),
  ]);
  return terms.length === 0 ? core.scalar(0) : core.addN(terms);
}

/** (l1 × Σ|x| + l2 × Σx²) ÷ batch, as Keras normalises activity penalties (keras/src/layers/layer.py). */
function activityPenalty(penalty: Penalty | undefined, output: core.Tensor): core.Tensor[] {
  if (!penalty) return [];
  const batch = output.shape[0]!;
  return [
    ...(penalty.l1 > 0 ? [core.mul(core.sum(core.abs(output)), penalty.l1 / batch)] : []),
    ...(penalty.l2 > 0 ? [core.mul(core.sum(core.square(output)), penalty.l2 / batch)] : []),
  ];
}
