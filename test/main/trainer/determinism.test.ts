import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forkWithNode } from '#main/studio/runs/node-process.ts';
import { trainerEnvironment } from '#main/studio/runs/trainer-process.ts';
import type { Project } from '#shared/graph/document.ts';
import type { TrainerReply } from '#shared/wire/training.ts';
import { buildEntries, type BuiltEntries } from './built.ts';
import { chainProject, preparedData, weightsIn } from './fixtures.ts';

/** Large enough for several threads to share a product, with a smaller last batch, dropout and noise. */
const training = { epochs: 2, batchSize: 48, validationFraction: 0 };
const samples = 160;
const projects: Record<'conv' | 'lstm', Project> = {
  conv: chainProject(
    [
      ['input', { shape: [28, 28, 1] }],
      ['gaussianNoise', { stddev: 0.1 }],
      ['conv2d', { filters: 16, strides: [2, 2], padding: 'same', activation: 'relu' }],
      ['conv2d', { filters: 32, strides: [2, 2], padding: 'same', activation: 'relu' }],
      ['dropout', { rate: 0.2 }],
      ['latent'],
      ['conv2dTranspose', { filters: 16, strides: [2, 2], padding: 'same', activation: 'relu' }],
      ['conv2dTranspose', { filters: 1, strides: [2, 2], padding: 'same', activation: 'sigmoid' }],
      ['output'],
    ],
    training,
    samples,
  ),
  lstm: chainProject(
    [
      ['input', { shape: [28, 28] }],
      ['lstm', { units: 32 }],
      ['dropout', { rate: 0.2 }],
      ['latent'],
      ['repeatVector', { n: 28 }],
      ['lstm', { units: 32, returnSequences: true }],
      ['dense', { units: 28, activation: 'sigmoid' }],
      ['output'],
    ],
    training,
    samples,
  ),
};

const { dataset, folderFor } = await preparedData(projects.conv);
let entries: BuiltEntries;
beforeAll(async () => {
  entries = await buildEntries('determinism', ['src-main/trainer/entry.ts']);
});
afterAll(() => entries.remove());

/** Weights and optimizer memory that a process of its own ends with, as bytes. */
async function trainInProcess(project: Project, name: string): Promise<Record<string, string>> {
  const folder = folderFor(name);
  await mkdir(folder);
  const trainer = forkWithNode(entries.paths[0]!, trainerEnvironment(process.env));
  const exited = new Promise<void>((resolve) => trainer.onExit(() => resolve()));
  let last: TrainerReply | undefined;
  trainer.onMessage((reply) => (last = reply));
  trainer.send({ type: 'start', runId: 'run', project, folder, dataset, resume: false });
  await exited;
  expect(last).toMatchObject({ type: 'ended', reason: 'finished' });
  return weightsIn(folder);
}

test.each(['conv', 'lstm'] as const)(
  'two processes train %s to the same bits',
  async (name) => {
    const project = projects[name];
    const first = await trainInProcess(project, `${name}-first`);
    const second = await trainInProcess(project, `${name}-second`);
    expect(second).toEqual(first);
    const reseeded = { ...project, training: { ...project.training, seed: project.training.seed + 1 } };
    expect(await trainInProcess(reseeded, `${name}-reseeded`)).not.toEqual(first);
  },
  60_000,
);
