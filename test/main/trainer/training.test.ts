import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import { denseProject, preparedData, runTraining, weightsIn } from './fixtures.ts';

const { dataset, folderFor } = await preparedData();

describe('a run', () => {
  test('trains, reports and leaves metrics, checkpoints and pictures in its folder', async () => {
    const project = denseProject({ epochs: 8, learningRate: 0.01 });
    const folder = folderFor('whole');
    const run = await runTraining(project, folder, dataset);
    expect(run.ended).toMatchObject({ reason: 'finished', message: null, epochs: 8 });
    expect(run.of('started')[0]).toMatchObject({
      device: { id: 'cpu' },
      weights: 784 * 12 + 12 + 12 * 784 + 784,
      samples: { train: 54, validation: 6, test: 0 },
      batchesPerEpoch: 4,
      epochs: 8,
      firstEpoch: 1,
    });
    const epochs = run.of('epoch');
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(epochs[7]!.loss).toBeLessThan(epochs[0]!.loss * 0.7);
    expect(epochs[7]!.validationLoss).toBeLessThan(epochs[0]!.validationLoss!);

    const lines = (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      epochs.map(({ type: _type, runId: _runId, strip: _strip, ...metrics }) => metrics),
    );
    const best = await readCheckpoint(runFolder(folder).best);
    expect(best.state.best).toEqual({
      epoch: run.ended.bestEpoch,
      loss: Math.min(...epochs.map((e) => e.validationLoss!)),
    });

    const strip = JSON.parse(await readFile(join(folder, 'strip', 'strip.json'), 'utf8'));
    expect(strip).toMatchObject({ count: 6, width: 28, height: 28, epochs: [0, 1, 2, 3, 4, 5, 6, 7, 8] });
    for (const name of ['original', 'reconstruction-0', 'difference-8']) {
      const picture = await sharp(join(folder, 'strip', `${name}.png`)).metadata();
      expect([picture.width, picture.height]).toEqual([6 * 28, 28]);
    }
    expect((await readdir(folder)).sort()).toEqual(['checkpoints', 'metrics.jsonl', 'strip']);
  });

  test('is the same bit for bit with the same seed, and another with another', async () => {
    const folders = [0, 1, 2].map((index) => folderFor(`seed-${index}`));
    await runTraining(denseProject({ seed: 5 }), folders[0]!, dataset);
    await runTraining(denseProject({ seed: 5 }), folders[1]!, dataset);
    await runTraining(denseProject({ seed: 6 }), folders[2]!, dataset);
    const [first, again, other] = await Promise.all(folders.map(weightsIn));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});
