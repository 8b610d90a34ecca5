/**
 * How much a training step computes for one sample, counted from shapes and weights. Owns a rough count: for estimates of time,
 * not for comparing devices, which are measured.
 */
import type { Project } from '#shared/graph/document.ts';
import { expandBlocks } from '#shared/graph/expand-blocks.ts';
import { inferGraph, type NodeInference } from '#shared/graph/infer.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import { sizeOf, type Shape } from '#shared/layers/layer.ts';

/** Forwards, and backwards once for the inputs and once for the weights. */
const passes = 3;
/** What an element that is only moved, added or bent costs, in multiply-adds: memory, not arithmetic, takes that time. */
const perElement = 8;

/** Multiply-adds of training on one sample once; 0 for a graph whose shapes are unknown. */
export function trainingWork(drawn: Project): number {
  const project = expandBlocks(drawn);
  const { nodes, used } = inferGraph(project);
  return (
    passes *
    project.graph.nodes
      .filter(({ id }) => used.has(id))
      .reduce((sum, { id, kind }) => sum + forwardWork(kind as LayerKind, nodes.get(id)!), 0)
  );
}

/** A weight meets a sample once at every place where its layer is applied. */
function forwardWork(kind: LayerKind, { inputs, output, weights }: NodeInference): number {
  if (!inputs || !output) return 0;
  return weights.trainable * placesOf(kind, inputs[0], output) + perElement * sizeOf(output);
}

/** Where a layer's weights are applied: at pixels of what comes out, of what comes in where that is enlarged, or at steps. */
function placesOf(kind: LayerKind, input: Shape | undefined, output: Shape): number {
  const places = (shape: Shape | undefined): number => (shape ? sizeOf(shape.slice(0, -1)) : 1);
  switch (kind) {
    // Of recurrent layers too: they may give back their last step only.
    case 'conv2dTranspose':
    case 'conv1dTranspose':
    case 'lstm':
    case 'gru':
    case 'simpleRnn':
    case 'bidirectional':
      return places(input);
    case 'conv1d':
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'separableConv2d':
    case 'dense':
    case 'attention':
    case 'multiHeadAttention':
      return places(output);
    default:
      return 1;
  }
}
