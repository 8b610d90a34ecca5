/** Runs trained for a moment in this process, and evaluated: figures that must agree with each other, and refusals. */
import { beforeAll, describe, expect, test } from 'vitest';
import { evaluateRun } from '#main/trainer/evaluation/evaluate.ts';
import { wholeSplit, type Project } from '#shared/graph/document.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { Evaluation } from '#shared/wire/evaluation.ts';
import type { EvaluationReport } from '#shared/wire/training.ts';
import { chainProject, datasetFolder, preparedData, runTraining } from '../fixtures.ts';

const samples = 1200;
const training = { epochs: 4, batchSize: 64, learningRate: 0.003 };
const split = { ...wholeSplit, testFraction: 0.25 };

const plain = chainProject(
  [
    ['input', { shape: [784] }],
    ['dense', { units: 32, activation: 'relu' }],
    ['latent'],
    ['dense', { units: 784, activation: 'sigmoid' }],
    ['output'],
  ],
  training,
  samples,
);
const project: Project = { ...plain, data: { ...plain.data, split } };
const variational = setObjective(project, 'variational');
/** Of few samples, so more often. */
const oneClass: Project = {
  ...project,
  data: { ...project.data, split: { ...split, trainLabels: ['1'] } },
  training: { ...project.training, epochs: 40, batchSize: 16 },
};

const { dataset, folderFor } = await preparedData(project);

interface Asked {
  readonly given?: string;
  readonly normal?: string;
}

async function evaluate(of: Project, folder: string, { given, normal }: Asked = {}): Promise<EvaluationReport> {
  const reports: EvaluationReport[] = [];
  await evaluateRun(
    {
      ...{ type: 'evaluate', runId: 'run', project: of, folder, dataset },
      ...{ given: given ?? null, normal: normal ?? null },
    },
    (report) => reports.push(report),
  );
  return reports.at(-1)!;
}

async function figuresOf(...asked: Parameters<typeof evaluate>): Promise<Evaluation> {
  const report = await evaluate(...asked);
  if (report.type !== 'evaluated') throw new Error(JSON.stringify(report));
  return report.evaluation;
}

beforeAll(async () => {
  for (const [name, each] of Object.entries({ plain: project, variational, oneClass })) {
    const { ended } = await runTraining(each, folderFor(name), dataset);
    expect(ended.reason, JSON.stringify(ended.message)).toBe('finished');
  }
});

describe('evaluating a run', () => {
  test('measures the loss on the test samples and reads labels off the latent', async () => {
    const {
      part,
      samples: judged,
      measures,
      probe,
      quality,
      anomalies,
      epoch,
    } = await figuresOf(project, folderFor('plain'));
    expect({ part, judged, quality, anomalies }).toEqual({ part: 'test', judged: 300, quality: null, anomalies: null });
    expect(epoch).toBeGreaterThan(0);
    expect(measures['loss']).toBeGreaterThan(0.01);
    expect(measures['loss']).toBeLessThan(0.12);
    expect(probe).toMatchObject({ latentValues: 32, fittedOn: 810, judgedOn: 300 });
    // Chance is 0.1; 32 values of barely trained encoders say far more.
    expect(probe).toHaveProperty('accuracy');
    if ('accuracy' in probe) {
      expect(probe.accuracy).toBeGreaterThan(0.6);
      expect(probe.trainingAccuracy).toBeGreaterThanOrEqual(probe.accuracy);
    }
  });

  test('gives the same figures again', async () => {
    expect(await figuresOf(variational, folderFor('variational'))).toEqual(
      await figuresOf(variational, folderFor('variational')),
    );
  });

  test('takes a variational run’s parts and its samples’ quality', async () => {
    const { measures, quality } = await figuresOf(variational, folderFor('variational'));
    expect(measures['elbo']).toBeCloseTo(measures['reconstruction']! + measures['kl']!, 2);
    expect(quality).toMatchObject({
      samples: 300,
      judge: { architecture: 'Conv2D 32 → Conv2D 64 → Dense 64 → Dense 10' },
    });
    if (!quality || 'reason' in quality) throw new Error('A VAE generates.');
    expect(quality.judge.accuracy).toBeGreaterThan(0.7);
    // A VAE of four epochs is told apart easily; real samples are not.
    expect(quality.realDistance).toBeGreaterThan(0);
    expect(quality.distance).toBeGreaterThan(2 * quality.realDistance);
  });

  test('compares halves of the training samples where nothing was kept apart', async () => {
    const nothingApart: Project = {
      ...variational,
      data: { ...variational.data, split: wholeSplit },
      training: { ...variational.training, validationFraction: 0 },
    };
    const { part, quality } = await figuresOf(nothingApart, folderFor('variational'));
    expect(part).toBe('training');
    if (!quality || 'reason' in quality) throw new Error('A VAE generates.');
    expect(quality.samples).toBe(600);
    expect(quality.realDistance).toBeGreaterThan(0);
  });

  test('tells the unusual from the usual', async () => {
    const { anomalies } = await figuresOf(oneClass, folderFor('oneClass'), { normal: '1' });
    if (!anomalies || 'reason' in anomalies) throw new Error(JSON.stringify(anomalies));
    expect(anomalies.normalSamples + anomalies.otherSamples).toBeGreaterThan(1000);
    expect(anomalies.auroc.reconstruction).toBeGreaterThan(0.95);
    const both = await figuresOf(variational, folderFor('variational'), { normal: '1' });
    expect(both.anomalies).toMatchObject({ auroc: { negativeElbo: expect.any(Number) as number } });
  });

  test('says why a figure is missing', async () => {
    const { probe } = await figuresOf(oneClass, folderFor('oneClass'));
    expect(probe).toHaveProperty('reason');
  });

  test('judges on other data as a whole', async () => {
    const others: Project = { ...project, data: { ...project.data, limit: 250 } };
    const given = await datasetFolder(others, folderFor('others'));
    const { part, samples: judged, probe } = await figuresOf(project, folderFor('plain'), { given });
    expect({ part, judged }).toEqual({ part: 'given', judged: 250 });
    expect(probe).toMatchObject({ judgedOn: 250 });
  });

  test('refuses a label that is not there, in words', async () => {
    const report = await evaluate(project, folderFor('plain'), { normal: 'eleven' });
    expect(report).toMatchObject({ type: 'refused', message: { received: '“eleven” was named as the normal label.' } });
    expect(await evaluate(project, folderFor('nothing'))).toMatchObject({ type: 'refused' });
  });
});
