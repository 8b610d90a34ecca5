import { describe, expect, it } from 'vitest';
import { NODE_HEIGHT, NODE_WIDTH } from '../../../src-shared/graph/measures.ts';
import { extentOf, regionsOf } from '../../../src-renderer/design/canvas/regions.ts';

describe('how far a graph reaches', () => {
  it('is nowhere without layers', () => expect(extentOf(new Map(), [])).toBeNull());

  it('is its layers where none belongs to a part', () => {
    const positions = new Map([
      ['a', { x: -10, y: 5 }],
      ['b', { x: 90, y: 45 }],
    ]);
    expect(extentOf(positions, [])).toEqual({ x: -10, y: 5, width: 100 + NODE_WIDTH, height: 40 + NODE_HEIGHT });
  });

  it('takes in the tinted ground around the layers', () => {
    const positions = new Map([['a', { x: 0, y: 0 }]]);
    const [ground] = regionsOf(positions, new Map([['a', 'encoder']]));
    const { part, ...box } = ground!;
    expect(part).toBe('encoder');
    expect(extentOf(positions, [ground!])).toEqual(box);
    expect(box.width).toBeGreaterThan(NODE_WIDTH);
  });
});
