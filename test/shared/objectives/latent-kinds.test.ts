import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { setParams } from '#shared/graph/edit.ts';
import { mirrorEncoder } from '#shared/graph/mirror.ts';
import { setImage, setObjective, setTraining } from '#shared/graph/settings.ts';
import { defaultsOf, type AnyParams } from '#shared/layers/fields.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import { latentOf, latentSize, withLatentKind } from '#shared/objectives/latent-kind.ts';
import { quantised } from '#shared/objectives/quantised.ts';
import { variational, type VariationalParams } from '#shared/objectives/variational.ts';
import { chain, conv, dense, latent, transpose } from '../graph/chain.ts';

const plain = chain([784], dense(32), latent, dense(784, 'sigmoid'));
const pictures = chain([28, 28, 1], conv(8), conv(4), latent, transpose(8), transpose(1, { activation: 'sigmoid' }));
const kindOf = (project: Project): unknown => latentOf(project)?.params['kind'];
const problems = (project: Project): unknown[] =>
  checkProject(project).problems.map(({ id, severity, fixes }) => [id, severity, fixes.map(({ label }) => label)]);

describe('choosing an objective', () => {
  it('makes the latent what it needs, and nothing else', () => {
    const adopted = setObjective(plain, 'variational');
    expect(kindOf(adopted)).toBe('variational');
    expect(problems(adopted)).toEqual([]);
    expect(withLatentKind(adopted, 'plain').graph).toEqual(plain.graph);
    expect(kindOf(setObjective(pictures, 'quantised'))).toBe('quantised');
  });
  it('keeps the loss that was chosen, there and back', () => {
    const crossentropy = setObjective(plain, 'reconstruct', { loss: 'binaryCrossentropy' });
    const there = setObjective(crossentropy, 'variational');
    expect(there.objective.params['loss']).toBe('binaryCrossentropy');
    expect(setObjective(there, 'reconstruct').objective.params['loss']).toBe('binaryCrossentropy');
  });
  it('leaves a variational latent to the others, which take its means', () => {
    const back = setObjective(setObjective(plain, 'variational'), 'reconstruct');
    expect(kindOf(back)).toBe('variational');
    expect(problems(back)).toEqual([]);
  });
  it('warns the others of a quantised latent', () => {
    const back = setObjective(setObjective(pictures, 'quantised'), 'reconstruct');
    expect(problems(back)).toEqual([['latent:kind', 'warning', ['Make “Latent” plain']]]);
    const [warning] = checkProject(back).problems;
    expect(warning!.title).toBe('The encoder is not kept near its codes');
    const byLoss = setParams(back, latentOf(back)!.id, { codesFollow: 'loss' });
    expect(checkProject(byLoss).problems[0]!.title).toBe('The codes do not learn');
    expect(problems(warning!.fixes[0]!.apply(back))).toEqual([]);
  });
});

describe.each(['variational', 'quantised'] as const)('%s', (kind) => {
  it('refuses another kind of latent, with a fix', () => {
    const project = withLatentKind(setObjective(plain, kind), 'plain');
    expect(problems(project)).toEqual([['latent:kind', 'error', [`Make “Latent” ${kind}`]]]);
    const fixed = checkProject(project).problems[0]!.fixes[0]!.apply(project);
    expect(kindOf(fixed)).toBe(kind);
  });
  it('needs a latent', () => {
    const without = setObjective(chain([784], dense(32), dense(784, 'sigmoid')), kind);
    expect(checkProject(without).problems).toContainEqual(
      expect.objectContaining({ id: 'latents', severity: 'error' }),
    );
  });
});

describe('variational', () => {
  it('wants an output from 0 to 1 for cross-entropy, or another likelihood', () => {
    const linear = setObjective(chain([784], dense(8), latent, dense(784, 'linear')), 'variational', {
      loss: 'binaryCrossentropy',
    });
    expect(problems(linear)).toEqual([
      ['loss:output', 'error', ['Use sigmoid in “Dense 784”', 'Use mean squared error']],
    ]);
    for (const fix of checkProject(linear).problems[0]!.fixes) expect(problems(fix.apply(linear))).toEqual([]);
  });
  it('warns of an annealing that never ends, and of one without validation', () => {
    const annealed = (epochs: number, validationFraction: number): Project =>
      setTraining(setObjective(plain, 'variational', { annealingEpochs: 10 }), { epochs, validationFraction });
    expect(problems(annealed(40, 0.1))).toEqual([]);
    expect(problems(annealed(10, 0.1))).toEqual([['annealing:long', 'warning', ['Anneal for 5 epochs']]]);
    expect(problems(annealed(40, 0))).toEqual([['annealing:best', 'warning', ['Validate on 10 % of the samples']]]);
  });
  it('advises on each likelihood and on beta', () => {
    const defaults = defaultsOf(variational.fields);
    const advise = (params: Partial<VariationalParams>, project = plain): string =>
      variational.advise({ ...defaults, ...params }, project);
    const losses = variational.fields.loss.options.map(({ value }) => advise({ loss: value }));
    expect(new Set(losses).size).toBe(4);
    const betas = [0, 0.5, 1, 4, 20].map((beta) => advise({ beta }));
    expect(new Set(betas).size).toBe(5);
    expect(advise({ loss: 'gaussian' }, setImage(plain, { range: 'minusOneToOne' }))).toContain('−1…1');
  });
});

