/** Frozen layers, and runs that start from another run's weights. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import { buildModel } from '#main/trainer/model.ts';
import { mergeWeights } from '#main/trainer/start-from.ts';
import { Control } from '#main/trainer/control.ts';
import { train } from '#main/trainer/trainer.ts';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { freezeNodes, renameNode } from '#shared/graph/edit.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import { chainProject, preparedData, runTraining } from './fixtures.ts';

/** Dense, batch normalization (with moving averages), dense. */
const project = (training: Partial<Project['training']> = {}): Project =>
  chainProject(
    [
      ['input', { shape: [784] }],
      ['dense', { units: 6, activation: 'relu' }],
      ['batchNormalization'],
      ['latent'],
      ['dense', { units: 784, activation: 'sigmoid' }],
      ['output'],
    ],
    { epochs: 2, ...training },
  );
const { dataset, folderFor } = await preparedData(project());

async function weightsOf(folder: string, which: 'best' | 'last'): Promise<Record<string, string>> {
  const { tensors } = await readCheckpoint(runFolder(folder)[which]);
  const weights = [...tensors].filter(([name]) => name.startsWith('weights/'));
  return Object.fromEntries(
    weights.map(([name, { values }]) => [name.slice(8), Buffer.from(values.buffer).toString('hex')]),
  );
}

async function initialWeights(drawn: Project): Promise<Record<string, string>> {
  const model = await buildModel(drawn, drawn.training.seed);
  const bytes = model.weights.map(
    ({ name, variable }) =>
      [name, Buffer.from((variable.dataSync() as Float32Array).slice().buffer).toString('hex')] as const,
  );
  model.dispose();
  return Object.fromEntries(bytes);
}

async function trained(name: string, drawn: Project): Promise<string> {
  const folder = folderFor(name);
  const { ended } = await runTraining(drawn, folder, dataset);
  expect(ended.message).toBeNull();
  await writeFile(join(folder, 'project.hourglass'), formatProject(drawn));
  return folder;
}

async function startedFrom(
  name: string,
  drawn: Project,
  startFrom: string,
): Promise<{ folder: string; ended: TrainingReport }> {
  const folder = folderFor(name);
  const reports: TrainingReport[] = [];
  await train(
    { type: 'start', runId: 'run', project: drawn, folder, dataset, resume: false, startFrom },
    (report) => reports.push(report),
    new Control(),
  );
  return { folder, ended: reports.at(-1)! };
}

/** An epoch that moves next to nothing: what it ends with is what it began with. */
const still = { epochs: 1, learningRate: 1e-30, optimizer: { kind: 'sgd', params: {} } } as const;

describe('a frozen layer', () => {
  test('keeps its weights bit for bit, averages included, while the others move', async () => {
    const first = await initialWeights(project());
    const frozen = freezeNodes(project(), ['n1', 'n2'], true);
    const after = await weightsOf(await trained('frozen', frozen), 'last');
    const free = await weightsOf(await trained('free', project()), 'last');
    const names = Object.keys(after);
    expect(names).toEqual(Object.keys(free));
    for (const name of names) {
      const isFrozen = name.startsWith('n1/') || name.startsWith('n2/');
      expect(after[name] === first[name], name).toBe(isFrozen);
      expect(free[name] === after[name], `${name} of the free run`).toBe(false);
    }
    expect(names.filter((name) => name.includes('moving'))).toHaveLength(2);
  });

  test('stands in the file, survives reading and writing, and is thawed again', () => {
    const frozen = freezeNodes(project(), ['n1'], true);
    expect(frozen.graph.nodes[1]).toMatchObject({ frozen: true });
    const read = parseProject(formatProject(frozen), 'test');
    expect(read.graph.nodes.map((node) => node.frozen)).toEqual([
      undefined,
      true,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(formatProject(freezeNodes(read, ['n1'], false))).toBe(formatProject(project()));
  });

  test('must not be all there is; one click trains all again', () => {
    const all = freezeNodes(project(), ['n1', 'n2', 'n4'], true);
    const [problem] = checkProject(all).problems.filter(({ id }) => id === 'frozen');
    expect(problem?.severity).toBe('error');
    expect(checkProject(problem!.fixes[0]!.apply(all)).problems.some(({ id }) => id === 'frozen')).toBe(false);
    expect(checkProject(freezeNodes(project(), ['n1', 'n4'], true)).problems.some(({ id }) => id === 'frozen')).toBe(
      false,
    );
  });
});

describe('a run that starts from another', () => {
  test('begins with its best weights where names and shapes are the same, and with its own elsewhere', async () => {
    const source = await trained('source', project());
    const best = await weightsOf(source, 'best');
    // Another graph: other ids, a layer of another name, and one of another shape.
    const drawn = renameNode(project({ ...still, seed: 9 }), 'n4', 'Another name');
    const other = JSON.parse(JSON.stringify(drawn).replaceAll('"n1"', '"x1"')) as Project;
    const { folder, ended } = await startedFrom('other', freezeNodes(other, ['n2'], true), source);
    expect(ended).toMatchObject({ reason: 'finished' });
    const own = await weightsOf(folder, 'last');
    for (const role of ['kernel', 'bias']) expect(own[`x1/${role}`]).toBe(best[`n1/${role}`]);
    // Frozen, so that not even its averages have moved since.
    for (const name of Object.keys(best).filter((each) => each.startsWith('n2/'))) expect(own[name]).toBe(best[name]);
    expect(own['n4/kernel']).not.toBe(best['n4/kernel']);
  });

  test('refuses, in words, a run that is gone and one of which nothing fits', async () => {
    const gone = await startedFrom('gone', project(), folderFor('nowhere'));
    expect(gone.ended).toMatchObject({ reason: 'failed' });
    expect(JSON.stringify(gone.ended)).toContain('is not there any more');
    const source = await trained('source-2', project(still));
    const alien = chainProject(
      [['input', { shape: [784] }], ['latent', {}], ['dense', { units: 784 }], ['output']],
      still,
    );
    const { ended } = await startedFrom('alien', renameNode(alien, 'n2', 'Unheard of'), source);
    expect(JSON.stringify(ended)).toContain('has the name and the shape');
  });

  test('takes no weight of another shape, nor anything of the optimizer', () => {
    const tensor = (shape: readonly number[], value: number) => ({
      spec: { shape, dtype: 'float32' as const },
      values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value),
    });
    const own = new Map([
      ['weights/n1/kernel', tensor([2, 3], 0)],
      ['weights/n1/bias', tensor([3], 0)],
      ['optimizer/n1/bias/m', tensor([3], 0)],
    ]);
    const other = new Map([
      ['weights/n1/kernel', tensor([2, 4], 1)],
      ['weights/n1/bias', tensor([3], 1)],
      ['optimizer/n1/bias/m', tensor([3], 1)],
    ]);
    const { tensors, taken } = mergeWeights(
      { project: project(), tensors: own },
      { project: project(), tensors: other },
    );
    expect(taken).toEqual(['weights/n1/bias']);
    expect(tensors.get('weights/n1/bias')!.values[0]).toBe(1);
    expect(tensors.get('optimizer/n1/bias/m')!.values[0]).toBe(0);
    expect(tensors.get('weights/n1/kernel')!.values).toHaveLength(6);
  });
});
