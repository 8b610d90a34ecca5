/** Whole runs of each objective: they end, say their terms, leave what they show, and resume to the same bits. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readStrip } from '#main/studio/runs/read-run.ts';
import type { Project } from '#shared/graph/document.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { objectives, type ObjectiveKind } from '#shared/objectives/index.ts';
import { chainProject, preparedData, runTraining, weightsIn } from '../fixtures.ts';

const { dataset, folderFor } = await preparedData();

const projectOf = (kind: ObjectiveKind, params: AnyParams = {}, activation = 'sigmoid'): Project =>
  setObjective(
    chainProject(
      [
        ['input', { shape: [28, 28, 1] }],
        ['conv2d', { filters: 4, strides: [2, 2], padding: 'same', activation: 'tanh' }],
        ['flatten'],
        ['dense', { units: 12, activation }],
        ['latent'],
        ['dense', { units: 784, activation: 'sigmoid' }],
        ['reshape', { targetShape: [28, 28, 1] }],
        ['output'],
      ],
      { epochs: 2, learningRate: 0.005 },
    ),
    kind,
    params,
  );

const runs: readonly (readonly [ObjectiveKind, AnyParams, shows: readonly string[]])[] = [
  ['denoise', { noise: 'saltAndPepper' }, ['original', 'fed', 'reconstruction', 'difference']],
  ['sparse', { penalty: 'divergence' }, ['original', 'reconstruction', 'difference']],
  ['contractive', {}, ['original', 'reconstruction', 'difference']],
  ['inpaint', {}, ['original', 'fed', 'reconstruction', 'difference']],
  ['classify', {}, ['original']],
];

describe.each(runs)('%s', (kind, params, shows) => {
  const project = projectOf(kind, params);

  test('trains to the end, with falling loss, its terms and its pictures', async () => {
    const folder = folderFor(`${kind}-whole`);
    const run = await runTraining({ ...project, training: { ...project.training, epochs: 6 } }, folder, dataset);
    expect(run.ended).toMatchObject({ reason: 'finished', message: null, epochs: 6 });
    const epochs = run.of('epoch');
    expect(epochs.at(-1)!.loss).toBeLessThan(epochs[0]!.loss);
    for (const { terms } of epochs) {
      expect(Object.keys(terms).sort()).toEqual(Object.keys(objectives[kind].terms).sort());
      for (const { train, validation } of Object.values(terms)) {
        expect(Number.isFinite(train)).toBe(true);
        expect(Number.isFinite(validation)).toBe(true);
      }
    }
    expect(epochs.every(({ strip }) => strip)).toBe(true);
    const strip = JSON.parse(await readFile(join(folder, 'strip', 'strip.json'), 'utf8'));
    expect(strip.rows.map(({ picture }: { picture: string }) => picture)).toEqual(shows);
  });

  test('stopped and resumed, it ends with the same bits, and so with the same noise', async () => {
    const [whole, pieces] = [folderFor(`${kind}-once`), folderFor(`${kind}-pieces`)];
    await runTraining(project, whole, dataset);
    let isStopped = false;
    const first = await runTraining(project, pieces, dataset, {
      onReport(report, control) {
        if (report.type === 'progress' && !isStopped) control.stop();
        isStopped ||= report.type === 'progress';
      },
    });
    expect(first.ended.reason).toBe('stopped');
    const second = await runTraining(project, pieces, dataset, { resume: true });
    expect(second.ended).toMatchObject({ reason: 'finished', epochs: 2 });
    expect(await weightsIn(pieces)).toEqual(await weightsIn(whole));
  });
});

describe('a classifier', () => {
  test('leaves for each epoch what it named the samples, also when it is stopped in between', async () => {
    const project = projectOf('classify');
    const folder = folderFor('guesses');
    let isStopped = false;
    await runTraining(project, folder, dataset, {
      onReport(report, control) {
        if (report.type === 'epoch' && !isStopped) control.stop();
        isStopped ||= report.type === 'epoch';
      },
    });
    await runTraining(project, folder, dataset, { resume: true });
    const strip = (await readStrip(folder))!;
    expect(strip.guesses!.map(({ epoch }) => epoch)).toEqual(strip.epochs);
    expect(strip.epochs).toEqual([0, 1, 2]);
    for (const { samples } of strip.guesses!) {
      expect(samples.length).toBe(strip.count);
      for (const { label, confidence } of samples) {
        expect('0123456789').toContain(label);
        // Of ten classes the likeliest has at least a tenth.
        expect(confidence).toBeGreaterThanOrEqual(0.1 - 1e-6);
        expect(confidence).toBeLessThanOrEqual(1 + 1e-6);
      }
    }
  });

  test('is refused data with another number of labels', async () => {
    const project = projectOf('classify');
    const nodes = project.graph.nodes.map((node) =>
      node.kind === 'dense' && node.params['units'] === 10 ? { ...node, params: { ...node.params, units: 7 } } : node,
    );
    const narrow: Project = { ...project, graph: { ...project.graph, nodes } };
    const { ended } = await runTraining(narrow, folderFor('narrow'), dataset);
    expect(ended).toMatchObject({
      reason: 'failed',
      message: {
        received: '“Classes” is given 7 values; the data have 10 labels (“0”, “1”, “2”, …).',
        expected: 'A classifier needs one value for each label.',
        action: 'Give the last layer before “Classes” 10 units.',
      },
    });
  });
});
