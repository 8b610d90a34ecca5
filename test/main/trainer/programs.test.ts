import { afterEach, expect, test } from 'vitest';
import type { Runtime, Values } from '#main/compiler/index.ts';
import { findDevice } from '#main/devices/index.ts';
import { buildModel } from '#main/trainer/model.ts';
import { Programs, Trainable } from '#main/trainer/programs.ts';
import type { Project } from '#shared/graph/document.ts';
import { chainProject } from './fixtures.ts';

const opened: { runtime: Runtime; trainable: Trainable }[] = [];
afterEach(async () => {
  for (const { runtime, trainable } of opened.splice(0)) {
    await runtime.dispose();
    trainable.dispose();
  }
});

async function open(project: Project) {
  const trainable = new Trainable(await buildModel(project, 3), project);
  const runtime = await (await findDevice('cpu')).open(trainable.variables.map(({ variable }) => variable));
  opened.push({ runtime, trainable });
  const programs = new Programs(runtime, trainable);
  const run = async (kind: 'train' | 'evaluate' | 'predict' | 'diagnose', values: number[], count: number) => {
    const program = await programs.get(kind, count);
    const batch = Uint8Array.from(values);
    const more: Record<string, Values> =
      kind === 'train' ? { learningRate: Float32Array.of(0.1), step: Float32Array.of(1) } : {};
    return program.run({ batch, ...more }, { seed: [1, 1] });
  };
  const weights = async (): Promise<Record<string, number[]>> => {
    const current = await runtime.read();
    const entries = trainable.variables.map(({ name, variable }) => [name, [...current.get(variable.name)!.values]]);
    return Object.fromEntries(entries) as Record<string, number[]>;
  };
  return { trainable, run, weights };
}

const batch = [25, 102, 230, 76, 51, 128, 179, 204];
/** As the network sees it. */
const seen = batch.map((byte) => byte / 255);

test('the loss holds weight penalties, and activity penalties divided by the batch size', async () => {
  const project = chainProject([
    ['input', { shape: [4] }],
    ['dense', { units: 2, kernelPenalty: { l1: 0.01, l2: 0.1 }, activityPenalty: { l1: 0.5, l2: 0.25 } }],
    ['dense', { units: 4 }],
    ['output'],
  ]);
  const { run, weights } = await open(project);
  const { n1: hidden, n3: output } = await run('diagnose', batch, 2);
  const kernel = (await weights())['weights/n1/kernel']!;
  const sum = (values: ArrayLike<number>, of: (value: number) => number): number =>
    Array.from(values).reduce((total, value) => total + of(value), 0);
  const error =
    sum(
      Array.from(output!).map((value, i) => value - seen[i]!),
      (value) => value ** 2,
    ) / 8;
  const weightPenalty = 0.01 * sum(kernel, Math.abs) + 0.1 * sum(kernel, (value) => value ** 2);
  const activityPenalty = (0.5 * sum(hidden!, Math.abs) + 0.25 * sum(hidden!, (value) => value ** 2)) / 2;
  const { loss } = await run('evaluate', batch, 2);
  expect(loss![0]).toBeCloseTo(error + weightPenalty + activityPenalty, 5);
});

test('training moves batch normalization’s averages, evaluating does not', async () => {
  const project = chainProject([
    ['input', { shape: [4] }],
    ['batchNormalization'],
    ['dense', { units: 4 }],
    ['output'],
  ]);
  const { run, weights } = await open(project);
  const before = await weights();
  await run('evaluate', batch, 2);
  expect(await weights()).toEqual(before);
  await run('train', batch, 2);
  const after = await weights();
  const changed = Object.keys(after).filter((name) => String(after[name]) !== String(before[name]));
  expect(changed.filter((name) => /moving/i.test(name)).length).toBe(2);
  expect(changed).toContain('optimizer/n2/kernel/mean');
  expect(changed).not.toContain('optimizer/n1/movingMean/mean');
});

test('runs any graph without cycles, whole and in halves', async () => {
  const chain = chainProject([
    ['input', { shape: [4] }],
    ['dense', { units: 4, activation: 'tanh' }],
    ['latent'],
    ['dense', { units: 4 }],
    ['add'],
    ['output'],
  ]);
  // A skip connection from the input around everything.
  const edges = [...chain.graph.edges, { id: 'skip', source: 'n0', target: 'n4' }];
  const project: Project = { ...chain, graph: { ...chain.graph, edges } };
  const { trainable, run } = await open(project);
  const { model } = trainable;
  const outputs = await run('diagnose', batch, 2);
  expect([...outputs['n4']!]).toEqual(
    [...outputs['n3']!].map((value, i) => Math.fround(value + Math.fround(seen[i]!))),
  );
  expect([...(await run('predict', batch, 2))['output']!]).toEqual([...outputs['n5']!]);

  const tf = await import('@tensorflow/tfjs-core');
  const half = tf.tidy(() => {
    const wanted = model.latent!.id;
    const activations = model.run(new Map([['n0', tf.tensor2d(seen, [2, 4])]]), [wanted], false);
    expect([...activations.keys()]).toEqual(['n0', 'n1', 'n2']);
    return [...activations.get(wanted)!.dataSync()];
  });
  half.forEach((value, i) => expect(value).toBeCloseTo(outputs['n2']![i]!, 5));
});

test('weights keep their names from one build to the next', async () => {
  const project = chainProject([['input', { shape: [4] }], ['dense', { units: 4 }], ['output']]);
  const first = await open(project);
  const second = await open(project);
  const names = ({ trainable }: typeof first): string[] => trainable.variables.map(({ name }) => name);
  expect(names(second)).toEqual(names(first));
  expect(names(first)).toEqual([
    'weights/n1/kernel',
    'weights/n1/bias',
    'optimizer/n1/kernel/mean',
    'optimizer/n1/kernel/variance',
    'optimizer/n1/bias/mean',
    'optimizer/n1/bias/variance',
  ]);
});
