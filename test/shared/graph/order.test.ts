import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '#shared/graph/document.ts';
import { ancestorsOf, descendantsOf, longestPath, orderGraph } from '#shared/graph/order.ts';

const graphOf = (count: number, pairs: readonly (readonly [number, number])[]): Graph => ({
  nodes: Array.from({ length: count }, (_, n) => ({
    id: `n${n}`,
    kind: 'dense',
    name: `n${n}`,
    params: {},
    position: { x: 0, y: 0 },
  })),
  edges: pairs.map(([source, target], n) => ({ id: `e${n}`, source: `n${source}`, target: `n${target}` })),
});

const anyGraph = fc
  .integer({ min: 1, max: 12 })
  .chain((count) =>
    fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 24 }).map((pairs) => graphOf(count, pairs)),
  );

describe('orderGraph', () => {
  it('puts inputs before outputs', () => {
    expect(
      orderGraph(
        graphOf(4, [
          [3, 1],
          [1, 0],
          [3, 0],
          [0, 2],
        ]),
      ).order,
    ).toEqual(['n3', 'n1', 'n0', 'n2']);
  });
  it('names each circle once, in the direction of its edges', () => {
    const { order, cycles } = orderGraph(
      graphOf(6, [
        [0, 1],
        [1, 2],
        [2, 1],
        [3, 4],
        [4, 5],
        [5, 3],
      ]),
    );
    expect(order).toEqual(['n0']);
    expect(cycles).toEqual([
      ['n2', 'n1'],
      ['n4', 'n5', 'n3'],
    ]);
  });
  it('orders every node that is on no circle and behind none, and finds a circle exactly when it must', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const { order, cycles } = orderGraph(graph);
        const at = new Map(order.map((id, n) => [id, n]));
        for (const edge of graph.edges) {
          if (at.has(edge.target)) expect(at.get(edge.source)).toBeLessThan(at.get(edge.target)!);
        }
        const onCircle = graph.nodes
          .filter((node) => descendantsOf(graph, node.id).has(node.id))
          .map((node) => node.id);
        expect(cycles.length > 0).toBe(onCircle.length > 0);
        for (const cycle of cycles) {
          cycle.forEach((id, n) => {
            const next = cycle[(n + 1) % cycle.length];
            expect(graph.edges.some((edge) => edge.source === id && edge.target === next)).toBe(true);
          });
        }
        const blocked = graph.nodes.filter((node) =>
          onCircle.some((id) => id === node.id || descendantsOf(graph, id).has(node.id)),
        );
        expect(order.length).toBe(graph.nodes.length - blocked.length);
      }),
    );
  });
});

describe('reachability', () => {
  it('is the same seen from both ends', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        for (const a of graph.nodes) {
          for (const b of graph.nodes)
            expect(descendantsOf(graph, a.id).has(b.id)).toBe(ancestorsOf(graph, b.id).has(a.id));
        }
      }),
    );
  });
  it('takes the long way round, not the shortcut', () => {
    const graph = graphOf(5, [
      [0, 4],
      [0, 1],
      [1, 2],
      [2, 4],
      [1, 4],
      [3, 4],
    ]);
    expect(longestPath(graph, 'n0', 'n4')).toEqual(['n0', 'n1', 'n2', 'n4']);
    expect(longestPath(graph, 'n4', 'n0')).toBeNull();
    expect(longestPath(graph, 'n2', 'n2')).toEqual(['n2']);
  });
});
