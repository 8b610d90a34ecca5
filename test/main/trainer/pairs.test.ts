import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runFolder } from '#main/trainer/run-folder.ts';
import type { Project } from '#shared/graph/document.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { checkProject } from '#shared/graph/check.ts';
import { pairShapeProblem } from '#shared/objectives/pair-shape.ts';
import { chainProject, datasetFolder, runTraining, temporaryFolder } from './fixtures.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
let project: Project;
let dataset: string;

/** Grey 8 × 8 squares, and the same in red: a network that learns the colour has learnt the task. */
beforeAll(async () => {
  place = await temporaryFolder();
  const [inputs, targets] = [join(place.path, 'grey'), join(place.path, 'red')];
  await mkdir(inputs);
  await mkdir(targets);
  for (let i = 0; i < 24; i++) {
    const value = 60 + i * 8;
    const picture = (r: number, g: number, b: number) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background: { r, g, b } } }).png();
    await picture(value, value, value).toFile(join(inputs, `${i}.png`));
    await picture(value, 0, 0).toFile(join(targets, `${i}.png`));
  }
  const chain = chainProject(
    [
      ['input', { shape: [8, 8, 1] }],
      ['conv2d', { filters: 4, padding: 'same', activation: 'relu' }],
      ['conv2d', { filters: 3, padding: 'same', activation: 'sigmoid' }],
      ['output'],
    ],
    { epochs: 12, batchSize: 4, learningRate: 0.03, validationFraction: 0.25 },
  );
  const source = { kind: 'imagePairs', inputs, targets } as const;
  project = setObjective({ ...chain, data: { ...chain.data, limit: null, source } }, 'pairs', {
    loss: 'meanSquaredError',
    huberDelta: 1,
  });
  dataset = await datasetFolder(project, join(place.path, 'cache'));
});
afterAll(() => place.remove());
const folderFor = (name: string): string => join(place.path, name);

describe('pairs', () => {
  test('are learnt: what comes out gets the second picture’s colours, and the strip shows it', async () => {
    const { of, ended } = await runTraining(project, folderFor('run'), dataset);
    expect(ended.reason).toBe('finished');
    const epochs = of('epoch');
    expect(epochs.at(-1)!.validationLoss!).toBeLessThan(epochs[0]!.validationLoss! / 2);
    const folder = runFolder(folderFor('run'));
    const info = JSON.parse(await readFile(folder.stripInfo, 'utf8')) as { target?: unknown };
    expect(info.target).toEqual({ width: 8, height: 8 });
    expect(existsSync(folder.picture('target'))).toBe(true);
    const { data } = await sharp(folder.picture('reconstruction-12')).raw().toBuffer({ resolveWithObject: true });
    // The middle of the first sample: red, hardly green.
    const middle = (4 * 6 * 8 + 4) * 3;
    expect(data[middle]! - data[middle + 1]!).toBeGreaterThan(40);
  });

  test('an output of another shape is refused, with what mends it', async () => {
    const [input, first, last, output] = project.graph.nodes;
    const grey = { ...last!, params: { ...last!.params, filters: 1 } };
    const wrong: Project = { ...project, graph: { ...project.graph, nodes: [input!, first!, grey, output!] } };
    const { ended } = await runTraining(wrong, folderFor('wrong'), dataset);
    expect(ended).toMatchObject({
      reason: 'failed',
      message: {
        received: '“Output 3” gives 8\u2009×\u20098\u2009×\u20091 (64 values).',
        expected: 'The second pictures of the pairs are 8\u2009×\u20098\u2009×\u20093 (192 values).',
        action: 'Give “Conv2D 2” 3 filters.',
      },
    });
    const problem = pairShapeProblem(wrong, [8, 8, 1], [8, 8, 3])!;
    expect(problem.fixes[0]!.apply(wrong)).toEqual(project);
    expect(pairShapeProblem(project, [8, 8, 3], [8, 8, 3])).toBeNull();
  });

  test('single pictures are refused, before and when it starts', async () => {
    const digits: Project = { ...project, data: { ...project.data, source: { kind: 'builtin', name: 'digits' } } };
    expect(checkProject(digits).problems.map(({ id }) => id)).toContain('pairs:data');
    expect(checkProject(project).problems.map(({ id }) => id)).not.toContain('pairs:data');
    const limited: Project = { ...digits, data: { ...digits.data, limit: 20 } };
    const { ended } = await runTraining(
      limited,
      folderFor('single'),
      await datasetFolder(limited, join(place.path, 'cache')),
    );
    expect(ended.message?.received).toBe('The data of “Test” are single pictures.');
  });

  test('another objective on the same data compares with the first picture', async () => {
    const [input, first, last, output] = project.graph.nodes;
    const grey = { ...last!, params: { ...last!.params, filters: 1 } };
    const plain: Project = setObjective(
      { ...project, graph: { ...project.graph, nodes: [input!, first!, grey, output!] } },
      'reconstruct',
      { loss: 'meanSquaredError', huberDelta: 1 },
    );
    const { ended } = await runTraining(
      { ...plain, training: { ...plain.training, epochs: 1 } },
      folderFor('plain'),
      dataset,
    );
    expect(ended).toMatchObject({ reason: 'finished' });
    expect(existsSync(runFolder(folderFor('plain')).picture('target'))).toBe(false);
  });
});
