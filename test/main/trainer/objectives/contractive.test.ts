import { afterEach, expect, test } from 'vitest';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { chain, type Layer } from '../../../shared/graph/chain.ts';
import { openEagerly, type EagerObjective } from './eager.ts';

const opened: EagerObjective[] = [];
afterEach(() => opened.splice(0).forEach((each) => each.dispose()));

const count = 3;
const size = 6;
const bytes = Uint8Array.from({ length: count * size }, (_, at) => (at * 89) % 256);

async function open(params: AnyParams, encoder: readonly Layer[]) {
  const plain = chain([size], ...encoder, ['latent'], ['dense', { units: size, activation: 'sigmoid' }]);
  const objective = await openEagerly(setObjective(plain, 'contractive', { contractionWeight: 1, ...params }));
  opened.push(objective);
  return objective;
}
const penaltyOf = async (objective: EagerObjective, seed = 1): Promise<number> =>
  (await objective.run('evaluate', bytes, count, { seed }))['penalty']![0]!;
const weight = ({ trainable }: EagerObjective, name: string): readonly number[] => [
  ...trainable.model.weights.find((each) => each.name === name)!.variable.dataSync(),
];

const deep: readonly Layer[] = [
  ['dense', { units: 5, activation: 'tanh' }],
  ['dropout', { rate: 0.5 }],
  ['dense', { units: 4, activation: 'sigmoid' }],
];

test('of one sigmoid layer it is Rifai’s formula: Σ (h (1 − h))² Σ w², on average over samples', async () => {
  const objective = await open({ jacobian: 'exact' }, [['dense', { units: 4, activation: 'sigmoid' }]]);
  const kernel = weight(objective, 'dense_1/kernel');
  let expected = 0;
  for (let sample = 0; sample < count; sample++)
    for (let unit = 0; unit < 4; unit++) {
      let [sum, squares] = [0, 0];
      for (let at = 0; at < size; at++) {
        const w = kernel[at * 4 + unit]!;
        sum += (w * bytes[sample * size + at]!) / 255;
        squares += w ** 2;
      }
      const h = 1 / (1 + Math.exp(-sum));
      expected += (h * (1 - h)) ** 2 * squares;
    }
  expect(await penaltyOf(objective)).toBeCloseTo(expected / count, 6);
});

test('sampled it is the exact one on average, also of several layers', async () => {
  const exact = await penaltyOf(await open({ jacobian: 'exact' }, deep));
  const sampled = await open({ directions: 64 }, deep);
  const draws = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => penaltyOf(sampled, seed)));
  expect(new Set(draws).size).toBe(draws.length);
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  expect(Math.abs(mean / exact - 1)).toBeLessThan(0.05);
});

test('is 0 for an encoder that gives out the same whatever comes in', async () => {
  const objective = await open({ jacobian: 'exact' }, [
    ['dense', { units: 3, kernelInitializer: 'zeros', activation: 'tanh' }],
  ]);
  expect(await penaltyOf(objective)).toBe(0);
});
