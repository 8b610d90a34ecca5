/** Variational and vector-quantised autoencoders trained to the end: figures, learning, and exact resume of annealing and moving averages. */
import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import type { Control } from '#main/trainer/control.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import type { Project } from '#shared/graph/document.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { ObjectiveKind } from '#shared/objectives/index.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import { chainProject, preparedData, runTraining, weightsIn } from './fixtures.ts';

const samples = 200;
const { dataset, folderFor } = await preparedData(chainProject([['input', { shape: [784] }]], {}, samples));

/** 28 × 28 → 7 × 7 × 4 → latent → 28 × 28. */
function network(kind: ObjectiveKind, params: AnyParams, latent: AnyParams, epochs: number): Project {
  const down = { strides: [2, 2], padding: 'same', activation: 'relu' };
  const project = chainProject(
    [
      ['input', { shape: [28, 28, 1] }],
      ['conv2d', { filters: 8, ...down }],
      ['conv2d', { filters: 4, ...down, activation: 'linear' }],
      ['latent', latent],
      ['conv2dTranspose', { filters: 8, ...down }],
      ['conv2dTranspose', { filters: 1, ...down, activation: 'sigmoid' }],
      ['output'],
    ],
    { epochs, batchSize: 32, learningRate: 0.01, validationFraction: 0.2 },
    samples,
  );
  return setObjective(project, kind, params);
}

const projects = (epochs: number): Readonly<Record<string, Project>> => ({
  variational: network('variational', { loss: 'binaryCrossentropy', annealingEpochs: 2 }, { size: 2 }, epochs),
  'moving averages': network('quantised', {}, { codes: 16, decay: 0.9 }, epochs),
  'codes by the loss': network('quantised', {}, { codes: 16, codesFollow: 'loss' }, epochs),
});

describe('learns and says how', () => {
  test('variational', async () => {
    const run = await runTraining(projects(6)['variational']!, folderFor('variational'), dataset);
    expect(run.ended).toMatchObject({ reason: 'finished' });
    const epochs = run.of('epoch');
    const [first, last] = [epochs[0]!, epochs.at(-1)!];
    expect(Object.keys(last.terms)).toEqual(['reconstruction', 'kl', 'elbo', 'activeUnits']);
    expect(last.terms['elbo']!.validation).toBeLessThan(first.terms['elbo']!.validation!);
    // Untrained, each of 784 pixels costs log 2 nats.
    expect(last.terms['reconstruction']!.validation).toBeLessThan(784 * Math.log(2) * 0.6);
    const { reconstruction, kl, elbo } = last.terms;
    expect(elbo!.train).toBeCloseTo(reconstruction!.train! + kl!.train!, 2);
    expect(last.validationLoss).toBeCloseTo(elbo!.validation!, 2);
    // While beta rises, the loss of training is below the bound; validation counts all of it.
    expect(first.loss).toBeLessThan(first.terms['elbo']!.train!);
    expect(first.validationLoss).toBeCloseTo(first.terms['elbo']!.validation!, 2);
  });

  test.each(['moving averages', 'codes by the loss'])('vector-quantised, %s', async (name) => {
    const folder = folderFor(name);
    const run = await runTraining(projects(6)[name]!, folder, dataset);
    expect(run.ended).toMatchObject({ reason: 'finished' });
    const epochs = run.of('epoch');
    const [first, last] = [epochs[0]!, epochs.at(-1)!];
    expect(last.terms['reconstruction']!.validation).toBeLessThan(first.terms['reconstruction']!.validation!);
    expect(last.terms['perplexity']!.validation).toBeGreaterThan(1.5);
    expect(last.terms['usedCodes']!.validation).toBeLessThanOrEqual(1);
    const { tensors } = await readCheckpoint(runFolder(folder).last);
    const stored = [...tensors.keys()].filter((key) => key.includes('codebook'));
    expect(stored).toEqual(
      name === 'moving averages'
        ? ['weights/n3/codebookSums', 'weights/n3/codebookCounts']
        : ['weights/n3/codebook', 'optimizer/n3/codebook/mean', 'optimizer/n3/codebook/variance'],
    );
  });
});

describe('exact resume', () => {
  test.each(Object.keys(projects(2)))('%s', async (name) => {
    const project = projects(2)[name]!;
    const [whole, pieces] = [folderFor(`${name}-whole`), folderFor(`${name}-pieces`)];
    await runTraining(project, whole, dataset);
    /** After the first batch of every process: mid-epoch, mid-annealing. */
    const stopSoon = () => {
      let seen = false;
      return (report: TrainingReport, control: Control): void => {
        if (report.type !== 'progress' || seen) return;
        seen = true;
        control.stop();
      };
    };
    let rounds = 0;
    for (let reason = 'stopped'; reason === 'stopped' && rounds < 30; rounds++) {
      const run = await runTraining(project, pieces, dataset, { resume: rounds > 0, onReport: stopSoon() });
      reason = run.ended.reason;
    }
    // 10 batches, one a round; the stop after the last batch of an epoch takes effect at the next one.
    expect(rounds).toBeGreaterThan(6);
    expect(await weightsIn(pieces)).toEqual(await weightsIn(whole));
  });
});
