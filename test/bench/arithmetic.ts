/**
 * Floating-point operations of a function's matrix products and convolutions, counted on its simplified trace: the
 * arithmetic that no implementation can leave out. Elementwise work, a few percent of it, is not counted.
 */
import { sizeOf, type GraphNode } from '#main/compiler/graph.ts';
import { simplify } from '#main/compiler/passes/index.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import type { KernelName } from '#main/compiler/kernels/index.ts';

/** A multiplication and an addition for each. */
const multiplyAdds: Partial<Record<KernelName, (node: GraphNode) => number>> = {
  BatchMatMul: ({ inputs, attributes, outputs }) =>
    sizeOf(outputs[0]!.shape) * inputs['a']!.shape.at(attributes['transposeA'] ? -2 : -1)!,
  Conv2D: ({ inputs, outputs }) => sizeOf(outputs[0]!.shape) * taps(inputs['filter']!.shape),
  Conv2DBackpropInput: ({ inputs }) => sizeOf(inputs['dy']!.shape) * taps(inputs['filter']!.shape),
  Conv2DBackpropFilter: ({ inputs, outputs }) => sizeOf(inputs['dy']!.shape) * taps(outputs[0]!.shape),
};

/** Products that make one element of a convolution's output; the filter is `[height, width, inChannels, outChannels]`. */
const taps = (filter: readonly number[]): number => sizeOf(filter.slice(0, 3));

export async function countOperations(...traced: Parameters<typeof traceFunction>): Promise<number> {
  const { nodes } = simplify(await traceFunction(...traced));
  return nodes.reduce((sum, node) => sum + 2 * (multiplyAdds[node.kernel]?.(node) ?? 0), 0);
}
