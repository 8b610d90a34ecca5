import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveNodes } from '../../../src-shared/graph/arrange.ts';
import { checkProject } from '../../../src-shared/graph/check.ts';
import { emptyProject, type Project } from '../../../src-shared/graph/document.ts';
import { addNode } from '../../../src-shared/graph/edit.ts';
import { mirrorEncoder } from '../../../src-shared/graph/mirror.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../../src-shared/graph/measures.ts';
import { regionsOf } from '#shared/graph/regions.ts';
import { walk } from '../../../src-renderer/design/canvas/walk.ts';
import {
  addedLayer,
  centered,
  freePlace,
  insertLayer,
  isTidy,
  makeRoom,
  settle,
} from '../../../src-renderer/design/insert.ts';
import { broken, small } from './projects.ts';

const ends = (project: Project): string[] => project.graph.edges.map(({ source, target }) => `${source}>${target}`);
const positionsOf = (project: Project) => new Map(project.graph.nodes.map((node) => [node.id, node.position]));
const overlaps = (project: Project): boolean =>
  project.graph.nodes.some((a, at) =>
    project.graph.nodes
      .slice(at + 1)
      .some(
        (b) =>
          Math.abs(a.position.x - b.position.x) < NODE_WIDTH && Math.abs(a.position.y - b.position.y) < NODE_HEIGHT,
      ),
  );

describe('insertLayer', () => {
  it('puts a layer behind another and keeps a tidy graph tidy', () => {
    const project = small();
    const from = project.graph.nodes[2]!.id;
    const after = insertLayer(project, 'dropout', { from }, null);
    expect(ends(after)).toEqual(expect.arrayContaining([`${from}>dropout_1`, `dropout_1>latent_1`]));
    expect(isTidy(after)).toBe(true);
    expect(overlaps(after)).toBe(false);
  });
  it('tells the added layer from the mirror that follows it', () => {
    const project = mirrorEncoder(small(), { linked: true });
    const after = insertLayer(project, 'dense', { from: 'dense_1' }, null);
    expect(after.graph.nodes.length).toBe(project.graph.nodes.length + 2);
    expect(addedLayer(project, after)).toMatchObject({ kind: 'dense' });
    expect(ends(after)).toContain(`dense_1>${addedLayer(project, after)!.id}`);
  });
  it('moves nothing else in a graph that a person arranged', () => {
    const project = moveNodes(small(), new Map([['latent_1', { x: 900, y: 700 }]]));
    const after = insertLayer(project, 'dropout', { from: 'dense_1' }, null);
    expect(after.graph.nodes.slice(0, -1).map((node) => node.position)).toEqual(
      project.graph.nodes.map((node) => node.position),
    );
    expect(overlaps(after)).toBe(false);
  });
  it('goes exactly where it is dropped, tied to where the connection came from', () => {
    const after = insertLayer(small(), 'dense', { from: 'flatten_1' }, { x: 40, y: 400 });
    expect(after.graph.nodes.at(-1)!.position).toEqual({ x: 40, y: 400 });
    expect(ends(after)).toContain('flatten_1>dense_3');
    expect(ends(insertLayer(small(), 'dense', { to: 'latent_1' }, { x: 0, y: 400 }))).toContain('dense_3>latent_1');
  });
  it('builds a whole network from an empty canvas, one behind the other', () => {
    let project = insertLayer(emptyProject('p', 'P'), 'input', null, null);
    for (const kind of ['conv2d', 'maxPooling2d', 'latent', 'upSampling2d', 'output'] as const) {
      project = insertLayer(project, kind, { from: project.graph.nodes.at(-1)!.id }, null);
    }
    expect(project.graph.edges).toHaveLength(5);
    expect(overlaps(project)).toBe(false);
    expect(isTidy(project)).toBe(true);
  });
});

describe('freePlace', () => {
  it('never overlaps and lies on the grid', () => {
    const coordinate = fc.integer({ min: -400, max: 400 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate), { maxLength: 12 }),
        coordinate,
        coordinate,
        (others, x, y) => {
          const project = others.reduce(
            (graph, [left, top]) => addNode(graph, 'dense', { x: left, y: top }),
            emptyProject('p', 'P'),
          );
          const place = freePlace({ x, y }, project.graph.nodes);
          expect([place.x % 8, place.y % 8].map(Math.abs)).toEqual([0, 0]);
          for (const { position } of project.graph.nodes) {
            expect(Math.abs(position.x - place.x) >= NODE_WIDTH || Math.abs(position.y - place.y) >= NODE_HEIGHT).toBe(
              true,
            );
          }
        },
      ),
    );
  });
  it('centres a layer on a point', () => {
    expect(centered({ x: 84, y: 36 })).toEqual({ x: 0, y: 0 });
  });
});

describe('walk', () => {
  const { graph } = small();
  it('follows the connections right and left, to the end and back', () => {
    const seen = ['input_1'];
    for (
      let next = walk(graph, 'input_1', 'right');
      next !== null && !seen.includes(next);
      next = walk(graph, next, 'right')
    )
      seen.push(next);
    expect(seen).toEqual(graph.nodes.map((node) => node.id));
    expect(walk(graph, 'flatten_1', 'left')).toBe('input_1');
  });
  it('goes up and down by position, and stops where nothing is', () => {
    expect(walk(graph, 'input_1', 'down')).toBe('flatten_1');
    expect(walk(graph, 'flatten_1', 'up')).toBe('input_1');
    expect(walk(graph, 'input_1', 'up')).toBeNull();
  });
});

describe('regionsOf', () => {
  it('lays encoder, latent and decoder side by side, of one height, around all of their nodes', () => {
    const project = small();
    const { parts } = checkProject(project).partition;
    const regions = regionsOf(positionsOf(project), parts);
    expect(regions.map((region) => region.part)).toEqual(['encoder', 'latent', 'decoder']);
    expect(new Set(regions.map(({ y, height }) => `${y} ${height}`)).size).toBe(1);
    for (const [before, after] of [regions.slice(0, 2), regions.slice(1)])
      expect(before!.x + before!.width).toBeLessThanOrEqual(after!.x);
    for (const node of project.graph.nodes) {
      const region = regions.find(({ part }) => part === parts.get(node.id))!;
      expect(node.position.x).toBeGreaterThan(region.x);
      expect(node.position.x + NODE_WIDTH).toBeLessThan(region.x + region.width);
    }
  });
  it('has none without a latent', () => {
    expect(regionsOf(new Map([['a', { x: 0, y: 0 }]]), new Map([['a', 'aside']]))).toEqual([]);
  });
});

describe('makeRoom', () => {
  it('gives what a fix adds a free place and moves nothing else', () => {
    const project = broken();
    for (const fix of checkProject(project).problems[0]!.fixes) {
      const after = makeRoom(project, fix.apply(project));
      const before = positionsOf(project);
      for (const node of after.graph.nodes) if (before.has(node.id)) expect(node.position).toEqual(before.get(node.id));
      expect(overlaps(after)).toBe(false);
      expect(overlaps(settle(project, fix.apply(project)))).toBe(false);
    }
  });
});
