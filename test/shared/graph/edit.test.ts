import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignNodes, boundsOf, moveNodes } from '#shared/graph/arrange.ts';
import { copyNodes, duplicateNodes, isClipboard, pasteNodes } from '#shared/graph/clipboard.ts';
import { emptyProject, projectSchema, type Project } from '#shared/graph/document.ts';
import {
  addNode,
  connectNodes,
  insertAfter,
  insertOnEdge,
  removeEdges,
  removeNodes,
  renameNode,
  setParams,
  unlinkNode,
} from '#shared/graph/edit.ts';
import { record, redo, startHistory, undo } from '#shared/graph/history.ts';
import { checkIntegrity } from '#shared/graph/integrity.ts';
import { tidyLayout } from '#shared/graph/layout.ts';
import { mirrorEncoder } from '#shared/graph/mirror.ts';
import { orderGraph } from '#shared/graph/order.ts';
import { renameProject, setData, setImage, setObjective, setTraining } from '#shared/graph/settings.ts';
import { layerKinds } from '#shared/layers/index.ts';
import { UserError } from '#shared/problem.ts';
import * as v from 'valibot';
import { chain, conv, dense, latent, transpose } from './chain.ts';

const project = chain([784], dense(64), latent, dense(784, 'sigmoid'));
const wires = (of: Project): string[] => of.graph.edges.map(({ source, target }) => `${source}>${target}`);
const names = (of: Project): string[] => of.graph.nodes.map(({ name }) => name);
const origin = { x: 0, y: 0 };
const refusal = (edit: () => unknown): string => {
  try {
    edit();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return 'accepted';
};

describe('adding', () => {
  it('gives names that say kind and size, and are unique', () => {
    const twice = addNode(addNode(project, 'conv2d', origin), 'conv2d', origin, { filters: 64 });
    const more = addNode(addNode(addNode(twice, 'conv2dTranspose', origin), 'conv2d', origin), 'activation', origin);
    expect(names(more).slice(5)).toEqual([
      'Conv2D 32',
      'Conv2D 64',
      'Transpose 32',
      'Conv2D 32 · 2',
      'Activation relu',
    ]);
    expect(more.graph.nodes.at(-2)!.id).toBe('conv2d_3');
  });
  it('into a connection keeps its place among the inputs of a merge', () => {
    const merging = connectNodes(
      connectNodes(addNode(project, 'concatenate', origin), 'dense_1', 'concatenate_1'),
      'latent_1',
      'concatenate_1',
    );
    const edge = merging.graph.edges.find(({ source, target }) => source === 'dense_1' && target === 'concatenate_1')!;
    const inserted = insertOnEdge(merging, edge.id, 'dropout');
    expect(wires(inserted).filter((wire) => wire.endsWith('concatenate_1'))).toEqual([
      'dropout_1>concatenate_1',
      'latent_1>concatenate_1',
    ]);
    expect(wires(inserted)).toContain('dense_1>dropout_1');
  });
  it('behind a layer takes over what follows', () => {
    expect(wires(insertAfter(project, 'dense_1', 'dropout'))).toEqual([
      'input_1>dense_1',
      'dropout_1>latent_1',
      'latent_1>dense_2',
      'dense_2>output_1',
      'dense_1>dropout_1',
    ]);
    const forked = connectNodes(addNode(project, 'dense', origin), 'dense_1', 'dense_3');
    expect(wires(insertAfter(forked, 'dense_1', 'dropout')).filter((wire) => wire.startsWith('dense_1>'))).toEqual([
      'dense_1>dropout_1',
    ]);
  });
  it('behind the output goes before it, and behind nothing stands alone', () => {
    expect(wires(insertAfter(project, 'output_1', 'dropout'))).toContain('dropout_1>output_1');
    const alone = insertAfter(emptyProject('e', 'E'), null, 'input');
    expect(alone.graph.edges).toEqual([]);
    const built = ['dense', 'latent', 'output'].reduce(
      (of, kind) => insertAfter(of, of.graph.nodes.at(-1)!.id, kind as 'dense'),
      alone,
    );
    expect(wires(built)).toEqual(['input_1>dense_1', 'dense_1>latent_1', 'latent_1>output_1']);
    expect(wires(insertAfter(project, 'dense_1', 'input'))).toEqual(wires(project));
  });
  it('of ends into a connection is refused', () => {
    expect(refusal(() => insertOnEdge(project, 'edge_1', 'input'))).toContain(
      '“Input” cannot stand between two layers.',
    );
    expect(refusal(() => insertOnEdge(project, 'gone', 'dense'))).toContain('This connection is gone.');
  });
});

describe('connecting', () => {
  it('replaces the input of a layer that takes one', () => {
    expect(wires(connectNodes(project, 'input_1', 'dense_2'))).toEqual([
      'input_1>dense_1',
      'dense_1>latent_1',
      'dense_2>output_1',
      'input_1>dense_2',
    ]);
  });
  it.each([
    ['a circle', 'dense_2', 'dense_1', 'This would close a circle: “Dense 64” → “Latent” → “Dense 784” → “Dense 64”.'],
    ['itself', 'dense_1', 'dense_1', 'This would close a circle: “Dense 64” → “Dense 64”.'],
    ['the same twice', 'input_1', 'dense_1', '“Input” and “Dense 64” are connected already.'],
    ['what follows an output', 'output_1', 'dense_1', '“Output” is where a result ends.'],
    ['what comes before an input', 'dense_1', 'input_1', '“Input” is where data start.'],
    ['what is not there', 'gone', 'dense_1', 'There is no layer “gone”.'],
  ])('refuses %s', (_name, source, target, words) => {
    expect(refusal(() => connectNodes(project, source, target))).toContain(words);
  });
});

describe('removing', () => {
  it('heals a chain if wanted', () => {
    expect(wires(removeNodes(project, ['dense_1', 'latent_1'], { heal: true })).sort()).toEqual([
      'dense_2>output_1',
      'input_1>dense_2',
    ]);
    expect(wires(removeNodes(project, ['dense_1'], { heal: false }))).toEqual(['latent_1>dense_2', 'dense_2>output_1']);
    expect(removeNodes(project, ['gone'], { heal: true })).toBe(project);
  });
  it('does not connect twice what is connected already', () => {
    const merging = connectNodes(
      connectNodes(addNode(project, 'add', origin), 'dense_1', 'add_1'),
      'latent_1',
      'add_1',
    );
    expect(
      wires(removeNodes(merging, ['latent_1'], { heal: true })).filter((wire) => wire === 'dense_1>add_1'),
    ).toHaveLength(1);
  });
  it('of connections leaves the layers', () => {
    expect(wires(removeEdges(project, ['edge_1', 'edge_2']))).toEqual(['latent_1>dense_2', 'dense_2>output_1']);
    expect(removeEdges(project, ['gone'])).toBe(project);
  });
});

describe('settings', () => {
  it('rename a layer that still has the name it was given', () => {
    expect(names(setParams(project, 'dense_1', { units: 32 }))).toContain('Dense 32');
    const renamed = renameNode(project, 'dense_1', ' Squeeze ');
    expect(names(setParams(renamed, 'dense_1', { units: 32 }))).toContain('Squeeze');
    expect(names(setParams(addNode(project, 'dense', origin), 'dense_3', { units: 128 }))).toContain('Dense 128');
  });
  it('out of limits or unknown are refused', () => {
    expect(refusal(() => setParams(project, 'dense_1', { units: 0 }))).toContain(
      '“Dense 64”: Units is 0; it must be a whole number from 1 to 1,000,000.',
    );
    expect(refusal(() => setParams(project, 'dense_1', { colour: 1 }))).toContain('There is no setting “colour”.');
    expect(setParams(project, 'dense_1', { units: 64 })).toBe(project);
  });
  it('of names are unique and not empty', () => {
    expect(refusal(() => renameNode(project, 'dense_1', 'Latent'))).toContain('Another layer is called “Latent”.');
    expect(refusal(() => renameNode(project, 'dense_1', '  '))).toContain('The name is empty.');
  });
  it('of the project are checked by its schema', () => {
    expect(setTraining(project, { epochs: 3 }).training.epochs).toBe(3);
    expect(refusal(() => setTraining(project, { epochs: 0 }))).toContain('Training, epochs: received 0.');
    expect(setImage(project, { range: 'minusOneToOne' }).data.image.range).toBe('minusOneToOne');
    expect(setData(project, { limit: 5 }).data).toMatchObject({ limit: 5, image: project.data.image });
    expect(renameProject(project, ' Mine ').name).toBe('Mine');
    expect(refusal(() => renameProject(project, ' '))).toContain('The project’s name');
    expect(setObjective(project, 'reconstruct', { loss: 'huber' }).objective.params).toEqual({
      loss: 'huber',
      huberDelta: 1,
    });
    expect(refusal(() => setObjective(project, 'reconstruct', { loss: 'luck' }))).toContain('Loss is "luck"');
  });
});

describe('the clipboard', () => {
  it('keeps connections inside, gives new ids and names, and forgets mirrors left behind', () => {
    const linked = mirrorEncoder(chain([784], dense(128), dense(64), latent), { linked: true });
    const pasted = pasteNodes(linked, copyNodes(linked, ['dense_2', 'latent_1', 'dense_3', 'dense_4']));
    const added = pasted.graph.nodes.slice(linked.graph.nodes.length);
    expect(added.map(({ id, name, mirrorOf }) => [id, name, mirrorOf])).toEqual([
      ['dense_5', 'Dense 64 · 2', undefined],
      ['latent_2', 'Latent · 2', undefined],
      ['dense_6', 'Dense 128 · 3', 'dense_5'],
      ['dense_7', 'Dense 784 · 2', undefined],
    ]);
    expect(wires(pasted).slice(-3)).toEqual(['dense_5>latent_2', 'latent_2>dense_6', 'dense_6>dense_7']);
  });
  it('tells its own text from any other', () => {
    expect(isClipboard(copyNodes(project, ['dense_1']))).toBe(true);
    for (const text of ['', '{}', 'words', copyNodes(project, ['dense_1']).replace('"units":64', '"units":-1')]) {
      expect(isClipboard(text)).toBe(false);
      expect(refusal(() => pasteNodes(project, text))).toContain('The clipboard holds no layers of Hourglass.');
    }
  });
});

describe('positions', () => {
  const spread = moveNodes(
    project,
    new Map(project.graph.nodes.map(({ id }, at) => [id, { x: at * 100 + (at % 2) * 30, y: at * 7 }])),
  );
  const chosen = ['input_1', 'dense_1', 'latent_1'];
  it.each([
    ['left', [0, 0, 0], [0, 7, 14]],
    ['right', [200, 200, 200], [0, 7, 14]],
    ['center', [100, 100, 100], [0, 7, 14]],
    ['distributeAcross', [0, 100, 200], [0, 7, 14]],
    ['top', [0, 130, 200], [0, 0, 0]],
    ['bottom', [0, 130, 200], [14, 14, 14]],
    ['middle', [0, 130, 200], [7, 7, 7]],
    ['distributeDown', [0, 130, 200], [0, 7, 14]],
  ] as const)('align %s', (how, x, y) => {
    const { nodes } = alignNodes(spread, chosen, how).graph;
    expect([
      nodes.slice(0, 3).map(({ position }) => position.x),
      nodes.slice(0, 3).map(({ position }) => position.y),
    ]).toEqual([x, y]);
    expect(nodes.slice(3)).toEqual(spread.graph.nodes.slice(3));
  });
  it('are bounded', () => {
    expect(boundsOf(spread.graph.nodes.slice(0, 2))).toEqual({ x: 0, y: 0, width: 130 + 168, height: 7 + 72 });
    expect(boundsOf([])).toBeNull();
  });
  it('are tidied without overlaps: encoder left of latent left of decoder, always the same', () => {
    for (const tidy of [
      chain([28, 28, 1], conv(8), conv(16), conv(16), latent, transpose(16), transpose(1)),
      duplicateNodes(project, ['dense_1', 'latent_1']),
      project,
    ]) {
      const once = tidyLayout(tidy);
      expect(
        tidyLayout(moveNodes(tidy, new Map(tidy.graph.nodes.map(({ id }, at) => [id, { x: -at, y: at }])))),
      ).toEqual(once);
      const nodes = once.graph.nodes;
      for (const a of nodes) {
        for (const b of nodes) {
          if (a !== b)
            expect(Math.abs(a.position.x - b.position.x) >= 168 || Math.abs(a.position.y - b.position.y) >= 72).toBe(
              true,
            );
        }
      }
    }
    const at = new Map(tidyLayout(project).graph.nodes.map(({ id, position }) => [id, position.x]));
    expect(at.get('dense_1')).toBeLessThan(at.get('latent_1')!);
    expect(at.get('latent_1')).toBeLessThan(at.get('dense_2')!);
  });
});

type Edit = (project: Project) => Project;
const anyKind = fc.constantFrom(...layerKinds);
/** Any edit at any place; an edit that makes no sense there is refused and leaves the project as it is. */
const anyEdit: fc.Arbitrary<Edit> = fc
  .oneof(
    fc.tuple(anyKind, fc.nat(500)).map(
      ([kind, x]): ((of: Project, pick: (n: number) => string) => Project) =>
        (of) =>
          addNode(of, kind, { x, y: x }),
    ),
    fc.tuple(fc.nat(), anyKind).map(
      ([n, kind]) =>
        (of: Project, pick: (n: number) => string) =>
          insertAfter(of, pick(n), kind),
    ),
    fc.tuple(fc.nat(), anyKind).map(
      ([n, kind]) =>
        (of: Project) =>
          insertOnEdge(of, of.graph.edges[n % Math.max(1, of.graph.edges.length)]?.id ?? '', kind),
    ),
    fc.tuple(fc.nat(), fc.nat()).map(
      ([a, b]) =>
        (of: Project, pick: (n: number) => string) =>
          connectNodes(of, pick(a), pick(b)),
    ),
    fc.tuple(fc.nat(), fc.boolean()).map(
      ([n, heal]) =>
        (of: Project, pick: (n: number) => string) =>
          removeNodes(of, [pick(n)], { heal }),
    ),
    fc
      .nat()
      .map((n) => (of: Project) => removeEdges(of, [of.graph.edges[n % Math.max(1, of.graph.edges.length)]?.id ?? ''])),
    fc
      .tuple(fc.nat(), fc.constantFrom('units', 'filters', 'strides', 'kernelSize'), fc.integer({ min: 1, max: 4 }))
      .map(
        ([at, key, n]) =>
          (of: Project, pick: (n: number) => string) =>
            setParams(of, pick(at), {
              [key]: Array.isArray(of.graph.nodes.find(({ id }) => id === pick(at))?.params[key]) ? [n, n] : n,
            }),
      ),
    fc.tuple(fc.nat(), fc.nat()).map(
      ([a, b]) =>
        (of: Project, pick: (n: number) => string) =>
          duplicateNodes(of, [pick(a), pick(b)]),
    ),
    fc.nat().map((n) => (of: Project, pick: (n: number) => string) => unlinkNode(of, pick(n))),
    fc.boolean().map((linked) => (of: Project) => mirrorEncoder(of, { linked })),
    fc.constant((of: Project) => tidyLayout(of)),
  )
  .map((edit) => (of) => {
    try {
      return edit(of, (n) => of.graph.nodes[n % Math.max(1, of.graph.nodes.length)]?.id ?? '');
    } catch (error) {
      if (error instanceof UserError) return of;
      throw error;
    }
  });

describe('any sequence of edits', () => {
  it('leaves a whole document without circles, is taken back by undo, and done again by redo', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 15 }), (edits) => {
        const start = mirrorEncoder(chain([28, 28, 1], conv(8), conv(4), latent), { linked: true });
        const frozen = JSON.stringify(start);
        let history = startHistory(start);
        const states = [start];
        for (const edit of edits) {
          const next = edit(history.present);
          expect(checkIntegrity(next)).toBeNull();
          expect(v.is(projectSchema, next)).toBe(true);
          expect(orderGraph(next.graph).cycles).toEqual([]);
          if (next !== history.present) states.push(next);
          history = record(history, 'Edit', next);
        }
        for (const state of [...states].reverse().slice(1)) {
          history = undo(history);
          expect(history.present).toBe(state);
        }
        expect(JSON.stringify(history.present)).toBe(frozen);
        for (const state of states.slice(1)) {
          history = redo(history);
          expect(history.present).toBe(state);
        }
      }),
      { numRuns: 100 },
    );
  });
});
