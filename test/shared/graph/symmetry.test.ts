import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { dataShapeAfter } from '#shared/graph/fix-data.ts';
import { mirrorEncoder } from '#shared/graph/mirror.ts';
import { changeParams, dropNodes, withGraph } from '#shared/graph/rewire.ts';
import { chain, conv, dense, latent, transpose, type Layer } from './chain.ts';
import { anyEncoder } from './random-encoders.ts';

const symmetryOf = (project: Project) => checkProject(project).problems.find(({ id }) => id === 'symmetry');
const labels = (project: Project): string[] => symmetryOf(project)!.fixes.map(({ label }) => label);
const shapeAt = (project: Project, id: string) => checkProject(project).inference.nodes.get(id)!.output;

const sigmoid = { activation: 'sigmoid' };
const broken = chain(
  [28, 28, 1],
  conv(32),
  conv(64),
  conv(64),
  latent,
  transpose(64),
  transpose(32),
  transpose(1, sigmoid),
);

describe('a picture that halves to 7 and to 4, and doubles to 8', () => {
  it('is said to start where the halves are lost', () => {
    const { title, received, nodes } = symmetryOf(broken)!;
    expect(title).toBe('The decoder does not give back what came in');
    expect(received.replaceAll('\u2009', ' ')).toBe(
      'Output is 32 × 32 × 1; the input is 28 × 28 × 1. It starts at “Conv2D 64 · 2”: 7 halves to 4, and 4 doubles to 8.',
    );
    expect(nodes).toEqual(['conv2dTranspose_1', 'output_1']);
  });
  it('has its sizes paired, from the outside in', () => {
    expect(checkProject(broken).ladder.map(({ encoder, decoder, agreement }) => [encoder, decoder, agreement])).toEqual(
      [
        ['input_1', 'conv2dTranspose_3', 'different'],
        ['conv2d_1', 'conv2dTranspose_2', 'different'],
        ['conv2d_2', 'conv2dTranspose_1', 'different'],
      ],
    );
  });
  it('is offered its fixes, best first', () => {
    expect(labels(broken).map((label) => label.replaceAll('\u2009', ' '))).toEqual([
      'Give “Transpose 64” 7 × 7 (crop 1)',
      'Pad the input to 32 × 32',
      'Use stride 1 in “Conv2D 64 · 2” and “Transpose 64”',
      'Resize the images to 32 × 32',
      'Crop the output to 28 × 28',
      'Use padding “valid” in “Conv2D 64 · 2” and “Transpose 64”',
    ]);
  });
  it.each([
    ['decoder', 'conv2dTranspose_1', [7, 7, 64]],
    ['padInput', 'conv2d_3', [4, 4, 64]],
    ['stride', 'conv2d_3', [7, 7, 64]],
    ['resize', 'input_1', [32, 32, 1]],
    ['cropOutput', 'conv2dTranspose_3', [32, 32, 1]],
    ['padding', 'conv2d_3', [3, 3, 64]],
  ])('%s changes what it says', (id, node, shape) => {
    const after = symmetryOf(broken)!
      .fixes.find((fix) => fix.id === id)!
      .apply(broken);
    expect(shapeAt(after, node)).toEqual(shape);
    expect(checkProject(after).problems).toEqual([]);
  });
});

const lstm = (units: number, returnSequences = false): Layer => ['lstm', { units, returnSequences }];
const cases: readonly (readonly [string, Project, string])[] = [
  ['a vector', chain([784], dense(64), latent, dense(700, 'sigmoid')), 'Use 784 units in “Dense 700”'],
  [
    'a flat output',
    chain([28, 28, 1], ['flatten'], dense(64), latent, dense(784, 'sigmoid')),
    'Reshape the output to 28 × 28 × 1',
  ],
  [
    'a picture for a vector',
    chain([784], dense(64), latent, dense(784, 'sigmoid'), ['reshape', { targetShape: [28, 28, 1] }]),
    'Flatten the output',
  ],
  [
    'one colour of three',
    chain([32, 32, 3], conv(32), latent, transpose(1, sigmoid)),
    'Use 3 filters in “Transpose 1”',
  ],
  [
    'one colour of three, and too large',
    chain([28, 28, 3], conv(32), conv(64), conv(64), latent, transpose(64), transpose(32), transpose(1, sigmoid)),
    'Give “Transpose 64” 7 × 7 (crop 1), and use 3 filters in “Transpose 1”',
  ],
  [
    'pooling that drops a row',
    chain(
      [29, 29, 1],
      ['maxPooling2d'],
      conv(8, { strides: [1, 1] }),
      latent,
      ['upSampling2d'],
      conv(1, { strides: [1, 1] }),
    ),
    'Give “Upsampling 2D” 29 × 29 (pad 1)',
  ],
  [
    'a Reshape of another size',
    chain(
      [30, 30, 1],
      conv(8),
      conv(16),
      ['flatten'],
      dense(10),
      latent,
      dense(784),
      ['reshape', { targetShape: [7, 7, 16] }],
      transpose(8),
      transpose(1, sigmoid),
    ),
    'Give “Reshape” 8 × 8 and “Transpose 8” 15 × 15',
  ],
  ['too few transposes', chain([28, 28, 1], conv(32), conv(64), latent, transpose(1)), 'Use stride 4 in “Transpose 1”'],
  [
    'valid down, same up',
    chain(
      [28, 28, 1],
      conv(32, { padding: 'valid' }),
      conv(64, { padding: 'valid' }),
      latent,
      transpose(32),
      transpose(1),
    ),
    'Give “Transpose 32” 13 × 13 and “Transpose 1” 28 × 28',
  ],
  [
    'too few steps',
    chain([28, 28], lstm(64), latent, ['repeatVector', { n: 20 }], lstm(64, true), dense(28, 'sigmoid')),
    'Give “Repeat vector” 28 (repeat 28)',
  ],
  [
    'one step of many',
    chain([28, 28], lstm(64), latent, ['repeatVector'], lstm(64), dense(28, 'sigmoid')),
    'Return sequences in “LSTM 64 · 2”',
  ],
  [
    'a sequence that halves to 13',
    chain(
      [50, 3],
      ['conv1d', { filters: 8, strides: 2, padding: 'same' }],
      ['conv1d', { filters: 8, strides: 2, padding: 'same' }],
      latent,
      ['conv1dTranspose', { filters: 8, strides: 2, padding: 'same' }],
      ['conv1dTranspose', { filters: 3, strides: 2, padding: 'same' }],
    ),
    'Give “Transpose 8” 25 (crop 1 step)',
  ],
  [
    'a sequence pooled from 49',
    chain([49, 3], ['maxPooling1d'], latent, ['upSampling1d'], ['conv1d', { filters: 3, padding: 'same' }]),
    'Give “Upsampling 1D” 49 (pad 1 step)',
  ],
];

