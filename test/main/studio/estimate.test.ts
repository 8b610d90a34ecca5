/** Estimates of how long training takes: what they are based on, and what is remembered for them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDevices } from '#main/studio/devices.ts';
import { estimatePace, secondsFor, trainedOn } from '#main/studio/devices/estimate.ts';
import { openPaces } from '#main/studio/devices/paces.ts';
import { measureProcessor } from '#main/studio/devices/processor-speed.ts';
import { trainingWork } from '#main/studio/devices/work.ts';
import type { Project } from '#shared/graph/document.ts';
import { setData } from '#shared/graph/settings.ts';
import { chainProject, denseProject, processor, temporaryFolder } from '../trainer/fixtures.ts';
import { fakeFork, fixedList } from './fake-trainer.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());

const convolutional = (filters: number): Project =>
  chainProject([
    ['input', { shape: [8, 8, 1] }],
    ['conv2d', { filters, kernelSize: [3, 3], padding: 'same' }],
    ['latent'],
    ['conv2dTranspose', { filters: 1, kernelSize: [3, 3], padding: 'same' }],
    ['output'],
  ]);

describe('the work of a step', () => {
  test('counts each weight as often as it is applied, three times over', () => {
    const [one, two] = [convolutional(4), convolutional(8)].map(trainingWork) as [number, number];
    // 3 × 3 weights and a bias for each of 4 more filters on 8 × 8 places, both ways, and 8 for each element of two layers more.
    expect(two - one).toBe(3 * (64 * 4 * (9 + 1) + 64 * 4 * 9 + 2 * 8 * 64 * 4));
  });

  test('is none where shapes are unknown', () => {
    expect(trainingWork(chainProject([['conv2d', {}], ['output']]))).toBe(0);
  });
});

describe('how fast it will go', () => {
  const never = (): Promise<number> => expect.fail('asked for nothing');
  const pace = (model: string, work: number, samplesPerSecond: number) => ({
    ...{ model, machine: 'm', work, samplesPerSecond },
  });

  test('is what this network did here', async () => {
    const paces = [pace('other', 10, 1), pace('own', 99, 420)];
    expect(await estimatePace('own', 100, paces, never)).toEqual({ basis: 'same', samplesPerSecond: 420 });
  });

  test('or follows from the networks nearest in size', async () => {
    const paces = [pace('a', 1000, 50), pace('b', 2000, 100), pace('c', 4000, 25), pace('far', 1e9, 1e9)];
    const found = (await estimatePace('own', 2000, paces, never))!;
    expect(found.basis).toBe('others');
    // Rates 50,000, 200,000 and 100,000: their geometric mean is 100,000.
    expect(found.samplesPerSecond).toBeCloseTo(50, 6);
  });

  test('or, where nothing ran here, from the processor; and nothing is said of no work', async () => {
    const found = (await estimatePace('own', 2000, [], async () => 1e6))!;
    expect(found).toMatchObject({ basis: 'processor' });
    expect((await estimatePace('own', 4000, [], async () => 1e6))!.samplesPerSecond).toBe(found.samplesPerSecond / 2);
    expect(await estimatePace('own', 0, [], never)).toBeNull();
  });
});

test('counts the samples of data that are known before they are prepared', () => {
  const project = denseProject({ validationFraction: 0.1, epochs: 4 });
  const digits = setData(project, { source: { kind: 'builtin', name: 'digits' }, limit: null });
  expect(trainedOn(digits)).toBe(9000);
  expect(trainedOn(setData(digits, { limit: 500 }))).toBe(450);
  expect(trainedOn(setData(digits, { split: { ...digits.data.split, testFraction: 0.2, trainLabels: ['3'] } }))).toBe(
    720,
  );
  // Nine waves of ten are normal: 3,000 less a fifth, then those, then a tenth that validates.
  const waves = setData(digits, { source: { kind: 'builtin', name: 'waves' }, limit: 3000 });
  const normal = { ...digits.data.split, testFraction: 0.2, trainLabels: ['normal'] };
  expect(trainedOn(setData(waves, { split: normal }))).toBe(1944);
  expect(trainedOn(setData(waves, { split: { ...normal, trainLabels: ['normal', 'anomalous'] } }))).toBe(2160);
  // 152 of 344 penguins.
  const penguins = setData(digits, { source: { kind: 'builtin', name: 'penguins' } });
  expect(trainedOn(setData(penguins, { split: { ...normal, trainLabels: ['Adelie'] } }))).toBe(109);
  expect(trainedOn(setData(digits, { source: { kind: 'imageFolder', path: '/pictures' } }))).toBeNull();
  // 9,000 four times, and the 1,000 that validate at a third of the cost.
  expect(secondsFor(digits, 9000, 100)).toBeCloseTo((4 * (9000 + 1000 / 3)) / 100, 6);
});

test('paces and the processor’s speed are remembered for each machine; a broken file is as good as none', async () => {
  const file = join(temporary.path, 'paces-alone.json');
  await writeFile(file, '{"format":"hourglass-paces","paces":');
  const log = (message: string, error: unknown): void => expect.fail(`${message}: ${String(error)}`);
  const paces = openPaces(file, log);
  await paces.keep({ model: 'a', machine: 'm', samplesPerSecond: 5, work: 10 });
  await paces.keep({ model: 'b', machine: 'other', samplesPerSecond: 5, work: 10 });
  await paces.keep({ model: 'a', machine: 'm', samplesPerSecond: 7, work: 10 });
  let measured = 0;
  const measure = async (): Promise<number> => (measured += 1);
  expect([await paces.processor('m', measure), await openPaces(file, log).processor('m', measure)]).toEqual([1, 1]);
  expect(await paces.processor('other', measure)).toBe(2);
  expect(await openPaces(file, log).of('m')).toEqual([{ model: 'a', machine: 'm', samplesPerSecond: 7, work: 10 }]);
});

test('the processor multiplies at a rate that a processor can have', async () => {
  const rate = await measureProcessor();
  expect(rate).toBeGreaterThan(1e7);
  expect(rate).toBeLessThan(1e13);
});

test('the studio estimates from the processor first, then from what a run taught it', async () => {
  const { fork } = fakeFork(() => expect.fail('nothing is trained for an estimate'));
  const devices = createDevices({
    ...{ fork, trainerEntry: '/t', environment: {} },
    prepareData: () => expect.fail('no data are prepared'),
    log: (message, error) => expect.fail(`${message}: ${String(error)}`),
    emit: () => undefined,
    list: fixedList([processor]),
    measurementsFile: join(temporary.path, 'measurements.json'),
  });
  const ask = (project: Project) => devices.handlers['device:estimate']({ project, trainSamples: 1000 });
  const [one, other] = [denseProject({ epochs: 2, validationFraction: 0 }), convolutional(4)];
  await devices.learn(one, 0);
  expect((await ask(one))?.basis).toBe('processor');
  await devices.learn(one, 500);
  expect(await ask(one)).toEqual({ basis: 'same', samplesPerSecond: 500, seconds: 4 });
  expect((await ask(other))?.basis).toBe('others');
  const own = setData(one, { source: { kind: 'imageFolder', path: '/pictures' } });
  expect(await devices.handlers['device:estimate']({ project: own, trainSamples: null })).toBeNull();
});