const epochWith = (epoch: number, terms: Readonly<Record<string, number>>): EpochMetrics => ({
  ...{ epoch, loss: 1, validationLoss: 1, learningRate: 1e-3, seconds: 1, samplesPerSecond: 1, best: true },
  terms: Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, { train: value, validation: value }])),
});

describe('findings', () => {
  const project = setParams(setObjective(plain, 'variational'), 'latent_1', { size: 20 });
  const found = (epoch: number, kl: number, activeUnits: number, params: AnyParams = {}): unknown[] =>
    variational.findings!(
      [epochWith(epoch, { kl, activeUnits })],
      { ...project.objective.params, ...params } as never,
      project,
    ).map(({ tone, text }) => [tone, text.split(/[:;.] /)[0]]);
  it('say that all latents are ignored, or most, and nothing while all is well', () => {
    expect(found(5, 0.01, 0)).toEqual([['warning', 'Posterior collapse']]);
    expect(found(5, 3.2, 1)).toEqual([['neutral', '1 of 20 latent values carries information (KL 3.2 nats in all)']]);
    expect(found(5, 25, 12)).toEqual([]);
  });
  it('wait for the first epochs and for the end of the annealing', () => {
    expect(found(1, 0.01, 0)).toEqual([]);
    expect(found(5, 0.01, 0, { annealingEpochs: 8 })).toEqual([]);
  });
  const ofCodes = (perplexity: number, usedCodes: number, on = pictures): unknown[] => {
    const quantisedProject = setObjective(on, 'quantised');
    return quantised.findings!(
      [epochWith(3, { perplexity, usedCodes })],
      quantisedProject.objective.params as never,
      quantisedProject,
    ).map(({ tone, text }) => [tone, text.split(/[:;] /)[0]]);
  };
  it('tell of a codebook that has collapsed, and of dead codes', () => {
    expect(ofCodes(1.01, 2 / 512)).toEqual([['warning', 'The codebook has collapsed']]);
    expect(ofCodes(9.5, 16 / 512)).toEqual([['neutral', 'A batch uses 16 of 512 codes (perplexity 9.5)']]);
    expect(ofCodes(300, 400 / 512)).toEqual([]);
  });
  it('do not ask for more codes than a batch has places for', () => {
    const { batchSize } = plain.training;
    expect(ofCodes(batchSize / 2, batchSize / 2 / 512, plain)).toEqual([]);
  });
  it('say nothing of what was not measured', () => {
    expect(variational.findings!([], project.objective.params as never, project)).toEqual([]);
    expect(variational.findings!([epochWith(3, {})], project.objective.params as never, project)).toEqual([]);
  });
});

describe('the size of a latent', () => {
  it('is its values, or its codes', () => {
    expect(latentSize(plain)).toBe(32);
    expect(latentSize(setParams(setObjective(plain, 'variational'), 'latent_1', { size: 2 }))).toBe(2);
    expect(latentSize(pictures)).toBe(7 * 7 * 4);
    expect(latentSize(setObjective(pictures, 'quantised'))).toBe(49);
  });
});

describe('a mirror', () => {
  const decoder = (project: Project): unknown[] => {
    const { inference, partition } = checkProject(project);
    return inference.order
      .filter((id) => partition.parts.get(id) === 'decoder')
      .map((id) => project.graph.nodes.find((node) => node.id === id)!)
      .map(({ kind, params }) => [kind, params['units'] ?? params['filters'], params['activation']]);
  };
  const sized = (shape: readonly number[], ...layers: Parameters<typeof chain>[1][]): Project =>
    mirrorEncoder(chain(shape, ...layers, ['latent', { kind: 'variational', size: 2 }]), { linked: true });
  it('begins with the way back from a narrower latent', () => {
    const project = sized([784], dense(64), dense(16));
    expect(decoder(project)).toEqual([
      ['dense', 16, 'relu'],
      ['dense', 64, 'relu'],
      ['dense', 784, 'sigmoid'],
      ['output', undefined, undefined],
    ]);
    expect(problems(setObjective(project, 'variational'))).toEqual([]);
    expect(decoder(sized([28, 28, 1], conv(8), conv(4)))[0]).toEqual(['conv2d', 4, 'relu']);
    expect(decoder(sized([28, 5], ['lstm', { units: 6, returnSequences: true }]))[0]).toEqual(['dense', 6, 'tanh']);
  });
  it('follows when the latent gets a width of its own, and when it loses it', () => {
    const linked = mirrorEncoder(chain([784], dense(32), latent), { linked: true });
    const wide = setParams(setObjective(linked, 'variational'), 'latent_1', { size: 2 });
    expect(decoder(wide).slice(0, 2)).toEqual([
      ['dense', 32, 'relu'],
      ['dense', 784, 'sigmoid'],
    ]);
    expect(problems(wide)).toEqual([]);
    const back = withLatentKind(wide, 'plain');
    expect(decoder(back)).toEqual(decoder(linked));
  });
});
