/** Which values a network can give out: what its last curve lets through. Owns the ranges of activations, nothing else. */
import type { ActivationKind } from '../layers/activations.ts';
import { isLayerKind, type LayerKind } from '../layers/index.ts';
import { formOfProject } from './data-form.ts';
import type { GraphNode, Project } from './document.ts';
import { indexGraph } from './order.ts';

/** Lowest and highest value a curve can give, or come as close to as it likes. */
export const activationRange: Readonly<Record<ActivationKind, readonly [low: number, high: number]>> = {
  linear: [-Infinity, Infinity],
  relu: [0, Infinity],
  leakyRelu: [-Infinity, Infinity],
  elu: [-1, Infinity],
  selu: [-1.7581, Infinity],
  gelu: [-0.17, Infinity],
  swish: [-0.2785, Infinity],
  softplus: [0, Infinity],
  sigmoid: [0, 1],
  tanh: [-1, 1],
  softmax: [0, 1],
};

/**
 * What a kind does to the range of what comes in: 'keeps' hands it on (zeros at a border lie in every range met here),
 * 'curve' replaces it by its own activation's, 'any' lets it become anything.
 */
const effect: Readonly<Record<LayerKind, 'keeps' | 'curve' | 'any'>> = {
  input: 'any',
  output: 'keeps',
  latent: 'keeps',
  dense: 'curve',
  flatten: 'keeps',
  reshape: 'keeps',
  activation: 'curve',
  dropout: 'keeps',
  gaussianNoise: 'keeps',
  batchNormalization: 'any',
  layerNormalization: 'any',
  conv2d: 'curve',
  conv2dTranspose: 'curve',
  separableConv2d: 'curve',
  depthwiseConv2d: 'curve',
  maxPooling2d: 'keeps',
  averagePooling2d: 'keeps',
  globalAveragePooling2d: 'keeps',
  upSampling2d: 'keeps',
  zeroPadding2d: 'keeps',
  cropping2d: 'keeps',
  conv1d: 'curve',
  conv1dTranspose: 'curve',
  maxPooling1d: 'keeps',
  upSampling1d: 'keeps',
  lstm: 'curve',
  gru: 'curve',
  simpleRnn: 'curve',
  bidirectional: 'curve',
  repeatVector: 'keeps',
  masking: 'keeps',
  add: 'any',
  concatenate: 'any',
  multiply: 'any',
  alphaDropout: 'keeps',
  attention: 'any',
  block: 'any',
  gaussianDropout: 'keeps',
  groupNormalization: 'any',
  instanceNormalization: 'any',
  multiHeadAttention: 'any',
  pixelShuffle: 'keeps',
  prelu: 'any',
  spaceToDepth: 'keeps',
  spatialDropout1d: 'keeps',
  spatialDropout2d: 'keeps',
  unitNormalization: 'any',
  classes: 'keeps',
  mask: 'any',
  noise: 'any',
  moreWords: 'any',
  embedding: 'any',
  dot: 'any',
  realOrGenerated: 'any',
  verdict: 'keeps',
};

export interface LastCurve {
  readonly node: GraphNode;
  readonly activation: ActivationKind;
}

/** Where it is asked which values arrive. */
export type CurvedEnd = 'output' | 'latent' | 'classes' | 'verdict';

/** The layer whose activation decides which values come out at an end, or null when there is none or it cannot be told. */
export function lastCurve(project: Project, end: CurvedEnd = 'output'): LastCurve | null {
  const { nodes, incoming } = indexGraph(project.graph);
  let node = project.graph.nodes.find((candidate) => candidate.kind === end);
  const seen = new Set<string>();
  while (node && isLayerKind(node.kind) && !seen.has(node.id)) {
    seen.add(node.id);
    // Means and codes are learned: they may be anything.
    if (node.kind === 'latent' && node.params['kind'] !== 'plain') return null;
    if (effect[node.kind] === 'curve') return { node, activation: node.params.activation as ActivationKind };
    const [before] = incoming.get(node.id)!;
    if (effect[node.kind] === 'any' || !before) return null;
    node = nodes.get(before.source);
  }
  return null;
}

/** The values that the data take after preprocessing; without limits for rows and sequences that are scaled around 0. */
export function dataRange(project: Project): readonly [low: number, high: number] {
  const { image, sequence } = project.data;
  switch (formOfProject(project)) {
    case 'image':
      return image.range === 'zeroToOne' ? [0, 1] : [-1, 1];
    case 'sequence':
      return sequence.scale === 'minMax' || sequence.scale === 'quantile' ? [0, 1] : unlimited;
    case 'table':
    case 'text':
      return unlimited;
  }
}

const unlimited = [-Infinity, Infinity] as const;

export const hasLimits = (project: Project): boolean => Number.isFinite(dataRange(project)[0]);

/** "0…1"; for people. */
export function rangeWords(project: Project): string {
  const [low, high] = dataRange(project);
  return Number.isFinite(low) ? `${low < 0 ? '−1' : '0'}…${high}` : 'any values, around 0';
}

/** The activation that covers exactly the data's range. */
export function fittingActivation(project: Project): 'sigmoid' | 'tanh' | 'linear' {
  const [low] = dataRange(project);
  return low === 0 ? 'sigmoid' : low === -1 ? 'tanh' : 'linear';
}
