/** A part of a project as a Keras model: every node's layers under names of their own, joined as the graph joins them. */
import type { ExportPart, PartEnd } from '#shared/export/parts.ts';
import type { GraphNode, Project } from '#shared/graph/document.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { indexGraph } from '#shared/graph/order.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { NamedTensor } from '../../trainer/safetensors.ts';
import { logVariance } from './composed.ts';
import { givenOf } from './given.ts';
import { kerasLayersOf } from './kinds.ts';
import type { KerasLayer, KerasModel, PlacedLayer } from './layer.ts';
import { spectrallyNormalized } from './spectral.ts';

export type WeightsByName = ReadonlyMap<string, NamedTensor>;

/** A source of the model. */
export const inputLayer = ({ shape, dtype }: Pick<PartEnd, 'shape' | 'dtype'>): KerasLayer => ({
  className: 'InputLayer',
  config: { batch_shape: [null, ...shape], dtype, sparse: false, ragged: false },
  weights: [],
  shape,
});

/** What is exported: `nodes` are ids, `weights` by "<node>/<role>". */
export interface KerasPart extends Pick<ExportPart, 'kind' | 'inputs' | 'outputs' | 'nodes'> {
  /** Its blocks are expanded. */
  readonly project: Project;
  readonly weights: WeightsByName;
}

/** `mask`: whether inputs that may be left out are inputs. */
export function kerasModel(part: KerasPart, mask: 'input' | 'known' = 'input'): KerasModel {
  const { project, weights } = part;
  const { nodes, incoming } = indexGraph(project.graph);
  const inference = inferGraph(project);
  const names = new Names();
  const layers: PlacedLayer[] = [];
  /** The layer that carries each node's output. */
  const carriers = new Map<string, string>();
  /** Beside it, of variational latents. */
  const variances = new Map<string, string>();
  const place = (layer: KerasLayer, wanted: string, inputs: readonly string[]): string => {
    const name = names.take(wanted);
    layers.push({ layer, name, inputs });
    return name;
  };
  for (const end of part.inputs) {
    const { node, name, shape, otherwise } = end;
    const isInput = otherwise === null || mask === 'input';
    const layer = isInput ? inputLayer(end) : constant(shape, otherwise, part.inputs[0]!.shape);
    carriers.set(node, place(layer, name, isInput ? [] : [carriers.get(part.inputs[0]!.node)!]));
  }
  for (const id of part.nodes) {
    const node = nodes.get(id)!;
    const { inputs, output } = inference.nodes.get(id)!;
    const given = givenOf(node.params, inputs!, output!, tensorsOf(id, weights));
    const sources = incoming.get(id)!.map(({ source }) => carriers.get(source)!);
    let from = sources;
    for (const layer of kerasLayersOf(node.kind as LayerKind, given))
      from = [place(frozenAs(node, layer), layer.suffix === undefined ? id : `${id}_${layer.suffix}`, from)];
    carriers.set(id, from[0]!);
    const beside = part.outputs.find((end) => end.node === id && end.side === 'logVariance');
    if (beside) variances.set(id, place(frozenAs(node, logVariance(given)), beside.name, sources));
  }
  const outputs = part.outputs.map(({ node, side }) => (side === 'output' ? carriers : variances).get(node)!);
  return {
    name: names.take(part.kind),
    layers,
    inputs: layers.filter(({ inputs }) => inputs.length === 0).map(({ name }) => name),
    outputs: outputs.map((name) => ownOutput(layers, name, place)),
    carriers,
  };
}

/** A frozen layer's weights stay as they are in Keras's training, too. */
const frozenAs = ({ frozen }: GraphNode, layer: KerasLayer): KerasLayer =>
  frozen && layer.weights.length > 0 ? { ...layer, config: { ...layer.config, trainable: false } } : layer;

/** The same number everywhere, whatever comes in: a linear map that looks at nothing, and a bias. */
const constant = (shape: Shape, value: number, from: Shape): KerasLayer => {
  const units = shape.at(-1)!;
  return {
    className: 'Dense',
    config: { units, activation: 'linear', trainable: false },
    weights: [
      { owner: '', name: 'kernel', shape: [from.at(-1)!, units], values: new Float32Array(from.at(-1)! * units) },
      { owner: '', name: 'bias', shape: [units], values: new Float32Array(units).fill(value) },
    ],
    shape,
  };
};

/** Keras takes no model whose output is its input: something that changes nothing stands between. */
function ownOutput(
  layers: readonly PlacedLayer[],
  name: string,
  place: (layer: KerasLayer, wanted: string, inputs: readonly string[]) => string,
): string {
  const { layer } = layers.find((placed) => placed.name === name)!;
  if (layer.className !== 'InputLayer') return name;
  return place(
    { className: 'Activation', config: { activation: 'linear' }, weights: [], shape: layer.shape },
    'output',
    [name],
  );
}

/** A node's weights by their roles, as its layer computes with them. */
function tensorsOf(id: string, weights: WeightsByName): WeightsByName {
  const own = [...weights].flatMap(([name, tensor]): [string, NamedTensor][] =>
    name.startsWith(`${id}/`) ? [[name.slice(id.length + 1), tensor]] : [],
  );
  return spectrallyNormalized(new Map(own));
}

/** Names that Keras takes, each once: nodes of blocks have slashes in theirs. */
class Names {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    const plain = wanted.replaceAll(/[^A-Za-z0-9_-]/g, '_');
    let name = plain;
    for (let n = 2; this.#taken.has(name); n++) name = `${plain}_${n}`;
    this.#taken.add(name);
    return name;
  }
}
