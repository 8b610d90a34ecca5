/**
 * Computes nodes whose inputs are all constants, with TensorFlow.js's plain JavaScript kernels. Only small ones: a large
 * constant costs memory and file size where a node costs nothing.
 */
import * as tf from '@tensorflow/tfjs-core';
import { makeConstant, makeValues, rewrite, sizeOf, type Graph, type GraphNode, type GraphValue } from '../graph.ts';
import { PlainBackend } from '../plain-backend.ts';

const largest = 1024;

export function foldConstants(graph: Graph): Graph {
  const backend = new PlainBackend();
  return rewrite(graph, (node) => (foldable(node) ? compute(node, backend) : undefined));
}

function foldable(node: GraphNode): boolean {
  return (
    Object.values(node.inputs).every(({ source }) => source.kind === 'constant') &&
    node.outputs.every(({ shape }) => sizeOf(shape) <= largest) &&
    !('draw' in node.attributes)
  );
}

function compute(node: GraphNode, backend: PlainBackend): GraphValue[] | undefined {
  const kernel = tf.getKernel(node.kernel, 'cpu');
  if (!kernel) return undefined;
  const inputs: Record<string, tf.TensorInfo> = {};
  for (const [name, { source, shape, dtype }] of Object.entries(node.inputs)) {
    if (source.kind !== 'constant') return undefined;
    inputs[name] = backend.makeTensorInfo([...shape], dtype, source.values);
  }
  const named = '0' in inputs ? (Object.values(inputs) as unknown as tf.NamedTensorInfoMap) : inputs;
  const results = [kernel.kernelFunc({ inputs: named, attrs: node.attributes as tf.NamedAttrMap, backend })].flat();
  return node.outputs.map(({ shape, dtype }, index) => {
    const result = results[index];
    if (!result)
      throw new Error(`Kernel ${node.kernel} computed ${results.length} outputs. Expected ${node.outputs.length}.`);
    return makeConstant(makeValues(dtype, backend.readSync(result.dataId) as Float32Array), shape, dtype);
  });
}
