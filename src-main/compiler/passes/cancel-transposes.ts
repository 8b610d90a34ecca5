/** Joins a transpose of a transpose into one, or into none when they undo each other. */
import { makeNode, rewrite, type Graph } from '../graph.ts';

export function cancelTransposes(graph: Graph): Graph {
  return rewrite(graph, (node) => {
    const inner = node.inputs['x']?.source;
    const [output] = node.outputs;
    if (node.kernel !== 'Transpose' || inner?.kind !== 'node' || inner.node.kernel !== 'Transpose') return undefined;
    const origin = inner.node.inputs['x'];
    if (!origin || !output) return undefined;
    const perm = composePermutations(inner.node.attributes['perm'] as number[], node.attributes['perm'] as number[]);
    if (isIdentity(perm)) return [origin];
    return makeNode('Transpose', { x: origin }, { perm }, [output]).outputs;
  });
}

/** The one permutation that equals `first`, then `second`. */
export function composePermutations(first: readonly number[], second: readonly number[]): number[] {
  return second.map((axis) => first[axis] ?? axis);
}

export function isIdentity(perm: readonly number[]): boolean {
  return perm.every((axis, index) => axis === index);
}
