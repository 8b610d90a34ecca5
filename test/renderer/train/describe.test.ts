import { describe, expect, it } from 'vitest';
import { emptyProject } from '#shared/graph/document.ts';
import {
  describeBatch,
  describeCheckpoints,
  describeObjective,
  describeOptimizer,
  describeSchedule,
  stepsOf,
} from '../../../src-renderer/train/describe.ts';

const project = emptyProject('p', 'P');
const { training } = project;

describe('training settings in words', () => {
  it('says objective, optimizer, batch and checkpoints', () => {
    expect(
      describeObjective({ ...project, objective: { kind: 'reconstruct', params: { loss: 'binaryCrossentropy' } } }),
    ).toBe('Reconstruct · binary cross-entropy');
    expect(describeOptimizer({ ...training, schedule: { kind: 'cosine', final: 0, warmup: 0 } })).toBe(
      'Adam · 0.001, cosine',
    );
    expect(describeOptimizer(training)).toBe('Adam · 0.001');
    expect([describeBatch(training, 9000), describeBatch(training, null)]).toEqual([
      '128 of 9,000 · seed 1',
      '128 · seed 1',
    ]);
    expect([
      describeCheckpoints(12, 14, true),
      describeCheckpoints(12, 14, false),
      describeCheckpoints(null, 0, true),
    ]).toEqual(['best: epoch 12 · last: now', 'best: epoch 12 · last: epoch 14', 'after the first epoch']);
  });

  it('says schedules', () => {
    expect(describeSchedule({ kind: 'step', every: 10, factor: 0.5 })).toBe('× 0.5 every 10 epochs');
    expect(describeSchedule({ kind: 'plateau', patience: 1, factor: 0.1 })).toBe(
      '× 0.1 after 1 epoch without progress',
    );
    expect(describeSchedule({ kind: 'cosine', final: 0.05, warmup: 3 })).toBe('cosine to 5% after 3 epochs of warm-up');
  });

  it('counts the steps of an epoch', () => {
    const counts = { train: 9000, validation: 1000, test: 0 };
    expect(stepsOf(counts, training)).toEqual({ ...counts, batches: 71 });
    expect(stepsOf(counts, { ...training, lastBatch: 'drop' }).batches).toBe(70);
  });
});
