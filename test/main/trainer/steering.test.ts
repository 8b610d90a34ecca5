import { stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import type { Control } from '#main/trainer/control.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import type { Project } from '#shared/graph/document.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import { chainProject, datasetFolder, denseProject, preparedData, runTraining, weightsIn } from './fixtures.ts';

const { dataset, folderFor } = await preparedData();

/** Steers at the first report that fits, once. */
const once = (fits: (report: TrainingReport) => boolean, act: (control: Control) => void) => {
  let done = false;
  return (report: TrainingReport, control: Control): void => {
    if (done || !fits(report)) return;
    done = true;
    act(control);
  };
};
const isProgress = (report: TrainingReport): boolean => report.type === 'progress';

describe('steering', () => {
  test('stops between two batches with a checkpoint of exactly that place', async () => {
    const folder = folderFor('stop');
    const run = await runTraining(denseProject(), folder, dataset, {
      onReport: once(isProgress, (control) => control.stop()),
    });
    expect(run.ended).toMatchObject({ reason: 'stopped', epochs: 0 });
    expect(run.ended.message?.received).toBe('Stopped in epoch 1, after 1 of 4 batches.');
    const { state } = await readCheckpoint(runFolder(folder).last);
    expect(state).toMatchObject({ epochs: 0, batch: 1, steps: 1, running: { samples: 16 } });
  });

  test('pauses with a checkpoint, does nothing, and goes on as if nothing had been', async () => {
    const plain = folderFor('plain');
    const paused = folderFor('paused');
    await runTraining(denseProject(), plain, dataset);
    let stepsWhilePaused = -1;
    const pause = once(isProgress, (control) => control.pause());
    const run = await runTraining(denseProject(), paused, dataset, {
      onReport: (report, control) => {
        pause(report, control);
        if (report.type !== 'state' || report.state !== 'paused') return;
        void readCheckpoint(runFolder(paused).last).then(({ state }) => {
          stepsWhilePaused = state.steps;
          control.resume();
        });
      },
    });
    expect(stepsWhilePaused).toBe(1);
    expect(run.of('state').map(({ state }) => state)).toEqual([
      'preparing',
      'compiling',
      'running',
      'paused',
      'running',
    ]);
    expect(run.ended.reason).toBe('finished');
    expect(await weightsIn(paused)).toEqual(await weightsIn(plain));
  });

  test('can be stopped while paused, and before the first batch', async () => {
    const pause = once(isProgress, (control) => control.pause());
    const whilePaused = await runTraining(denseProject(), folderFor('paused-stopped'), dataset, {
      onReport: (report, control) => {
        pause(report, control);
        if (report.type === 'state' && report.state === 'paused') control.stop();
      },
    });
    expect(whilePaused.ended.reason).toBe('stopped');
    const atOnce = await runTraining(denseProject(), folderFor('at-once'), dataset, {
      onReport: once(
        ({ type }) => type === 'state',
        (control) => control.stop(),
      ),
    });
    expect(atOnce.ended).toMatchObject({ reason: 'stopped', epochs: 0 });
  });
});

describe('exact resume', () => {
  const settings: Partial<Project['training']> = {
    epochs: 3,
    optimizer: { kind: 'adam', params: {} },
    schedule: { kind: 'cosine', final: 0.1, warmup: 1 },
    earlyStopping: { patience: 50, minDelta: 0 },
    learningRate: 0.05,
  };

  test('stopped at every batch, a run ends with the same bits as an uninterrupted one', async () => {
    const [whole, pieces] = [folderFor('whole'), folderFor('pieces')];
    const uninterrupted = await runTraining(denseProject(settings), whole, dataset);
    let last = await runTraining(denseProject(settings), pieces, dataset, { onReport: stopAfterOneBatch() });
    let rounds = 1;
    for (; last.ended.reason === 'stopped' && rounds < 40; rounds++)
      last = await runTraining(denseProject(settings), pieces, dataset, {
        resume: true,
        onReport: stopAfterOneBatch(),
      });
    expect(last.ended).toMatchObject({ reason: 'finished', epochs: 3 });
    // 12 batches, one a round; the stop after the last batch of an epoch takes effect at the next one.
    expect(rounds).toBeGreaterThan(7);
    expect(await weightsIn(pieces)).toEqual(await weightsIn(whole));
    const [a, b] = [await readCheckpoint(runFolder(pieces).last), await readCheckpoint(runFolder(whole).last)];
    const timeless = ({ recent, seconds: _seconds, ...state }: typeof a.state) => ({
      ...state,
      recent: recent.map(({ seconds: _s, samplesPerSecond: _p, ...metrics }) => metrics),
    });
    expect(timeless(a.state)).toEqual(timeless(b.state));
    expect(last.ended.bestEpoch).toBe(uninterrupted.ended.bestEpoch);
  });

  /** The first progress report comes after the first batch of every process. */
  const stopAfterOneBatch = () => once(isProgress, (control) => control.stop());

  test('with plateau and patience remembered', async () => {
    const remembering: Partial<Project['training']> = {
      epochs: 6,
      learningRate: 5,
      schedule: { kind: 'plateau', patience: 1, factor: 0.3 },
    };
    const [whole, pieces] = [folderFor('plateau-whole'), folderFor('plateau-pieces')];
    const uninterrupted = await runTraining(denseProject(remembering), whole, dataset);
    await runTraining(denseProject(remembering), pieces, dataset, {
      onReport: once(
        (report) => report.type === 'epoch' && report.epoch === 4,
        (control) => control.stop(),
      ),
    });
    const rest = await runTraining(denseProject(remembering), pieces, dataset, { resume: true });
    const rates = uninterrupted.of('epoch').map(({ learningRate }) => learningRate);
    expect(new Set(rates).size).toBeGreaterThan(1);
    expect(rest.of('epoch').map(({ learningRate }) => learningRate)).toEqual(rates.slice(4));
    expect(await weightsIn(pieces)).toEqual(await weightsIn(whole));
  });

  test('without a checkpoint it starts again', async () => {
    const run = await runTraining(denseProject({ epochs: 1 }), folderFor('nothing-yet'), dataset, { resume: true });
    expect(run.of('started')[0]!.firstEpoch).toBe(1);
    expect(run.ended.reason).toBe('finished');
  });

  test('goes on past its end when there are more epochs now', async () => {
    const [short, long] = [folderFor('short'), folderFor('long')];
    await runTraining(denseProject({ epochs: 2 }), short, dataset);
    const more = await runTraining(denseProject({ epochs: 4 }), short, dataset, { resume: true });
    await runTraining(denseProject({ epochs: 4 }), long, dataset);
    expect(more.of('started')[0]!.firstEpoch).toBe(3);
    expect(await weightsIn(short)).toEqual(await weightsIn(long));
  });

  test('refuses a checkpoint of another network by the weight’s name', async () => {
    const folder = folderFor('other-network');
    await runTraining(denseProject({ epochs: 1 }), folder, dataset);
    const other = chainProject([
      ['input', { shape: [784] }],
      ['dense', { units: 13 }],
      ['dense', { units: 784 }],
      ['output'],
    ]);
    const run = await runTraining(other, folder, dataset, { resume: true });
    expect(run.ended.reason).toBe('failed');
    expect(run.ended.message?.received).toContain('weights/n1/kernel');
  });
});

describe('what ends a run', () => {
  test('data that have changed since the run began', async () => {
    const folder = folderFor('changed-data');
    await runTraining(denseProject({ epochs: 1 }), folder, dataset);
    const more = denseProject({ epochs: 2 }, 70);
    const run = await runTraining(more, folder, await datasetFolder(more, folderFor('cache')), {
      resume: true,
    });
    expect(run.ended.reason).toBe('failed');
    expect(run.ended.message?.received).toBe('The data have 70 samples now; the run began with 60.');
  });

  test('a loss that is not finite, within its batch, naming the layer; the last finite checkpoint stays', async () => {
    const folder = folderFor('not-finite');
    const project = chainProject(
      [['input', { shape: [784] }], ['dense', { units: 8 }], ['latent'], ['dense', { units: 784 }], ['output']],
      { optimizer: { kind: 'sgd', params: {} }, learningRate: 100, epochs: 50 },
    );
    const run = await runTraining(project, folder, dataset, { checkpointSeconds: 0 });
    expect(run.ended.reason).toBe('notFinite');
    expect(run.ended.message?.received).toMatch(
      /^In epoch \d+, batch \d+, (the loss was (not a number|infinite)|the update went wrong): the (output|weights) of “Dense \d”/,
    );
    expect(run.ended.message?.action).toContain('learning rate (it is 100)');
    // readCheckpoint refuses values that are not finite.
    const { state } = await readCheckpoint(runFolder(folder).last);
    expect(state.steps).toBeGreaterThan(0);
  });

  test('early stopping, with its reason in words', async () => {
    const settings = { epochs: 30, earlyStopping: { patience: 2, minDelta: 10 } };
    const run = await runTraining(denseProject(settings), folderFor('early'), dataset);
    expect(run.ended).toMatchObject({ reason: 'stoppedEarly', epochs: 3 });
    expect(run.ended.message?.received).toBe(
      'The loss has not improved for 2 epochs, so training ended after epoch 3.',
    );
  });

  test('early stopping after a single epoch', async () => {
    const settings = { epochs: 30, earlyStopping: { patience: 1, minDelta: 10 } };
    const run = await runTraining(denseProject(settings), folderFor('early-one'), dataset);
    expect(run.ended.message?.received).toContain('not improved for 1 epoch, so');
  });

  test('data that do not fit the input', async () => {
    const project = chainProject([['input', { shape: [100] }], ['dense', { units: 100 }], ['output']]);
    const run = await runTraining(project, folderFor('misfit'), dataset);
    expect(run.ended.reason).toBe('failed');
    expect(run.ended.message?.received).toContain('784 values');
  });

  test('a device that does not exist', async () => {
    const run = await runTraining(denseProject({ device: 'abacus' }), folderFor('abacus'), dataset);
    expect(run.ended.reason).toBe('failed');
    expect(run.ended.message?.received).toContain('abacus');
  });

  test('too few samples for one batch', async () => {
    const run = await runTraining(denseProject({ batchSize: 128, lastBatch: 'drop' }), folderFor('few'), dataset);
    expect(run.ended.message?.received).toContain('too few for a batch of 128');
    await expect(stat(runFolder(folderFor('few')).last)).rejects.toThrow();
  });
});
