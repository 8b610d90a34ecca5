import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { addGraph } from '#shared/graph/edit.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { makeNode, withGraph } from '#shared/graph/rewire.ts';
import { changeNode } from '#shared/graph/rewire.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { chain, conv, dense, latent, transpose } from './chain.ts';

const convolutional = chain(
  [28, 28, 1],
  conv(32),
  conv(64),
  latent,
  transpose(32),
  transpose(1, { activation: 'sigmoid' }),
);
const ids = (project: Project, dataShape: Shape | null = null): string[] =>
  checkProject(project, dataShape).problems.map(({ id }) => id);
const problem = (project: Project, id: string, dataShape: Shape | null = null) =>
  checkProject(project, dataShape).problems.find((found) => found.id === id)!;
/** The project with edges that no edit would make. */
const wire = (project: Project, ...pairs: readonly (readonly [string, string])[]): Project =>
  addGraph(project, [], pairs);
const without = (project: Project, ...edges: readonly string[]): Project =>
  withGraph(project, { ...project.graph, edges: project.graph.edges.filter(({ id }) => !edges.includes(id)) });

describe('inferGraph', () => {
  it('knows the shapes and weights of the reference network', () => {
    const { nodes, weights, order } = inferGraph(convolutional);
    expect([...nodes].map(([, { output }]) => output)).toEqual([
      [28, 28, 1],
      [14, 14, 32],
      [7, 7, 64],
      [7, 7, 64],
      [14, 14, 32],
      [28, 28, 1],
      [28, 28, 1],
    ]);
    expect([...nodes].map(([, node]) => node.weights.trainable)).toEqual([0, 320, 18_496, 0, 18_464, 289, 0]);
    expect(weights).toEqual({ trainable: 37_569, fixed: 0 });
    expect(order).toHaveLength(7);
    expect(nodes.get('conv2d_2')!.weights.formula).toBe('3 × 3 × 32 × 64 + 64');
  });
  it('counts only what leads to the output', () => {
    const spare = wire(addGraph(convolutional, [makeNode(convolutional.graph, 'conv2d', { x: 0, y: 0 })], []), [
      'conv2d_1',
      'conv2d_3',
    ]);
    expect(inferGraph(spare).weights.trainable).toBe(37_569);
    expect(inferGraph(spare).used.has('conv2d_3')).toBe(false);
    expect(ids(spare)).toEqual(['deadEnd:conv2d_3']);
  });
  it('says which layer cannot take what, and nothing of those behind it', () => {
    const project = chain([28, 28, 1], dense(64), latent, dense(784));
    expect(ids(project)).toEqual(['shape:dense_1']);
    expect(problem(project, 'shape:dense_1')).toMatchObject({
      title: '“Dense 64” cannot take what it is given',
      nodes: ['dense_1', 'input_1'],
    });
    expect(inferGraph(project).nodes.get('dense_2')!.output).toBeNull();
  });
});

