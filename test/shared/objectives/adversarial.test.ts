import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { setParams } from '#shared/graph/edit.ts';
import { setObjective, setTraining } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { adversarialFindings } from '#shared/objectives/imbalance.ts';
import type { ObjectiveKind } from '#shared/objectives/index.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import { decoderAsGenerator, ganOf, onLatent } from '../../contract/adversarial-cases.ts';
import { chain, dense, latent } from '../graph/chain.ts';

const plain = chain([8], dense(4), latent, dense(8, 'sigmoid'));
const found = (project: Project): string[] => checkProject(project).problems.map(({ id }) => id);
const problem = (project: Project, id: string) => checkProject(project).problems.find((each) => each.id === id)!;
const mended = (project: Project, id: string): string[] => found(problem(project, id).fixes[0]!.apply(project));

describe('what is said of a discriminator', () => {
  const gan = (judging?: Parameters<typeof ganOf>[0], params: AnyParams = {}): Project =>
    setObjective(ganOf(judging), 'adversarial', params);

  it('is nothing where all is well', () => {
    expect(found(gan())).toEqual([]);
    expect(found(setObjective(decoderAsGenerator(), 'adversarial'))).toEqual([]);
  });

  it('is that its verdict takes every value, with a fix', () => {
    const squashed = gan([['dense', { units: 1, activation: 'sigmoid' }]]);
    expect(problem(squashed, 'rivals:verdict')).toMatchObject({ severity: 'error' });
    expect(mended(squashed, 'rivals:verdict')).toEqual([]);
    const cut = gan([['dense', { units: 1, activation: 'relu' }]]);
    expect(problem(cut, 'rivals:verdict')).toMatchObject({ severity: 'warning' });
  });

  it('is that a gradient penalty takes only what can be differentiated twice, by name', () => {
    const recurrent = gan(
      [
        ['reshape', { targetShape: [3, 2] }],
        ['lstm', { units: 4 }],
        ['dense', { units: 1 }],
      ],
      { adversarialLoss: 'wasserstein' },
    );
    const { title, fixes } = problem(recurrent, 'rivals:twice:lstm_1');
    expect(title).toContain('LSTM');
    expect(found(fixes[0]!.apply(recurrent))).toEqual([]);
  });

  it('is a warning of batch normalization with a gradient penalty alone', () => {
    const judging = [['dense', { units: 4 }], ['batchNormalization'], ['dense', { units: 1 }]] as const;
    expect(found(gan(judging))).toEqual([]);
    const penalised = gan(judging, { adversarialLoss: 'wasserstein' });
    expect(problem(penalised, 'rivals:batchNormalization')).toMatchObject({ severity: 'warning' });
  });

  it('is a warning of early stopping, which would go by a loss that need not fall', () => {
    const stopping = setTraining(gan(), { earlyStopping: { patience: 3, minDelta: 0 } });
    expect(problem(stopping, 'rivals:earlyStopping')).toMatchObject({ severity: 'warning' });
    expect(mended(stopping, 'rivals:earlyStopping')).toEqual([]);
  });

  it('is that real and generated have one shape', () => {
    const unequal = setParams(gan(), 'dense_2', { units: 5 });
    expect(found(unequal)).toContain('shape:realOrGenerated_1');
  });

  it('is what it compares, with another in its place', () => {
    for (const [project, kind] of [
      [ganOf(), 'adversarialAutoencoder'],
      [decoderAsGenerator(), 'adversarialAutoencoder'],
      [onLatent(), 'adversarial'],
      [onLatent(), 'vaeGan'],
    ] as const) {
      const other = setObjective(project, kind);
      expect(found(other), kind).toContain('rivals:other');
    }
    expect(mended(setObjective(decoderAsGenerator(), 'adversarialAutoencoder'), 'rivals:other')).toEqual([]);
    expect(mended(setObjective(onLatent(), 'adversarial'), 'rivals:other')).toEqual([]);
    expect(mended(setObjective(onLatent(), 'vaeGan'), 'rivals:other')).toEqual([]);
  });

  it('is that noise has the shape of the latent', () => {
    const wide = setParams(setObjective(onLatent(), 'adversarialAutoencoder'), 'noise_1', { shape: [5] });
    expect(mended(wide, 'rivals:prior')).toEqual([]);
  });
});

