/** Variational and vector-quantised losses against their formulas, op by op; that they are the same compiled is the battery's (contract/objectives.test.ts). */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setEagerSeed } from '#main/compiler/index.ts';
import { buildModel, type Model } from '#main/trainer/model.ts';
import { trainingObjective } from '#main/trainer/objectives/index.ts';
import { divergenceOf, drawLatent } from '#main/trainer/objectives/latent-distribution.ts';
import type { Losses } from '#main/trainer/objectives/objective.ts';
import type { Project } from '#shared/graph/document.ts';
import { changeParams, withGraph } from '#shared/graph/rewire.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { chain } from '../../shared/graph/chain.ts';
import { numbers } from '../compiler/compare.ts';

const [count, width] = [5, 6];
const network = chain(
  [width],
  ['dense', { units: 4, activation: 'tanh' }],
  ['latent'],
  ['dense', { units: width, activation: 'sigmoid' }],
);
const latentWith = (project: Project, params: AnyParams): Project =>
  withGraph(project, changeParams(project.graph, 'latent_1', params));

const models: Model[] = [];
beforeEach(async () => {
  await tf.setBackend('cpu');
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  models.splice(0).forEach((model) => model.dispose());
});

async function open(project: Project) {
  const model = await buildModel(project, 3);
  models.push(model);
  await tf.setBackend('cpu');
  const objective = trainingObjective(project);
  const { params } = project.objective;
  const input = tf.tensor2d(numbers(count * width, 0.05, 0.95), [count, width]);
  const loss = (training = true, epochs: number | null = null, given: tf.Tensor = input): Losses => {
    const numbersNow = objective.numbers?.(params, epochs === null ? null : { epochs }) ?? {};
    setEagerSeed([4, 2]);
    return objective.loss({
      model,
      project,
      params,
      form: { kind: 'image' },
      input: given,
      observed: null,
      target: null,
      targetObserved: null,
      labels: null,
      numbers: Object.fromEntries(Object.entries(numbersNow).map(([name, value]) => [name, tf.scalar(value)])),
      training,
      player: null,
    });
  };
  const weight = (name: string): tf.Variable => model.weights.find((each) => each.name === name)!.variable;
  /** Loss and terms as numbers. */
  const figures = (...at: Parameters<typeof loss>): Record<string, number> => {
    const { loss: whole, terms } = loss(...at);
    return Object.fromEntries(
      Object.entries({ loss: whole, ...terms }).map(([name, each]) => [name, each.dataSync()[0]!]),
    );
  };
  return { model, input, loss, figures, weight, numbers: objective.numbers?.bind(null, params) };
}

const variational = (params: AnyParams = {}, latent: AnyParams = {}): Project =>
  latentWith(setObjective(network, 'variational', params), latent);

