import { expect, test } from 'vitest';
import { evaluationSeed, stepSeed } from '#main/trainer/random.ts';

test('steps, runs and judgements have seeds of their own', () => {
  const seeds = [stepSeed(1, 5), stepSeed(1, 6), stepSeed(3, 5), evaluationSeed(1, 5), evaluationSeed(1, 6)];
  expect(new Set(seeds.map(String)).size).toBe(5);
});
