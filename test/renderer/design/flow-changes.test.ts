import { describe, expect, it } from 'vitest';
import { readNodeChange } from '../../../src-renderer/design/canvas/flow-changes.ts';
import type { FlowNode } from '../../../src-renderer/design/canvas/flow-nodes.ts';

const node = (id: string, x: number, extra: Partial<FlowNode> = {}): FlowNode =>
  ({ id, position: { x, y: 0 }, selected: false, ...extra }) as FlowNode;
const positions = new Map([
  ['a', { x: 0, y: 0 }],
  ['b', { x: 200, y: 0 }],
]);
const now = { selection: new Set<string>(), positions, moving: new Map() };
const nothing = { selection: null, moving: null, moved: null };

describe('readNodeChange', () => {
  it('sees nothing in nodes that are as they were', () => {
    expect(readNodeChange([node('a', 0), node('b', 200)], now)).toEqual(nothing);
  });
  it('reads a selection', () => {
    const change = readNodeChange([node('a', 0), node('b', 200, { selected: true })], now);
    expect(change).toEqual({ ...nothing, selection: new Set(['b']) });
  });
  it('reads a drag under way, which is no edit yet', () => {
    const change = readNodeChange([node('a', 16, { dragging: true }), node('b', 200)], now);
    expect(change).toEqual({ ...nothing, moving: new Map([['a', { x: 16, y: 0 }]]) });
  });
  it('reads the end of a drag as one move of everything that was dragged', () => {
    const moving = new Map([
      ['a', { x: 16, y: 0 }],
      ['b', { x: 216, y: 0 }],
    ]);
    const change = readNodeChange([node('a', 16), node('b', 216)], { ...now, moving, positions: moving });
    expect(change).toEqual({ selection: null, moving: new Map(), moved: moving });
  });
});
