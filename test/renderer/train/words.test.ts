import { describe, expect, it } from 'vitest';
import { emptyProject } from '#shared/graph/document.ts';
import type { Problem } from '#shared/graph/problem.ts';
import { newRunView } from '../../../src-renderer/state/training-run.ts';
import { whyNotTrain } from '../../../src-renderer/train/blocked.ts';
import { statusOf } from '../../../src-renderer/train/status.ts';
import { formatTicks } from '../../../src-renderer/train/ticks.ts';

describe('ticks', () => {
  it('have as many decimals as their steps need, and no more', () => {
    expect(formatTicks([0, 0.025, 0.05, 0.075], false)).toEqual(['0.000', '0.025', '0.050', '0.075']);
    expect(formatTicks([0.06, 0.08, 0.1], false)).toEqual(['0.06', '0.08', '0.10']);
    expect(formatTicks([0, 1000, 2000], false)).toEqual(['0', '1,000', '2,000']);
    expect(formatTicks([0.01, null, 0.1], true)).toEqual(['0.01', '', '0.1']);
    expect(formatTicks([0, 2e-6, 4e-6], false)).toEqual(['0', '2 × 10⁻⁶', '4 × 10⁻⁶']);
  });
});

describe('where a run stands', () => {
  it('names device and batch once they are known', () => {
    const run = newRunView('r', 5);
    expect(statusOf(run)).toBe('Preparing data and weights…');
    const measuring = { device: 'WebGPU', number: 2, of: 3 };
    expect(statusOf({ ...run, measuring })).toBe('Measuring devices: WebGPU (2 of 3)…');
    expect(statusOf({ ...run, state: 'compiling', device: 'CPU' })).toBe('Compiling the training step on CPU…');
    const progress = {
      epoch: 1,
      batch: 34,
      loss: 1,
      terms: {},
      samplesPerSecond: 1,
      secondsElapsed: 1,
      secondsLeft: 1,
    };
    expect(statusOf({ ...run, state: 'paused', device: 'CPU', progress, batchesPerEpoch: 71 })).toBe(
      'Paused on CPU · batch 34 of 71',
    );
    expect(statusOf({ ...run, state: 'stoppedEarly' })).toBe('Stopped early');
  });
});

describe('why training cannot start', () => {
  const project = emptyProject('p', 'P');
  const problem = (id: string, severity: Problem['severity'] = 'error'): Problem => ({
    id,
    severity,
    title: `Problem ${id}`,
    nodes: [],
    fixes: [],
    received: '',
    expected: '',
    action: '',
  });
  it('names the first error and where to mend it; warnings do not count', () => {
    expect(whyNotTrain(project, [problem('x', 'warning')])).toBeNull();
    expect(whyNotTrain(project, [problem('symmetry')])).toEqual({
      text: 'Problem symmetry.',
      view: 'design',
      node: null,
    });
    expect(whyNotTrain(project, [problem('data'), problem('b'), problem('c')])).toEqual({
      text: 'Problem data, and 2 more problems.',
      view: 'data',
      node: null,
    });
    expect(whyNotTrain(project, [problem('b')], true)).toEqual({
      text: 'The data could not be prepared.',
      view: 'data',
      node: null,
    });
    expect(whyNotTrain({ ...project, data: { ...project.data, source: null } }, [])!.view).toBe('data');
  });
});
