import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { emptyProject } from '#shared/graph/document.ts';
import { activationRange } from '#shared/graph/output-range.ts';
import { setImage, setObjective } from '#shared/graph/settings.ts';
import { defaultsOf } from '#shared/layers/fields.ts';
import { objectiveOf, objectives } from '#shared/objectives/index.ts';
import { reconstruct } from '#shared/objectives/reconstruct.ts';
import { chain, dense, latent, type Layer } from '../graph/chain.ts';

const network = (end: readonly Layer[], loss: string, range: 'zeroToOne' | 'minusOneToOne' = 'zeroToOne'): Project =>
  setObjective(setImage(chain([784], dense(32), latent, ...end), { range }), 'reconstruct', { loss });
const found = (project: Project): unknown[] =>
  checkProject(project).problems.map(({ id, severity, fixes }) => [id, severity, fixes.map(({ label }) => label)]);

describe('the registry', () => {
  it('knows every objective by its own kind', () => {
    for (const [kind, definition] of Object.entries(objectives)) expect(definition.kind).toBe(kind);
    expect(objectiveOf(chain([8]))).toBe(reconstruct);
    expect(objectiveOf({ ...chain([8]), objective: { kind: 'toString', params: {} } })).toBeNull();
  });
  it('has the defaults that a new project starts with', () => {
    expect(emptyProject('e', 'E').objective.params).toEqual(defaultsOf(reconstruct.fields));
  });
});

describe('reconstruct', () => {
  it.each([
    ['sigmoid', 'meanSquaredError', 'zeroToOne'],
    ['linear', 'meanAbsoluteError', 'minusOneToOne'],
    ['tanh', 'huber', 'minusOneToOne'],
    ['tanh', 'meanSquaredError', 'zeroToOne'],
    ['relu', 'meanSquaredError', 'zeroToOne'],
    ['sigmoid', 'binaryCrossentropy', 'zeroToOne'],
  ] as const)('has nothing against %s with %s on %s', (activation, loss, range) => {
    expect(found(network([dense(784, activation)], loss, range))).toEqual([]);
  });

  it('wants an output from 0 to 1 for cross-entropy', () => {
    for (const end of [[dense(784, 'relu')], [dense(784, 'linear'), ['reshape', { targetShape: [784] }] as const]]) {
      expect(found(network(end, 'binaryCrossentropy'))).toEqual([
        ['loss:output', 'error', ['Use sigmoid in “Dense 784”', 'Use mean squared error']],
      ]);
    }
    expect(found(network([dense(784, 'sigmoid'), ['batchNormalization']], 'binaryCrossentropy'))).toEqual([
      ['loss:output', 'error', ['Add a sigmoid activation before the output', 'Use mean squared error']],
    ]);
  });
  it('wants data from 0 to 1 for cross-entropy', () => {
    expect(found(network([dense(784, 'tanh')], 'binaryCrossentropy', 'minusOneToOne'))).toEqual([
      ['loss:range', 'error', ['Scale the data to 0…1 and end in a sigmoid', 'Use mean squared error']],
    ]);
    expect(found(network([dense(784, 'sigmoid')], 'binaryCrossentropy', 'minusOneToOne'))[0]).toContainEqual([
      'Scale the data to 0…1',
      'Use mean squared error',
    ]);
  });
  it.each(['sigmoid', 'relu', 'softplus', 'swish', 'gelu', 'softmax'])(
    'warns that %s cannot reach −1',
    (activation) => {
      expect(found(network([dense(784, activation)], 'meanSquaredError', 'minusOneToOne'))).toEqual([
        ['loss:reach', 'warning', ['Use tanh in “Dense 784”']],
      ]);
    },
  );
  it('warns of softmax, whose values share a sum of 1', () => {
    expect(found(network([dense(784, 'softmax')], 'meanSquaredError'))).toEqual([
      ['loss:reach', 'warning', ['Use sigmoid in “Dense 784”']],
    ]);
  });
  it('says nothing of a network without an output', () => {
    const project = network([dense(784, 'relu')], 'binaryCrossentropy');
    const nodes = project.graph.nodes.filter(({ kind }) => kind !== 'output');
    const headless = {
      ...project,
      graph: { nodes, edges: project.graph.edges.filter(({ target }) => target !== 'output_1') },
    };
    expect(checkProject(headless).problems.map(({ id }) => id)).toEqual(['outputs']);
  });
  it('advises on every loss', () => {
    const advice = reconstruct.fields.loss.options.map(({ value }) =>
      reconstruct.advise({ loss: value, huberDelta: 1 }, network([dense(784)], value)),
    );
    expect(new Set(advice).size).toBe(4);
    expect(
      reconstruct.advise({ loss: 'meanSquaredError', huberDelta: 1 }, network([], 'meanSquaredError', 'minusOneToOne')),
    ).not.toContain('binary cross-entropy');
  });
});

/** The curves themselves, by their definitions: the table must hold their values and be no wider than needed. */
const curves: Record<keyof typeof activationRange, (x: number) => number> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  leakyRelu: (x) => (x > 0 ? x : 0.2 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  gelu: (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  swish: (x) => x / (1 + Math.exp(-x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  softmax: (x) => 1 / (1 + Math.exp(-x)),
};
it.each(Object.entries(activationRange))('the range of %s is that of its curve', (kind, [low, high]) => {
  const values = Array.from({ length: 4001 }, (_, n) => curves[kind as keyof typeof curves](-40 + n / 50));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (low === -Infinity) expect(least).toBeLessThan(-5);
  else expect(Math.abs(least - low)).toBeLessThan(0.002);
  if (high === Infinity) expect(most).toBeGreaterThan(30);
  else expect(Math.abs(most - high)).toBeLessThan(0.002);
});