describe('problems of structure', () => {
  it('are none in a good network', () => {
    expect(checkProject(convolutional, [28, 28, 1]).problems).toEqual([]);
  });
  it('name missing ends, and put them there', () => {
    const empty = emptyProject('empty', 'Empty');
    expect(ids(empty)).toEqual(['inputs', 'outputs']);
    const middle = addGraph(
      empty,
      [makeNode(empty.graph, 'dense', { x: 0, y: 0 }, { units: 784, activation: 'sigmoid' })],
      [],
    );
    const started = problem(middle, 'inputs', [28, 28, 1]).fixes[0]!.apply(middle);
    expect(started.graph.nodes[1]!.params.shape).toEqual([28, 28, 1]);
    const ended = problem(middle, 'outputs').fixes[0]!.apply(middle);
    expect(ended.graph.edges.map(({ source, target }) => [source, target])).toEqual([['dense_1', 'output_1']]);
  });
  it('offer to mark the narrowest layer that everything passes', () => {
    const unmarked = chain([784], dense(128), dense(32), dense(64), dense(784, 'sigmoid'));
    const found = problem(unmarked, 'latents');
    expect(found).toMatchObject({ severity: 'warning', title: 'No layer is marked as the latent' });
    expect(found.fixes[0]!.label).toBe('Mark the narrowest layer, “Dense 32”, as the latent');
    const marked = found.fixes[0]!.apply(unmarked);
    expect(ids(marked)).toEqual([]);
    expect(checkProject(marked).partition.parts.get('dense_2')).toBe('encoder');
    // A shortcut around the narrowest makes it no bottleneck.
    const added = addGraph(unmarked, [makeNode(unmarked.graph, 'concatenate', { x: 0, y: 0 })], []);
    const shortcut = wire(
      without(added, 'edge_3'),
      ['dense_2', 'concatenate_1'],
      ['dense_1', 'concatenate_1'],
      ['concatenate_1', 'dense_3'],
    );
    expect(problem(shortcut, 'latents').fixes[0]!.label).toBe('Mark the narrowest layer, “Dense 64”, as the latent');
  });
  it('keep one of several latents, the narrowest', () => {
    const two = chain([784], dense(128), latent, dense(32), latent, dense(784, 'sigmoid'));
    const fixed = problem(two, 'latents').fixes[0]!.apply(two);
    expect(fixed.graph.nodes.filter(({ kind }) => kind === 'latent').map(({ id }) => id)).toEqual(['latent_2']);
    expect(ids(fixed)).toEqual([]);
  });
  it('name several inputs and outputs', () => {
    const two = addGraph(convolutional, [makeNode(convolutional.graph, 'input', { x: 0, y: 0 })], []);
    expect(problem(two, 'inputs')).toMatchObject({
      severity: 'error',
      title: 'The network has several inputs',
      nodes: ['input_1', 'input_2'],
    });
    const output = makeNode(convolutional.graph, 'output', { x: 0, y: 0 });
    expect(ids(wire(addGraph(convolutional, [output], []), ['conv2dTranspose_1', 'output_2']))).toContain('outputs');
  });
  it('name what is not connected: an error where it is needed, a warning where it is not', () => {
    expect(problem(without(convolutional, 'edge_2'), 'unconnected:conv2d_2')).toMatchObject({
      severity: 'error',
      title: 'Nothing comes into “Conv2D 64”',
    });
    const loose = addGraph(convolutional, [makeNode(convolutional.graph, 'dense', { x: 0, y: 0 })], []);
    const found = problem(loose, 'unconnected:dense_1');
    expect(found).toMatchObject({ severity: 'warning', title: '“Dense 64” is not connected' });
    expect(found.fixes[0]!.apply(loose).graph).toEqual(convolutional.graph);
  });
  it('name merges of one', () => {
    const project = chain([8], dense(4), latent, dense(8), ['add']);
    expect(problem(project, 'arity:add_1')).toMatchObject({
      received: 'It has one input.',
      expected: 'It needs 2 to 16 inputs.',
    });
    expect(ids(problem(project, 'arity:add_1').fixes[0]!.apply(project))).toEqual([]);
    expect(ids(wire(chain([8], dense(8), dense(8), latent, dense(8)), ['input_1', 'dense_2']))).toEqual([
      'arity:dense_2',
    ]);
  });
  it('name circles and where to open them', () => {
    const base = addGraph(chain([8], dense(8), latent, dense(8)), [], []);
    const merged = addGraph(base, [makeNode(base.graph, 'add', { x: 0, y: 0 })], []);
    const circle = wire(without(merged, 'edge_3'), ['latent_1', 'add_1'], ['add_1', 'dense_2'], ['dense_2', 'add_1']);
    const found = problem(circle, 'cycle:add_1');
    expect(found.title).toBe('Layers are connected in a circle');
    expect(new Set(found.nodes)).toEqual(new Set(['add_1', 'dense_2']));
    expect(ids(found.fixes[0]!.apply(circle))).not.toContain('cycle:add_1');
  });
  it('name clashing names and number them', () => {
    const same = withGraph(
      convolutional,
      changeNode(convolutional.graph, 'conv2d_2', (node) => ({ ...node, name: 'Conv2D 32' })),
    );
    expect(problem(same, 'name:conv2d_1').fixes[0]!.apply(same).graph.nodes[2]!.name).toBe('Conv2D 32 · 2');
  });
});

