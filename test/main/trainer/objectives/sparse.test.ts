import { afterEach, describe, expect, test } from 'vitest';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { chain } from '../../../shared/graph/chain.ts';
import { openEagerly, setWeight, type EagerObjective } from './eager.ts';

const opened: EagerObjective[] = [];
afterEach(() => opened.splice(0).forEach((each) => each.dispose()));

/** The latent is the input itself. */
async function measure(params: AnyParams, samples: number[], count: number, activation = 'linear') {
  const plain = chain(
    [samples.length / count],
    ['dense', { units: samples.length / count, activation }],
    ['latent'],
    ['dense', { units: samples.length / count, activation: 'sigmoid' }],
  );
  const objective = await openEagerly(setObjective(plain, 'sparse', params));
  opened.push(objective);
  const size = samples.length / count;
  setWeight(
    objective,
    'dense_1/kernel',
    Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0)),
  );
  const outputs = await objective.run('evaluate', Uint8Array.from(samples), count);
  return Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, values[0]!]));
}

describe('the penalty', () => {
  test('L1 is the weight times a sample’s sum, as in Keras, on average over the batch', async () => {
    const { penalty, reconstruction, loss } = await measure({ l1Weight: 0.5 }, [255, 51, 0, 102, 0, 0], 2);
    expect(penalty).toBeCloseTo((0.5 * (1 + 0.2 + 0.4)) / 2, 6);
    expect(loss).toBeCloseTo(penalty! + reconstruction!, 6);
  });

  test('the divergence is of means over the batch, added up over latent values', async () => {
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const params = { penalty: 'divergence', divergenceWeight: 2, targetActivation: 0.2 };
    const { penalty } = await measure(params, [255, 51, 0, 102], 2, 'sigmoid');
    const means = [(sigmoid(1) + sigmoid(0)) / 2, (sigmoid(0.2) + sigmoid(0.4)) / 2];
    const divergence = (mean: number): number => 0.2 * Math.log(0.2 / mean) + 0.8 * Math.log(0.8 / (1 - mean));
    expect(penalty).toBeCloseTo(2 * (divergence(means[0]!) + divergence(means[1]!)), 5);
  });

  test('the divergence is 0 where every mean is the target, and finite at the ends', async () => {
    const params = { penalty: 'divergence', divergenceWeight: 1, targetActivation: 0.4 };
    const { penalty } = await measure(params, [102, 102, 102, 102], 2);
    expect(penalty).toBeCloseTo(0, 5);
    expect(Number.isFinite((await measure(params, [0, 255, 0, 255], 2))['penalty'])).toBe(true);
  });
});

test('counts as active what is more than a tenth of the largest', async () => {
  expect((await measure({}, [255, 24, 0, 128, 0, 27, 0, 0], 2))['active']).toBeCloseTo(3 / 8, 6);
  expect((await measure({}, [0, 0, 0, 0], 2))['active']).toBe(0);
});
