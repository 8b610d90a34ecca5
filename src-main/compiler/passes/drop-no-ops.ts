/**
 * Drops kernels that change nothing (Identity, a Cast to the same type, a Reshape to the same shape, a product with one…)
 * and joins Reshapes of Reshapes.
 */
import { isIdentity } from './cancel-transposes.ts';
import { makeNode, rewrite, sameShape, type Graph, type GraphNode, type GraphValue } from '../graph.ts';

export function dropNoOps(graph: Graph): Graph {
  return rewrite(graph, (node) => {
    const [output] = node.outputs;
    if (!output || node.outputs.length !== 1) return undefined;
    const kept = unchanged(node, output);
    if (kept && kept.dtype === output.dtype && sameShape(kept.shape, output.shape)) return [kept];
    return reshaped(node, output);
  });
}

/** The input that the node passes on, given that shape and type stay the same; undefined when it computes something. */
function unchanged(node: GraphNode, output: GraphValue): GraphValue | undefined {
  const { x, a, b } = node.inputs;
  switch (node.kernel) {
    case 'Identity':
    case 'Cast':
    case 'Reshape':
    case 'Tile':
    case 'Slice':
    case 'PadV2':
    case 'Sum':
    case 'Max':
    case 'Min':
    case 'Mean':
    case 'Prod':
      // Each of these is the identity when nothing about the shape changes, for a sum of one element too.
      return x && (node.kernel !== 'PadV2' || sameShape(x.shape, output.shape)) ? x : undefined;
    case 'ExpandDims':
      return node.inputs['input'];
    case 'Transpose':
      return isIdentity(node.attributes['perm'] as number[]) ? x : undefined;
    case 'Concat':
    case 'AddN':
      return Object.keys(node.inputs).length === 1 ? node.inputs['0'] : undefined;
    case 'Add':
      return isUniform(b, 0) ? a : isUniform(a, 0) ? b : undefined;
    case 'Sub':
      return isUniform(b, 0) ? a : undefined;
    case 'Multiply':
      return isUniform(b, 1) ? a : isUniform(a, 1) ? b : undefined;
    case 'RealDiv':
      return isUniform(b, 1) ? a : undefined;
    default:
      return undefined;
  }
}

/** ExpandDims, and a Reshape of a Reshape, as one Reshape. */
function reshaped(node: GraphNode, output: GraphValue): readonly GraphValue[] | undefined {
  if (node.kernel !== 'Reshape' && node.kernel !== 'ExpandDims') return undefined;
  let origin = node.inputs['x'] ?? node.inputs['input'];
  if (!origin) return undefined;
  const direct = origin;
  while (origin.source.kind === 'node' && origin.source.node.kernel === 'Reshape' && origin.source.node.inputs['x'])
    origin = origin.source.node.inputs['x'];
  if (sameShape(origin.shape, output.shape) && origin.dtype === output.dtype) return [origin];
  if (node.kernel === 'Reshape' && origin === direct) return undefined;
  return makeNode('Reshape', { x: origin }, { shape: output.shape }, [output]).outputs;
}

function isUniform(value: GraphValue | undefined, number: number): boolean {
  return value?.source.kind === 'constant' && value.source.values.every((each) => each === number);
}
