/** A graphics processor that fails in the middle of a run: its library is replaced by the processor's, failing as it does. */
import { beforeEach, expect, test, vi } from 'vitest';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import { denseProject, preparedData, runTraining, weightsIn } from './fixtures.ts';

/** Training steps still to come before each further one fails, and with what. */
const failure = vi.hoisted(() => ({ stepsLeft: Infinity, message: '' }));

vi.mock('onnxruntime-node', async (importOriginal) => {
  const library = await importOriginal<typeof import('onnxruntime-node')>();
  const create = async (model: Uint8Array, { graphOptimizationLevel }: { graphOptimizationLevel: 'all' }) => {
    const session = await library.InferenceSession.create(model, { graphOptimizationLevel, logSeverityLevel: 3 });
    return {
      run: async (feeds: Parameters<typeof session.run>[0], fetches: readonly string[]) => {
        if ('input learningRate' in feeds && failure.stepsLeft-- <= 0) throw new Error(failure.message);
        return session.run(feeds, fetches);
      },
      release: () => session.release(),
    };
  };
  return { ...library, listSupportedBackends: () => [{ name: 'webgpu' }], InferenceSession: { create } };
});

const { dataset, folderFor } = await preparedData();
beforeEach(() => Object.assign(failure, { stepsLeft: Infinity, message: '' }));

const project = denseProject({ device: 'webgpu' });
/** 54 training samples in batches of 16. */
const batchesPerEpoch = 4;

test.each([
  [
    'full',
    'WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid due to a previous error.',
    'no memory left',
  ],
  ['lost', 'vkQueueSubmit failed with VK_ERROR_DEVICE_LOST', 'stopped answering'],
])('%s: the run ends with a reason, and goes on from its checkpoint', async (name, message, words) => {
  const whole = folderFor(`${name}-whole`);
  const broken = folderFor(`${name}-broken`);
  expect((await runTraining(project, whole, dataset)).ended).toMatchObject({ reason: 'finished' });

  Object.assign(failure, { stepsLeft: batchesPerEpoch + 1, message });
  const { ended } = await runTraining(project, broken, dataset);
  expect(ended).toMatchObject({ reason: 'failed', epochs: 1 });
  expect(ended.message).toMatchObject({
    received: expect.stringContaining(words),
    expected: expect.stringMatching(/\.$/),
    action: expect.stringMatching(/batches smaller|Continue the run/),
  });
  expect((await readCheckpoint(runFolder(broken).last)).state).toMatchObject({ epochs: 1, steps: batchesPerEpoch });

  failure.stepsLeft = Infinity;
  const resumed = await runTraining(project, broken, dataset, { resume: true });
  expect(resumed.ended).toMatchObject({ reason: 'finished', epochs: 3 });
  expect(await weightsIn(broken)).toEqual(await weightsIn(whole));
});
