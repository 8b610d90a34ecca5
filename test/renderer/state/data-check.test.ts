import { expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import { formatShape } from '#shared/layers/layer.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { isOfData, withDataProblems } from '../../../src-renderer/state/data-check.ts';
import { whyNotTrain } from '../../../src-renderer/train/blocked.ts';
import { chain } from '../design/projects.ts';

const drawn = setObjective(
  chain(['input', { shape: [8] }], ['dense', { units: 2 }], ['latent', {}], ['dense', { units: 8 }], ['output', {}]),
  'pairs',
);
const source = { kind: 'imagePairs', inputs: '/in', targets: '/out' } as const;
const project = { ...drawn, data: { ...drawn.data, source } };
const check = checkProject(project);

it('says of pairs what the output should be, before training, and offers what mends it', () => {
  const { problems } = withDataProblems(check, project, [2, 2, 3]);
  expect(problems[0]).toMatchObject({ id: 'pairs:shape', severity: 'error' });
  expect(problems[0]!.expected).toContain(formatShape([2, 2, 3]));
  const mended = problems[0]!.fixes[0]!.apply(project);
  expect(withDataProblems(checkProject(mended), mended, [2, 2, 3]).problems.filter(isOfData)).toEqual([]);
});

it('leads to the data where those are no pairs', () => {
  const document = { ...project, data: { ...project.data, source: { kind: 'builtin', name: 'digits' } as const } };
  const { problems } = withDataProblems(checkProject(document), document, null);
  expect(problems[0]!.id).toBe('pairs:data');
  expect(whyNotTrain(document, problems)).toMatchObject({ view: 'data', node: null });
});

it('says nothing where the sizes fit, nothing is prepared, or no pairs are wanted', () => {
  expect(withDataProblems(check, project, [2, 4, 1])).toBe(check);
  expect(withDataProblems(check, project, null)).toBe(check);
  const plain = setObjective(project, 'reconstruct');
  expect(withDataProblems(checkProject(plain), plain, [9, 9, 1]).problems.filter(isOfData)).toEqual([]);
});