describe('choosing an objective with a discriminator', () => {
  it.each(['adversarial', 'adversarialAutoencoder', 'vaeGan'] as const)('%s gives a plain autoencoder one', (kind) => {
    const chosen = setObjective(plain, kind);
    expect(found(chosen)).toEqual([]);
    // Chosen a second time, it has all it needs.
    expect(setObjective(setObjective(chosen, 'reconstruct'), kind).graph).toEqual(chosen.graph);
  });

  it('leaves a network that trains as before when another is chosen again', () => {
    const back = setObjective(setObjective(plain, 'adversarialAutoencoder'), 'reconstruct');
    expect(found(back)).toEqual([]);
    expect(checkProject(back).inference.weights).toEqual(checkProject(plain).inference.weights);
  });

  it('keeps the settings that objectives share', () => {
    const hinge = setObjective(plain, 'adversarialAutoencoder', { adversarialLoss: 'hinge', discriminatorSteps: 3 });
    const kinds: ObjectiveKind[] = ['adversarial', 'vaeGan'];
    for (const kind of kinds)
      expect(setObjective(hinge, kind).objective.params).toMatchObject({
        adversarialLoss: 'hinge',
        discriminatorSteps: 3,
      });
  });
});

describe('who wins', () => {
  /** Epochs with these terms, each changing by so much an epoch. */
  const series = (terms: Readonly<Record<string, number | readonly number[]>>, epochs = 4): EpochMetrics[] =>
    Array.from({ length: epochs }, (_, at) => ({
      epoch: at + 1,
      loss: 1,
      validationLoss: null,
      terms: Object.fromEntries(
        Object.entries(terms).map(([name, value]) => [
          name,
          { train: typeof value === 'number' ? value : value[at]!, validation: null },
        ]),
      ),
      learningRate: 0.001,
      seconds: 1,
      samplesPerSecond: 1,
      best: true,
    }));
  const said = (epochs: EpochMetrics[], adversarialLoss: 'nonSaturating' | 'hinge' | 'wasserstein' = 'nonSaturating') =>
    adversarialFindings(epochs, { adversarialLoss }).map(({ tone, text }) => `${tone}: ${text}`);
  const balanced = { realScore: 0.62, generatedScore: 0.36, diversity: 0.9 };

  it('is nobody in balance, and not said before there are two epochs', () => {
    expect(said(series(balanced))).toEqual([
      'good: Neither side wins: the discriminator gives real samples 62% and generated ones 36%.',
    ]);
    expect(said(series(balanced, 1))).toEqual([]);
    expect(said([])).toEqual([]);
  });

  it('is the discriminator near 100% and 0%', () => {
    const [finding] = said(series({ ...balanced, realScore: 0.99, generatedScore: 0.01 }));
    expect(finding).toMatch(/^warning: The discriminator wins \(99% for real samples, 1% for generated ones\)/);
    expect(finding).toContain('label smoothing');
    const [hinge] = said(series({ ...balanced, realScore: 0.99, generatedScore: 0.01 }), 'hinge');
    expect(hinge).toContain('spectral normalization');
    expect(hinge).not.toContain('label smoothing');
  });

  it('is open where the discriminator guesses', () => {
    expect(said(series({ ...balanced, realScore: 0.5, generatedScore: 0.49 }))[0]).toMatch(
      /^neutral: The discriminator only guesses/,
    );
  });

  it('matters less than a collapse', () => {
    const collapsing = series({ realScore: 0.99, generatedScore: 0.01, diversity: [0.9, 0.3, 0.1, 0.05] });
    expect(said(collapsing)[0]).toMatch(/^warning: Collapse: .* 15% as much as real ones do/);
    expect(said(collapsing)).toHaveLength(2);
    expect(said(series({ ...balanced, diversity: 0.45 }))[0]).toMatch(/^warning: The samples grow alike: .* 45%/);
  });

  it('is told by the distance for Wasserstein, unless the critic is too steep or lags behind', () => {
    const told = (distance: readonly number[], penalty: number) =>
      said(series({ distance, penalty, diversity: 1 }), 'wasserstein');
    expect(told([5, 4, 3, 2], 0.05)).toEqual([
      'good: The distance between real and generated samples falls: they come closer.',
    ]);
    expect(told([2, 3, 4, 5], 0.05)[0]).toMatch(/^neutral: The distance does not fall/);
    expect(told([5, 4, 3, 2], 4)[0]).toMatch(/^warning: The critic judges too steeply \(4\.0/);
    expect(told([-1, -1, -1, -1], 0.05)[0]).toMatch(/^warning: The critic finds generated samples more real/);
  });
});