describe('the best fix of', () => {
  it.each(cases)('%s', (_name, project, label) => {
    const problem = symmetryOf(project)!;
    expect(problem.fixes[0]!.label.replaceAll('\u2009', ' ')).toBe(label);
    for (const fix of problem.fixes)
      expect([fix.label, checkProject(fix.apply(project)).problems]).toEqual([fix.label, []]);
  });
});

it('ends in a Dense of all values where nothing smaller helps', () => {
  const upsampled = chain(
    [28, 28, 1],
    ['flatten'],
    dense(9),
    latent,
    ['reshape', { targetShape: [3, 3, 1] }],
    ['upSampling2d'],
  );
  const fix = symmetryOf(upsampled)!.fixes.find(({ id }) => id === 'denseAndReshape')!;
  expect(fix.label).toBe('Add a Dense of 784 units and a Reshape before the output');
  const { inference, problems } = checkProject(fix.apply(upsampled));
  expect([problems, inference.weights.trainable]).toEqual([[], 785 * 9 + 37 * 784]);
});

describe('every offered fix', () => {
  /** A decoder that fits, then broken somewhere: a setting changed or a layer taken out. */
  const anyBroken = fc
    .tuple(anyEncoder, fc.boolean(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 5 }))
    .map(([encoder, linked, which, how, n]): Project => {
      const project = mirrorEncoder(encoder, { linked });
      const made = new Set(encoder.graph.nodes.map(({ id }) => id));
      const nodes = project.graph.nodes.filter(({ id, kind }) => !made.has(id) && kind !== 'output');
      const node = nodes[which % Math.max(1, nodes.length)];
      if (!node) return project;
      const settings = ['filters', 'units', 'strides', 'size', 'padding', 'kernelSize', 'n'].filter(
        (key) => key in node.params && !Array.isArray(node.params[key]) && typeof node.params[key] !== 'string',
      );
      const pairs = ['strides', 'size', 'kernelSize', 'poolSize'].filter((key) => Array.isArray(node.params[key]));
      const all = [...settings.map((key) => [key, n] as const), ...pairs.map((key) => [key, [n, n]] as const)];
      const change = all[how % Math.max(1, all.length)];
      const graph =
        change && how % 3 > 0
          ? changeParams(project.graph, node.id, { [change[0]]: change[1] })
          : dropNodes(project.graph, new Set([node.id]), true);
      return withGraph(project, graph);
    });

  it('really fixes, breaks nothing, and changes nothing else of the project', () => {
    let offered = 0;
    fc.assert(
      fc.property(anyBroken, (project) => {
        const before = checkProject(project);
        const errors = new Set(before.problems.filter(({ severity }) => severity === 'error').map(({ id }) => id));
        for (const problem of before.problems) {
          for (const fix of problem.fixes) {
            offered++;
            const after = fix.apply(project);
            const { problems } = checkProject(after, dataShapeAfter(project, after, null));
            expect(problems.map(({ id }) => id)).not.toContain(problem.id);
            expect(problems.filter(({ id, severity }) => severity === 'error' && !errors.has(id))).toEqual([]);
            expect({ ...after, graph: null, data: null }).toEqual({ ...project, graph: null, data: null });
            expect(fix.apply(project)).toEqual(after);
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(offered).toBeGreaterThan(30);
  });
});