describe('budgets', () => {
  it('refuse too many weights before anything is built', () => {
    const huge = chain([784], dense(1_000_000), latent, dense(784));
    expect(problem(huge, 'budget:weights')).toMatchObject({ severity: 'error', nodes: ['dense_1'] });
    expect(problem(huge, 'budget:weights').received).toContain('1,569,000,784 weights');
  });
  it('refuse tensors of more than 2^31 values a sample', () => {
    const huge = chain(
      [4096, 4096, 1],
      ['upSampling2d', { size: [16, 16] }],
      conv(1, { strides: [16, 16] }),
      latent,
      conv(1, { strides: [1, 1] }),
    );
    expect(ids(huge)).toEqual(['budget:upSampling2d_1']);
  });
  it('refuse a network with nothing to learn', () => {
    expect(ids(chain([8, 8, 1], latent))).toEqual(['budget:none']);
  });
});

describe('the data', () => {
  it.each([
    [[784], [28, 28, 1]],
    [
      [28, 28],
      [28, 28, 1],
    ],
  ])('of the same number of values may enter as %j', (shape, dataShape) => {
    const project = chain(shape, dense(shape.at(-1)!, 'sigmoid'), latent, dense(shape.at(-1)!, 'sigmoid'));
    expect(ids(project, dataShape)).toEqual([]);
  });
  it('of another shape are refused, with what would make them fit', () => {
    const found = problem(convolutional, 'data', [32, 40, 3]);
    expect(found.received.replaceAll('\u2009', ' ')).toBe('One sample of the data is 32 × 40 × 3 (3,840 values).');
    expect(found.fixes.map(({ label }) => label.replaceAll('\u2009', ' '))).toEqual([
      'Set “Input” to 32 × 40 × 3',
      'Resize the images to 28 × 28 in grey',
    ]);
    const [take, prepare] = found.fixes.map((fix) => fix.apply(convolutional));
    expect(checkProject(take!, [32, 40, 3]).problems).toEqual([]);
    expect(prepare!.data.image).toMatchObject({ height: 28, width: 28, color: 'grey' });
    expect(prepare!.graph).toBe(convolutional.graph);
  });
});

describe('parts', () => {
  it('follow the graph, around shortcuts', () => {
    const base = chain([8], dense(6), dense(4), latent, dense(6), dense(8));
    const joined = addGraph(
      base,
      [makeNode(base.graph, 'concatenate', { x: 0, y: 0 }), makeNode(base.graph, 'dropout', { x: 0, y: 0 })],
      [],
    );
    const skip = wire(
      without(joined, 'edge_5'),
      ['dense_3', 'concatenate_1'],
      ['dense_1', 'dropout_1'],
      ['dropout_1', 'concatenate_1'],
      ['concatenate_1', 'dense_4'],
    );
    const { partition } = checkProject(skip);
    expect(Object.fromEntries(partition.parts)).toEqual({
      input_1: 'encoder',
      dense_1: 'encoder',
      dense_2: 'encoder',
      latent_1: 'latent',
      dense_3: 'decoder',
      concatenate_1: 'decoder',
      dense_4: 'decoder',
      output_1: 'decoder',
      dropout_1: 'aside',
    });
    expect(partition.trunk).toEqual([
      'input_1',
      'dense_1',
      'dense_2',
      'latent_1',
      'dense_3',
      'concatenate_1',
      'dense_4',
      'output_1',
    ]);
  });
});