describe('distributions', () => {
  const divergence = (mean: number, variance: number): number =>
    divergenceOf({ mean: tf.tensor1d([mean]), logVariance: tf.tensor1d([Math.log(variance)]) }).dataSync()[0]!;
  test.each([
    [0, 1, 0],
    [1, 1, 0.5],
    [-3, 1, 4.5],
    [0, 4, -0.5 * (1 + Math.log(4) - 4)],
    [2, 0.25, -0.5 * (1 + Math.log(0.25) - 4 - 0.25)],
  ])('KL of mean %d, variance %d from the prior is %d nats', (mean, variance, nats) => {
    expect(divergence(mean, variance)).toBeCloseTo(nats, 5);
  });
  test('the closed form is what a sum over the density gives', () => {
    const [mean, deviation] = [0.7, 0.6];
    const step = 1e-3;
    let sum = 0;
    for (let z = -8; z < 8; z += step) {
      const q = Math.exp(-(((z - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));
      const logPrior = -(z ** 2) / 2 - Math.log(Math.sqrt(2 * Math.PI));
      sum += q * (Math.log(q) - logPrior) * step;
    }
    expect(divergence(mean, deviation ** 2)).toBeCloseTo(sum, 4);
  });
  test('draws have the mean and the variance that were asked for', () => {
    setEagerSeed([1, 2]);
    const size = 20_000;
    const drawn = drawLatent({ mean: tf.fill([size], 3), logVariance: tf.fill([size], Math.log(4)) });
    const { mean, variance } = tf.moments(drawn);
    expect(mean.dataSync()[0]).toBeCloseTo(3, 1);
    expect(variance.dataSync()[0]! / 4).toBeCloseTo(1, 1);
  });
});

describe('variational', () => {
  test.each<[string, AnyParams, (x: number, y: number, meanSquare: number) => number]>([
    ['binary cross-entropy', { loss: 'binaryCrossentropy' }, (x, y) => -(x * Math.log(y) + (1 - x) * Math.log(1 - y))],
    ['squared error', { loss: 'meanSquaredError' }, (x, y) => (x - y) ** 2],
    [
      'a gaussian',
      { loss: 'gaussian', standardDeviation: 0.2 },
      (x, y) => (x - y) ** 2 / (2 * 0.04) + 0.5 * Math.log(2 * Math.PI * 0.04),
    ],
    [
      'a fitted gaussian',
      { loss: 'fittedGaussian' },
      (x, y, meanSquare) => (x - y) ** 2 / (2 * meanSquare) + 0.5 * Math.log(2 * Math.PI * meanSquare),
    ],
  ])('%s, in nats per sample, and the KL beside it', async (_, params, each) => {
    const { model, input, loss, figures } = await open(variational({ beta: 2, ...params }));
    const { activations } = loss();
    const x = Array.from(input.dataSync());
    const y = Array.from(activations.get(model.output!.id)!.dataSync());
    const meanSquare = x.reduce((sum, value, at) => sum + (value - y[at]!) ** 2, 0) / x.length;
    const expected = x.reduce((sum, value, at) => sum + each(value, y[at]!, meanSquare), 0) / count;
    const measured = figures();
    expect(measured['reconstruction']).toBeCloseTo(expected, 4);
    expect(measured['kl']).toBeGreaterThan(0);
    expect(measured['elbo']).toBeCloseTo(expected + measured['kl']!, 4);
    expect(measured['loss']).toBeCloseTo(expected + 2 * measured['kl']!, 4);
  });

  test('squared error is a gaussian of variance ½ without its constant', async () => {
    const squared = (await open(variational({ loss: 'meanSquaredError' }))).figures();
    const gaussian = (await open(variational({ loss: 'gaussian', standardDeviation: Math.SQRT1_2 }))).figures();
    expect(squared['reconstruction']! + (width / 2) * Math.log(Math.PI)).toBeCloseTo(gaussian['reconstruction']!, 4);
  });

  test('counts the latents that carry information, and charges free bits for those that carry less', async () => {
    const { figures, weight } = await open(variational({ freeBits: 0.5, beta: 3 }));
    for (const role of ['meanKernel', 'meanBias', 'logVarianceKernel'])
      weight(`latent_1/${role}`).assign(tf.zeros(weight(`latent_1/${role}`).shape));
    // KL of variances: 1 (0 nats), 1 (0), e⁻² (0.568), e⁻⁰·¹ (0.00242).
    weight('latent_1/logVarianceBias').assign(tf.tensor1d([0, 0, -2, -0.1]));
    const [large, small] = [-0.5 * (1 - 2 - Math.exp(-2)), -0.5 * (1 - 0.1 - Math.exp(-0.1))];
    const { loss, reconstruction, kl, activeUnits } = figures();
    expect(activeUnits).toBe(1);
    expect(kl).toBeCloseTo(large + small, 5);
    expect(loss).toBeCloseTo(reconstruction! + 3 * (large + 3 * 0.5), 4);
  });

  test('raises beta in step with the epochs, and judges with all of it', async () => {
    const { numbers: at, figures } = await open(variational({ beta: 4, annealingEpochs: 8 }));
    const weights = [0, 2, 6.5, 8, 20].map((epochs) => at!({ epochs })['klWeight']);
    expect(weights).toEqual([0, 1, 3.25, 4, 4]);
    expect(at!(null)).toEqual({ klWeight: 4 });
    const [early, judged] = [figures(true, 2), figures(true, null)];
    expect(early['loss']).toBeCloseTo(early['reconstruction']! + early['kl']!, 4);
    expect(judged['loss']).toBeCloseTo(early['reconstruction']! + 4 * early['kl']!, 4);
  });

  test('with beta 0 and no spread is a plain autoencoder, with a spread one with noise', async () => {
    const noisy = await open(variational({ loss: 'binaryCrossentropy', beta: 0 }));
    const quiet = -60;
    noisy.weight('latent_1/logVarianceKernel').assign(tf.zeros([4, 4]));
    noisy.weight('latent_1/logVarianceBias').assign(tf.fill([4], quiet));
    const plain = setObjective(variational(), 'reconstruct', { loss: 'binaryCrossentropy' });
    const other = await open(plain);
    for (const { name, variable } of noisy.model.weights) other.weight(name).assign(variable);
    const gradients = ({ loss, model }: typeof noisy): Record<string, number[]> => {
      const trained = model.weights.filter(({ name }) => !name.includes('logVariance'));
      const { grads } = tf.variableGrads(
        () => tf.sum(loss().loss),
        trained.map(({ variable }) => variable),
      );
      return Object.fromEntries(trained.map(({ name, variable }) => [name, [...grads[variable.name]!.dataSync()]]));
    };
    // Nats of a sample here, means over its values there.
    expect(noisy.figures()['loss']! / width).toBeCloseTo(other.figures()['loss']!, 5);
    const [ours, theirs] = [gradients(noisy), gradients(other)];
    for (const [name, values] of Object.entries(theirs))
      values.forEach((value, at) => expect(ours[name]![at]! / width, name).toBeCloseTo(value, 5));
    const before = noisy.figures()['loss']!;
    noisy.weight('latent_1/logVarianceBias').assign(tf.fill([4], 0));
    expect(noisy.figures()['loss']).not.toBeCloseTo(before, 2);
    expect(other.figures()['loss']).toBeCloseTo(before / width, 5);
  });

  test('decodes what was drawn under the mask of what was encoded', async () => {
    const sequences = chain(
      [3, 2],
      ['masking'],
      ['latent', { kind: 'variational' }],
      ['lstm', { units: 2, returnSequences: true }],
    );
    const masked = setObjective(sequences, 'variational', { loss: 'meanSquaredError', beta: 0 });
    const { model, weight, loss } = await open(masked);
    weight('latent_1/logVarianceKernel').assign(tf.zeros([2, 2]));
    weight('latent_1/logVarianceBias').assign(tf.fill([2], -60));
    const given = tf.tensor3d([
      [
        [0.5, 0.2],
        [0, 0],
        [0, 0],
      ],
      [
        [0.1, 0.9],
        [0.3, 0.4],
        [0, 0],
      ],
    ]);
    const { activations } = loss(true, null, given);
    const plain = model.run(new Map([[model.input.id, given]]), ['lstm_1'], false).get('lstm_1')!;
    const drawn = [...activations.get('lstm_1')!.dataSync()];
    [...plain.dataSync()].forEach((value, at) => expect(drawn[at]).toBeCloseTo(value, 6));
    // Steps that are left out repeat the last one that counts.
    expect(drawn.slice(2, 4)).toEqual(drawn.slice(0, 2));
  });

  test('takes activity penalties of the means', async () => {
    const { model, loss } = await open(variational());
    const { activations } = loss();
    const plain = model.run(new Map([[model.input.id, activations.get(model.input.id)!]]), [model.latent!.id], false);
    expect([...activations.get(model.latent!.id)!.dataSync()]).toEqual([...plain.get(model.latent!.id)!.dataSync()]);
  });
});

describe('vector-quantised', () => {
  const quantised = (latent: AnyParams, params: AnyParams = {}): Project =>
    latentWith(setObjective(network, 'quantised', params), { codes: 3, ...latent });

  test.each(['loss', 'movingAverage'] as const)('adds up its terms where codes follow the %s', async (codesFollow) => {
    const { model, input, loss, figures } = await open(quantised({ codesFollow }, { commitment: 0.5 }));
    const { activations } = loss(false);
    const [x, y] = [input.dataSync(), activations.get(model.output!.id)!.dataSync()];
    const [e, q] = ['dense_1', 'latent_1'].map((id) => activations.get(id)!.dataSync());
    const meanSquare = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
      Array.from(a).reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0) / a.length;
    const measured = figures(false);
    expect(measured['reconstruction']).toBeCloseTo(meanSquare(x, y), 5);
    expect(measured['commitment']).toBeCloseTo(meanSquare(e!, q!), 5);
    const weight = 0.5 + (codesFollow === 'loss' ? 1 : 0);
    expect(measured['loss']).toBeCloseTo(meanSquare(x, y) + weight * meanSquare(e!, q!), 5);
  });

  test('perplexity is 1 where all become one code, and the number of codes where all are used alike', async () => {
    const { figures, weight, model } = await open(quantised({ codesFollow: 'loss', codes: 5 }));
    const codebook = weight('latent_1/codebook');
    codebook.assign(
      tf.tensor2d(Array.from({ length: 5 }, (_, code) => Array<number>(4).fill(code * 10)).flat(), [5, 4]),
    );
    expect(figures()).toMatchObject({
      perplexity: expect.closeTo(1, 4) as number,
      usedCodes: expect.closeTo(0.2, 5) as number,
    });
    const encoded = model.run(
      new Map([['input_1', tf.tensor2d(numbers(count * width, 0.05, 0.95), [count, width])]]),
      ['dense_1'],
      false,
    );
    codebook.assign(encoded.get('dense_1')!);
    expect(figures()).toMatchObject({ perplexity: expect.closeTo(5, 3) as number, usedCodes: 1, commitment: 0 });
  });

  test('pulls the encoder to its codes, and the codes to the encoder, each alone', async () => {
    const { loss, weight, model } = await open(quantised({ codesFollow: 'loss' }, { commitment: 2 }));
    // A decoder that ignores its input: what reaches the encoder is the commitment alone.
    weight('dense_2/kernel').assign(tf.zeros([4, width]));
    const latent = loss().activations.get('latent_1')!;
    const encoded = loss().activations.get('dense_1')!;
    const { grads } = tf.variableGrads(
      () => tf.sum(loss().loss),
      model.weights.map(({ variable }) => variable),
    );
    const codes = [...grads[weight('latent_1/codebook').name]!.dataSync()];
    const pull = tf.mul(tf.sub(latent, encoded), 2 / latent.size);
    const columns = [...tf.sum(pull, 0).dataSync()];
    columns.forEach((sum, column) =>
      expect(codes.filter((_, at) => at % 4 === column).reduce((a, b) => a + b, 0)).toBeCloseTo(sum, 5),
    );
    // The derivative of tanh: 1 − e².
    const expected = tf.sum(tf.mul(tf.mul(pull, -2), tf.sub(1, tf.square(encoded))), 0).dataSync();
    const bias = grads[weight('dense_1/bias').name]!.dataSync();
    bias.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
  });
});
