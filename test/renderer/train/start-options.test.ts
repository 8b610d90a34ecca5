import { expect, test } from 'vitest';
import { matchLayers } from '#shared/graph/match-layers.ts';
import { renameNode } from '#shared/graph/edit.ts';
import type { RunSummary } from '#shared/wire/studio.ts';
import { orderRuns } from '../../../src-renderer/runs/compare.ts';
import { startOptions } from '../../../src-renderer/train/start-options.ts';
import { denseProject } from '../../main/trainer/fixtures.ts';

const run = (id: string, projectId: string, startedAt: number, bestEpoch: number | null = 1): RunSummary =>
  ({ id, projectId, projectName: `Project ${projectId}`, startedAt, bestEpoch }) as RunSummary;
const runs = [run('c', 'p', 3), run('x', 'q', 2), run('b', 'p', 1), run('none', 'p', 0, null)];

test('a training starts from random weights, from a run of its own project, or from one of another', () => {
  expect(startOptions(runs, orderRuns(runs), 'p', null).map(({ label }) => label)).toEqual([
    'New random weights',
    'Run 3',
    'Run 2',
    'Project q, run 1',
  ]);
});

test('a run that is gone is said to be, and is not forgotten', () => {
  expect(startOptions(runs, orderRuns(runs), 'p', 'gone').at(-1)).toEqual({
    value: 'gone',
    label: 'A run that is not here',
  });
  expect(startOptions([], new Map(), 'p', 'not read yet')).toHaveLength(1);
});

test('layers match by name, kind and weights', () => {
  const own = denseProject();
  expect(matchLayers(own, own)).toEqual({ found: ['Dense 1', 'Dense 4'], missing: [] });
  expect(matchLayers(own, renameNode(own, 'n4', 'Other'))).toEqual({ found: ['Dense 1'], missing: ['Dense 4'] });
});
