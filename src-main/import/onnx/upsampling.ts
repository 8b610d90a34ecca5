/**
 * Enlarged pictures as compilers write them without an operator for it: every pixel side by side with itself, then every row. Owns what that
 * looks like: Reshape · Concat of the same · Reshape · Concat of the same · Reshape.
 */
import type { NodeProto } from './schema.ts';

export interface Enlarged {
  /** What is made larger, and what it is then called. */
  readonly input: string;
  readonly output: string;
  /** [height, width]. */
  readonly factors: readonly [number, number];
  readonly nodes: readonly NodeProto[];
}

/** How often a node joins the same value with itself; 0 for any other node. */
const repeats = ({ opType, input }: NodeProto): number =>
  opType === 'Concat' && input.length > 1 && input.every((name) => name === input[0]) ? input.length : 0;

/** By the last node of each. */
export function enlargedIn(nodes: readonly NodeProto[]): ReadonlyMap<NodeProto, Enlarged> {
  const makers = new Map(nodes.map((node) => [node.output[0], node]));
  const before = (node: NodeProto | undefined): NodeProto | undefined => node && makers.get(node.input[0]);
  const found = nodes.flatMap((last): [NodeProto, Enlarged][] => {
    const rows = before(last);
    const between = before(rows);
    const pixels = before(between);
    const first = before(pixels);
    if (!rows || !between || !pixels || !first) return [];
    const shapes = [first, between, last].every(({ opType }) => opType === 'Reshape');
    const factors = [repeats(rows), repeats(pixels)] as const;
    if (!shapes || factors.includes(0)) return [];
    return [
      [last, { input: first.input[0]!, output: last.output[0]!, factors, nodes: [first, pixels, between, rows, last] }],
    ];
  });
  return new Map(found);
}
