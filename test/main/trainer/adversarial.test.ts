/** Runs of two players: whose turn it is, exact resume, and a generator that comes closer to its data. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildModel } from '#main/trainer/model.ts';
import { Trainable } from '#main/trainer/programs.ts';
import { Session } from '#main/trainer/session.ts';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import { readFixedSamples } from '#main/trainer/strip.ts';
import type { Project } from '#shared/graph/document.ts';
import { addGraph } from '#shared/graph/edit.ts';
import { makeNode } from '#shared/graph/rewire.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { withDiscriminator } from '../../contract/adversarial-cases.ts';
import { chainProject, preparedData, runTraining, weightsIn } from './fixtures.ts';

/** Noise 8 → 16 → 784, and the digits, with a discriminator of 16 units. */
function gan(params: AnyParams = {}, training: Partial<Project['training']> = {}): Project {
  const chain = chainProject(
    [['input', { shape: [784] }], ['dense', { units: 784, activation: 'sigmoid' }], ['output']],
    {
      epochs: 4,
      batchSize: 10,
      validationFraction: 0,
      learningRate: 0.002,
      ...training,
    },
  );
  const [input, last, output] = chain.graph.nodes;
  const noise = makeNode(chain.graph, 'noise', { x: 0, y: 200 }, { shape: [8] });
  const hidden = makeNode(chain.graph, 'dense', { x: 200, y: 200 }, { units: 16, activation: 'leakyRelu' });
  const alone = { ...chain, graph: { nodes: [input!, last!, output!], edges: chain.graph.edges.slice(1) } };
  const whole = addGraph(
    alone,
    [noise, hidden],
    [
      [noise.id, hidden.id],
      [hidden.id, last!.id],
    ],
  );
  const rivals = withDiscriminator(whole, input!.id, last!.id, [
    ['dense', { units: 16, activation: 'leakyRelu', spectralNormalization: true }],
    ['dropout', { rate: 0.2 }],
    ['dense', { units: 1 }],
  ]);
  return setObjective(rivals, 'adversarial', params);
}

const { dataset, folderFor } = await preparedData(gan());

test('five steps of the discriminator come before each of the generator', async () => {
  const project = gan({ discriminatorSteps: 5 });
  const trainable = new Trainable(await buildModel(project, 1), project);
  const turns = Array.from({ length: 11 }, (_, at) => trainable.playersAt(at + 1).join(' and '));
  const [alone, both] = ['discriminator', 'discriminator and generator'];
  expect(turns).toEqual([alone, alone, alone, alone, both, alone, alone, alone, alone, both, alone]);
  expect(trainable.period).toBe(5);
  expect(trainable.moves).toEqual([['discriminator', 'generator'], ['discriminator']]);
  trainable.dispose();
});

describe('a run of two players', () => {
  test('is the same bit for bit with the same seed, whether interrupted or not', async () => {
    const project = gan({ discriminatorSteps: 5, adversarialLoss: 'hinge' });
    await runTraining(project, folderFor('whole'), dataset);
    await runTraining(project, folderFor('again'), dataset);
    // Stopped in the middle of an epoch and of a turn.
    let seen = 0;
    const first = await runTraining(project, folderFor('resumed'), dataset, {
      onReport: (report, control) => {
        if (report.type === 'progress' && (seen += 1) === 1) control.stop();
      },
    });
    expect(first.ended.reason).toBe('stopped');
    const second = await runTraining(project, folderFor('resumed'), dataset, { resume: true });
    expect(second.ended.reason).toBe('finished');
    const whole = await weightsIn(folderFor('whole'));
    expect(await weightsIn(folderFor('again'))).toEqual(whole);
    expect(await weightsIn(folderFor('resumed'))).toEqual(whole);
    const [metrics, resumed] = await Promise.all(
      ['whole', 'resumed'].map(async (name) => {
        const lines = (await readFile(join(folderFor(name), 'metrics.jsonl'), 'utf8')).trim().split('\n');
        return lines.map((line) => {
          const { loss, terms } = JSON.parse(line) as { loss: number; terms: object };
          return { loss, terms };
        });
      }),
    );
    expect(resumed).toEqual(metrics);
  });

  test.each(['nonSaturating', 'wasserstein'])('brings %s samples closer to the data, and shows them', async (loss) => {
    const project = gan({ adversarialLoss: loss }, { epochs: 40, learningRate: 0.005 });
    const folder = folderFor(loss);
    const run = await runTraining(project, folder, dataset);
    expect(run.ended).toMatchObject({ reason: 'finished', bestEpoch: 40 });

    const session = await Session.open(project, dataset, 'cpu');
    try {
      const samples = await readFixedSamples(session);
      const mean = (values: ArrayLike<number>): Float64Array => {
        const sums = new Float64Array(784);
        for (let at = 0; at < values.length; at++) sums[at % 784]! += values[at]! / samples.count;
        return sums;
      };
      const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
        Math.hypot(...Array.from(a, (value, at) => value - b[at]!));
      const data = mean(samples.values);
      const distance = async (): Promise<number> => {
        const { output } = await session.predict(samples.bytes, samples.count);
        return apart(mean(output as Float32Array), data);
      };
      const before = await distance();
      const { tensors } = await readCheckpoint(runFolder(folder).last);
      await session.writeTensors(tensors);
      expect(await distance()).toBeLessThan(before * 0.75);
    } finally {
      await session.close();
    }
    const strip = JSON.parse(await readFile(join(folder, 'strip', 'strip.json'), 'utf8')) as {
      rows: { picture: string }[];
    };
    // Nothing was reconstructed, so there are no differences.
    expect(strip.rows.map(({ picture }) => picture)).not.toContain('difference');
  });
});
