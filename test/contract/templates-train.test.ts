/**
 * Every template on its own data: a few steps on every device of this machine, and on the processor so many that the loss
 * falls (of rivals: that it stays finite and the pictures change).
 */
import { afterAll, describe, expect, test } from 'vitest';
import { prepareDataset } from '#main/data/cache.ts';
import { devices } from '#main/devices/index.ts';
import { bytesOf } from '#main/data/elements.ts';
import type { Batch } from '#main/trainer/batches.ts';
import { Session } from '#main/trainer/session.ts';
import type { Project } from '#shared/graph/document.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { templates, type TemplateId } from '#shared/templates.ts';
import { withWebgpu } from '../main/compiler/webgpu-adapter.ts';
import { temporaryFolder } from '../main/trainer/fixtures.ts';
import { drawTemplate } from './templates/index.ts';

const temporary = await temporaryFolder();
afterAll(temporary.remove);

const steps = 24;

const here = await Promise.all(devices.map((device) => device.status()));
const others = here.flatMap(({ id, available }) => (available && id !== 'cpu' && id !== 'webgpu' ? [id] : []));

/** Of few samples and in small batches, otherwise as it ships. */
function tiny(id: TemplateId, batchSize = 16): Project {
  const project = drawTemplate[id](id);
  // Where one label in ten is trained on, ten times as many samples leave enough.
  const limit = project.data.split.trainLabels === null ? 64 : 640;
  return { ...project, data: { ...project.data, limit }, training: { ...project.training, batchSize } };
}

async function open(project: Project, device: string): Promise<{ session: Session; batch: Batch }> {
  const { folder } = await prepareDataset(project.data, { cacheFolder: temporary.path });
  const session = await Session.open(project, folder, device);
  for await (const batch of session.reader.batches(session.split.train, 'drop')) return { session, batch };
  throw new Error('There are fewer samples than one batch.');
}

/** The same batch again and again. What each step measured. */
async function train({ session, batch }: Awaited<ReturnType<typeof open>>, count: number) {
  const measured: Record<string, number>[] = [];
  const { learningRate, epochs } = session.project.training;
  for (let step = 1; step <= count; step++) {
    // At the end of training: weights that rise slowly are there in full, so that losses can be compared.
    const [outputs] = await session.train([batch], [{ learningRate, step, position: { epochs } }], () => true);
    measured.push(Object.fromEntries(Object.entries(outputs!).map(([name, values]) => [name, values[0]!])));
  }
  return measured;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Nothing is said of losses: the processor's are, and devices compute the same. */
async function takeSteps(project: Project, device: string): Promise<void> {
  const opened = await open(project, device);
  try {
    for (const figures of await train(opened, opened.session.trainable.period))
      for (const [name, value] of Object.entries(figures)) expect(value, name).toSatisfy(Number.isFinite);
  } finally {
    await opened.session.close();
  }
}

// One batch of a few samples: a software adapter computes slowly.
withWebgpu('on WebGPU', () => {
  // A person's own translation is the dates' network with other words.
  const networks = templates.map(({ id }) => id).filter((id) => id !== 'own-translation');
  test.each(networks)('%s takes its steps', (id) => takeSteps(tiny(id, 4), 'webgpu'));
});

describe.each(templates.map(({ id }) => id))('%s', (id) => {
  const project = tiny(id);

  test('learns', async () => {
    const opened = await open(project, 'cpu');
    const { session, batch } = opened;
    try {
      const picture = async (): Promise<ArrayLike<number>> =>
        session.trainable.model.output
          ? ((await session.predict(bytesOf(batch.values).slice(), batch.count))['output']?.slice() ?? [])
          : [];
      const before = await picture();
      const measured = await train(opened, steps);
      for (const figures of measured)
        for (const [name, value] of Object.entries(figures)) expect(value, name).toSatisfy(Number.isFinite);
      if (before.length > 0) expect(await picture()).not.toEqual(before);
      const losses = measured.flatMap(({ loss }) => (loss === undefined ? [] : [loss]));
      if (objectiveOf(project)!.watch === 'loss') expect(mean(losses.slice(-4))).toBeLessThan(mean(losses.slice(0, 4)));
      else expect(losses.length).toBeGreaterThan(3);
    } finally {
      await session.close();
    }
  });

  test.each(others)('takes its steps on %s', (device) => takeSteps(project, device));
});
