/** A node in words, for screen readers: name, kind, half, shape, weights, problem. */
import type { GraphNode } from '#shared/graph/document.ts';
import type { NodeInference } from '#shared/graph/infer.ts';
import type { Part } from '#shared/graph/partition.ts';
import type { Problem } from '#shared/graph/problem.ts';
import { layers, type LayerKind } from '#shared/layers/index.ts';
import { formatAmount } from '../../ui/format.ts';

const partWords: Readonly<Record<Part, string>> = {
  encoder: 'in the encoder',
  latent: 'the latent',
  decoder: 'in the decoder',
  discriminator: 'in the discriminator',
  aside: 'aside',
};

export function describeNode(
  node: GraphNode,
  part: Part,
  inference: NodeInference | null,
  problem: Problem | null,
  unusedBy: string | null = null,
): string {
  const title = layers[node.kind as LayerKind]?.title ?? node.kind;
  const weights = inference ? inference.weights.trainable + inference.weights.fixed : 0;
  const parts = [
    node.name,
    title === node.name ? null : title,
    partWords[part],
    inference?.output ? `gives ${inference.output.join(' by ')}` : 'shape unknown',
    unusedBy === null ? null : `not used by ${unusedBy}`,
    weights > 0 ? formatAmount(weights, 'weight') : null,
    node.frozen ? 'frozen' : null,
    problem ? `${problem.severity === 'error' ? 'problem' : 'warning'}: ${problem.title}` : null,
  ];
  return parts.filter((text) => text !== null).join(', ');
}
