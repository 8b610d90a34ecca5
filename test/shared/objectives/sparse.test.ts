import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { sparse } from '#shared/objectives/sparse.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import { chain, dense, latent, type Layer } from '../graph/chain.ts';

const network = (before: readonly Layer[], params: AnyParams): Project =>
  setObjective(chain([8], ...before, latent, dense(8, 'sigmoid')), 'sparse', params);
const found = (project: Project): unknown[] =>
  checkProject(project).problems.map(({ id, severity, fixes }) => [id, severity, fixes.map(({ label }) => label)]);

describe('sparse', () => {
  it('takes any latent values with L1, and those of a sigmoid with the divergence', () => {
    expect(found(network([dense(16)], { penalty: 'l1' }))).toEqual([]);
    expect(found(network([dense(16, 'sigmoid')], { penalty: 'divergence' }))).toEqual([]);
    expect(
      found(
        network(
          [
            ['dense', { units: 16 }],
            ['activation', { activation: 'sigmoid' }],
          ],
          { penalty: 'divergence' },
        ),
      ),
    ).toEqual([]);
  });

  it('wants latent values from 0 to 1 for the divergence, and mends them', () => {
    const project = network([dense(16)], { penalty: 'divergence' });
    expect(found(project)).toEqual([['sparse:range', 'error', ['Use sigmoid in “Dense 16”', 'Use the L1 penalty']]]);
    const [problem] = checkProject(project).problems;
    const mended = problem!.fixes.map((fix) => fix.apply(project));
    expect(mended[0]!.graph.nodes.find(({ name }) => name === 'Dense 16')!.params['activation']).toBe('sigmoid');
    expect(mended[1]!.objective.params['penalty']).toBe('l1');
    expect(found(network([dense(16), ['batchNormalization']], { penalty: 'divergence' }))[0]).toEqual([
      'sparse:range',
      'error',
      ['Add a sigmoid activation before the latent', 'Use the L1 penalty'],
    ]);
  });

  it('makes a latent of another kind plain', () => {
    const plain = chain([8], dense(4), latent, dense(8, 'sigmoid'));
    const nodes = plain.graph.nodes.map((node) =>
      node.kind === 'latent' ? { ...node, params: { ...node.params, kind: 'variational' } } : node,
    );
    const adopted = setObjective({ ...plain, graph: { ...plain.graph, nodes } }, 'sparse');
    expect(adopted.graph.nodes.find(({ kind }) => kind === 'latent')!.params['kind']).toBe('plain');
  });

  it('needs a latent', () => {
    const project = setObjective(chain([8], dense(4), dense(8, 'sigmoid')), 'sparse');
    expect(found(project).map((problem) => (problem as unknown[]).slice(0, 2))).toEqual([['latents', 'error']]);
  });

  it('says when hardly any value is active, and when all are', () => {
    const epochs = (train: number, count = 5): EpochMetrics[] =>
      Array.from({ length: count }, (_, at) => ({
        ...{
          epoch: at + 1,
          loss: 1,
          validationLoss: null,
          learningRate: 1,
          seconds: 1,
          samplesPerSecond: 1,
          best: true,
        },
        terms: { active: { train, validation: null } },
      }));
    const project = network([dense(4)], {});
    const params = project.objective.params as Parameters<typeof sparse.check>[0];
    const tones = [0.001, 0.2, 0.99].map((share) =>
      sparse.findings!(epochs(share), params, project).map(({ tone }) => tone),
    );
    expect(tones).toEqual([['warning'], [], ['neutral']]);
    for (const early of [[], epochs(0.99, 4)]) expect(sparse.findings!(early, params, project)).toEqual([]);
  });
});
