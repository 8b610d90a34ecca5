import { describe, expect, test } from 'vitest';
import { freshPatience, isPatienceOver, watchPatience } from '#main/trainer/early-stopping.ts';
import { freshPlateau, learningRateAt, watchPlateau } from '#main/trainer/schedule.ts';
import type { Schedule } from '#shared/graph/document.ts';

const rateAt = (schedule: Schedule, epoch: number, batch = 0, epochs = 10): number =>
  learningRateAt({ learningRate: 0.1, schedule, epochs }, { epoch, batch, batchesPerEpoch: 4 }, freshPlateau);

describe('learning rate', () => {
  test('constant', () => expect(rateAt({ kind: 'constant' }, 9, 3)).toBe(0.1));

  test('step: × factor every few epochs', () => {
    const schedule: Schedule = { kind: 'step', every: 3, factor: 0.5 };
    expect([1, 3, 4, 6, 7].map((epoch) => rateAt(schedule, epoch))).toEqual([0.1, 0.1, 0.05, 0.05, 0.025]);
  });

  test('cosine: down to final × rate over all epochs, batch by batch', () => {
    const schedule: Schedule = { kind: 'cosine', final: 0.2, warmup: 0 };
    expect(rateAt(schedule, 1)).toBeCloseTo(0.1, 10);
    expect(rateAt(schedule, 6)).toBeCloseTo(0.06, 10);
    expect(rateAt(schedule, 10, 3)).toBeLessThan(rateAt(schedule, 10, 2));
    expect(rateAt(schedule, 11)).toBeCloseTo(0.02, 10);
  });

  test('cosine with warm-up: rises in equal parts from the first batch on, then falls', () => {
    const schedule: Schedule = { kind: 'cosine', final: 0, warmup: 2 };
    const rise = [0, 1, 2, 3, 4, 5, 6, 7].map((batch) => rateAt(schedule, 1 + Math.floor(batch / 4), batch % 4));
    rise.forEach((rate, index) => expect(rate).toBeCloseTo((0.1 * (index + 1)) / 8, 10));
    expect(rateAt(schedule, 3)).toBeCloseTo(0.1, 10);
    expect(rateAt(schedule, 7)).toBeCloseTo(0.05, 10);
    expect(rateAt({ ...schedule, warmup: 50 }, 10, 3)).toBeLessThan(0.1);
  });

  test('plateau: × factor after so many epochs without a new best, and again', () => {
    const schedule: Schedule = { kind: 'plateau', patience: 2, factor: 0.1 };
    let memory = freshPlateau;
    const factors = [5, 4, 4.5, 4.2, 3, 3.5, 3.1, 3.1, 3.1].map((loss) => {
      memory = watchPlateau(schedule, memory, loss);
      return memory.factor;
    });
    expect(factors.map((factor) => Number(factor.toPrecision(3)))).toEqual([1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.001]);
  });
});

test('early stopping waits for patience epochs without an improvement of at least minDelta', () => {
  const settings = { patience: 2, minDelta: 0.5 };
  let memory = freshPatience;
  const over = [5, 4, 3.8, 3.4, 3.3, 3.2].map((loss) => {
    memory = watchPatience(settings, memory, loss);
    return isPatienceOver(settings, memory);
  });
  expect(over).toEqual([false, false, false, false, false, true]);
  expect(isPatienceOver(null, { best: 1, waited: 99 })).toBe(false);
});
