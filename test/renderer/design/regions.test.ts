import { describe, expect, it } from 'vitest';
import { checkProject } from '../../../src-shared/graph/check.ts';
import { tidyLayout } from '../../../src-shared/graph/layout.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../../src-shared/graph/measures.ts';
import { extentOf, regionsOf } from '#shared/graph/regions.ts';
import { sidesOf } from '../../../src-renderer/design/canvas/flow-nodes.ts';
import { stripNodes } from '../../../src-renderer/design/strip/strip-geometry.ts';
import { withObjective } from '../../../src-renderer/objective/objective-choice.ts';
import { objectives, type ObjectiveKind } from '../../../src-shared/objectives/index.ts';
import { chain, small } from './projects.ts';

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

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('where a discriminator stands', () => {
  const kinds = Object.keys(objectives) as ObjectiveKind[];

  it.each(kinds)('%s: no layers and no grounds cover each other, as chosen and tidied', (kind) => {
    for (const project of [withObjective(small(), kind), tidyLayout(withObjective(small(), kind))]) {
      const positions = new Map(project.graph.nodes.map((node) => [node.id, node.position]));
      const nodes = [...positions.values()].map((at): Box => ({ ...at, width: NODE_WIDTH, height: NODE_HEIGHT }));
      const grounds = regionsOf(positions, checkProject(project).partition.parts);
      for (const boxes of [nodes, grounds] as const)
        boxes.forEach((box, at) => expect(boxes.slice(at + 1).filter((other) => meet(box, other))).toEqual([]));
    }
  });

  it('is a row below what it judges, and not on the strip', () => {
    const project = withObjective(small(), 'adversarialAutoencoder');
    const check = checkProject(project);
    const part = (name: string) => project.graph.nodes.filter(({ id }) => check.partition.parts.get(id) === name);
    const judging = part('discriminator');
    expect(judging.length).toBeGreaterThan(2);
    const lowest = Math.max(...[...part('encoder'), ...part('decoder')].map(({ position }) => position.y));
    expect(new Set(judging.map(({ position }) => position.y)).size).toBe(1);
    expect(judging[0]!.position.y).toBeGreaterThan(lowest + NODE_HEIGHT);
    expect(stripNodes(check)).toEqual(stripNodes(checkProject(small())));
  });

  it('leaves a generator alone as a trunk from its noise', () => {
    const generator = chain('noise', ['dense', { units: 784 }], ['reshape', { targetShape: [28, 28, 1] }], 'output');
    const check = checkProject(generator);
    expect(stripNodes(check)).toEqual(generator.graph.nodes.map(({ id }) => id));
    const positions = new Map(generator.graph.nodes.map((node) => [node.id, node.position]));
    expect(regionsOf(positions, check.partition.parts).map(({ part }) => part)).toEqual(['latent', 'decoder']);
  });

  it('is reached from above', () => {
    expect(sidesOf({ x: 900, y: 0 }, { x: 100, y: 300 })).toEqual({ sourceHandle: 'bottom', targetHandle: 'top' });
    expect(sidesOf({ x: 0, y: 0 }, { x: 300, y: 300 })).toEqual({ sourceHandle: 'right', targetHandle: 'left' });
  });
});
