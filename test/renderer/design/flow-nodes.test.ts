import { describe, expect, it } from 'vitest';
import { moveNodes } from '../../../src-shared/graph/arrange.ts';
import { checkProject } from '../../../src-shared/graph/check.ts';
import type { Project } from '../../../src-shared/graph/document.ts';
import { setParams } from '../../../src-shared/graph/edit.ts';
import {
  FlowNodeMemory,
  ghostsOf,
  problemsByNode,
  sidesOf,
  type NodeSight,
} from '../../../src-renderer/design/canvas/flow-nodes.ts';
import { broken, small } from './projects.ts';

function sightsOf(project: Project, selected: readonly string[] = []): NodeSight[] {
  const check = checkProject(project);
  const { starts, involved } = problemsByNode(check.problems);
  return project.graph.nodes.map((node) => ({
    ...{
      node,
      position: node.position,
      part: check.partition.parts.get(node.id)!,
      inference: check.inference.nodes.get(node.id),
    },
    ...{
      problem: starts.get(node.id) ?? null,
      involved: involved.has(node.id),
      unusedBy: null,
      selected: selected.includes(node.id),
    },
    ...{ dragging: false, tabStop: false, ghost: null },
  }));
}

describe('FlowNodeMemory', () => {
  const project = small();
  const ids = project.graph.nodes.map((node) => node.id);
  /** Indices of nodes that are drawn anew. */
  function redrawn(first: readonly NodeSight[], second: readonly NodeSight[]): number[] {
    const memory = new FlowNodeMemory();
    const before = memory.draw(first);
    return memory.draw(second).flatMap((node, at) => (node === before[at] ? [] : [at]));
  }

  it('keeps every node that nothing has happened to', () => {
    expect(redrawn(sightsOf(project), sightsOf(project))).toEqual([]);
  });
  it('redraws only what was moved', () => {
    expect(redrawn(sightsOf(project), sightsOf(moveNodes(project, new Map([[ids[2]!, { x: 5, y: 5 }]]))))).toEqual([2]);
  });
  it('redraws only what was selected', () => {
    expect(redrawn(sightsOf(project), sightsOf(project, [ids[1]!]))).toEqual([1]);
  });
  it('redraws what a new setting reaches', () => {
    const { nodes } = broken().graph;
    const changed = setParams(broken(), nodes[6]!.id, { filters: 8 });
    // Its own shape and weights, and the weights of the one behind it.
    expect(redrawn(sightsOf(broken()), sightsOf(changed)).filter((at) => at < 6)).toEqual([...Array(6).keys()]);
    expect(redrawn(sightsOf(changed), sightsOf(setParams(changed, nodes[6]!.id, { filters: 16 })))).toEqual([6, 7]);
  });
  it('says shape, weights and half', () => {
    const [, , dense] = new FlowNodeMemory().draw(sightsOf(project));
    expect(dense!.data).toMatchObject({ shape: '16', weights: 784 * 16 + 16, part: 'encoder', problem: null });
    expect(dense!.ariaLabel).toBe('Dense 16, Dense, in the encoder, gives 16, 12,560 weights');
  });
});

describe('problemsByNode', () => {
  it('badges where the mismatch starts and marks the output as involved', () => {
    const project = broken();
    const { starts, involved } = problemsByNode(checkProject(project).problems);
    expect([...starts.keys()]).toEqual([project.graph.nodes[5]!.id]);
    expect([...involved]).toEqual([project.graph.nodes[8]!.id]);
  });
});

describe('sidesOf', () => {
  it('goes down within a column and right otherwise', () => {
    expect(sidesOf({ x: 0, y: 0 }, { x: 0, y: 112 })).toEqual({ sourceHandle: 'bottom', targetHandle: 'top' });
    expect(sidesOf({ x: 0, y: 112 }, { x: 200, y: 0 })).toEqual({ sourceHandle: 'right', targetHandle: 'left' });
    expect(sidesOf({ x: 0, y: 112 }, { x: 0, y: 0 })).toEqual({ sourceHandle: 'right', targetHandle: 'left' });
  });
});

describe('ghostsOf', () => {
  it('marks what each offered fix adds or changes, and nothing before it', () => {
    const project = broken();
    const before = checkProject(project);
    const [problem] = before.problems;
    expect(problem!.fixes.length).toBeGreaterThan(0);
    for (const fix of problem!.fixes) {
      const after = fix.apply(project);
      const ghosts = ghostsOf(project, after, before.inference.nodes, checkProject(after).inference.nodes);
      const known = new Set(project.graph.nodes.map((node) => node.id));
      expect([...ghosts].filter(([, ghost]) => ghost === 'new').map(([id]) => id)).toEqual(
        after.graph.nodes.map((node) => node.id).filter((id) => !known.has(id)),
      );
      expect(ghosts.size).toBeGreaterThan(0);
    }
  });
});
