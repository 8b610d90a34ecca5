/** The kinds of latents: what they compute, where their gradients go, how codes follow. The battery has only the plain one. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import * as core from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sidesOf } from '#shared/layers/operation.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { shownFields } from '#shared/layers/fields.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { numbers } from '../../main/compiler/compare.ts';
import { buildLayer, definitionOf, paramsOf } from './eager.ts';

beforeEach(async () => {
  await core.setBackend('cpu');
  core.engine().startScope();
});
afterEach(() => core.engine().endScope());

const batch = 3;
const values = (tensor: Tensor): number[] => Array.from(tensor.dataSync());
const sample = (shape: Shape): Tensor => core.tensor(numbers(batch * sizeOf(shape)), [batch, ...shape]);

function build(params: AnyParams, shape: Shape) {
  const { layer } = buildLayer('latent', params, [shape]);
  const weight = (role: string): Variable =>
    layer.weights.find(({ originalName }) => originalName.endsWith(`/${role}`))!.read() as Variable;
  const run = (x: Tensor, training = false): Tensor => layer.apply(x, { training }) as Tensor;
  return { layer, weight, run };
}

const expectClose = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
};

describe('settings', () => {
  const shown = (params: AnyParams): string[] =>
    Object.keys(shownFields(definitionOf('latent').fields, paramsOf('latent', params)));
  test('each kind shows its own', () => {
    expect(shown({})).toEqual(['kind', 'activityPenalty']);
    expect(shown({ kind: 'variational' })).toEqual(['kind', 'size', 'activityPenalty']);
    expect(shown({ kind: 'quantised', codesFollow: 'loss' })).toEqual([
      'kind',
      'codes',
      'codesFollow',
      'activityPenalty',
    ]);
    expect(shown({ kind: 'quantised' })).toContain('decay');
    expect(shown({ kind: 'variational' })).not.toContain('decay');
  });
});

describe('a variational latent', () => {
  test.each([[[4]], [[5, 4]], [[3, 2, 4]]])('of %j is two dense layers, at each position alike', (shape) => {
    const { weight, run } = build({ kind: 'variational', size: 2 }, shape);
    const x = sample(shape);
    const mean = run(x);
    expect(mean.shape).toEqual([batch, ...shape.slice(0, -1), 2]);
    const rows = core.reshape(x, [-1, 4]);
    const dense = buildLayer('dense', { units: 2 }, [[4]]).layer;
    for (const [role, output] of [
      ['mean', mean],
      ['logVariance', sidesOf(mean)['logVariance']!],
    ] as const) {
      weight(`${role}Bias`).assign(core.tensor1d([0.3, -0.2]));
      dense.setWeights([weight(`${role}Kernel`), weight(`${role}Bias`)]);
      const again = run(x);
      const now = role === 'mean' ? again : sidesOf(again)['logVariance']!;
      expect(now.shape).toEqual(output.shape);
      expectClose(values(now), values(dense.apply(rows) as Tensor));
    }
  });
  test('has as many values as come in unless it is given a size, and the same in training', () => {
    const { layer, run } = build({ kind: 'variational' }, [4]);
    const x = sample([4]);
    expect(run(x).shape).toEqual([batch, 4]);
    expect(values(run(x, true))).toEqual(values(run(x)));
    expect(layer.weights.map(({ originalName }) => originalName.split('/').at(-1))).toEqual([
      'meanKernel',
      'meanBias',
      'logVarianceKernel',
      'logVarianceBias',
    ]);
  });
  test('counts what it has', () => {
    const count = definitionOf('latent').countWeights(paramsOf('latent', { kind: 'variational', size: 2 }) as never, [
      [7, 7, 16],
    ]);
    expect(count).toEqual({ trainable: 68, fixed: 0, formula: '16 × 2 + 2 + 16 × 2 + 2' });
  });
});

/** Straight from the definition: the code of least squared distance. */
function nearest(row: readonly number[], codebook: readonly (readonly number[])[]): number {
  const distances = codebook.map((code) => code.reduce((sum, c, at) => sum + (c - row[at]!) ** 2, 0));
  return distances.indexOf(Math.min(...distances));
}

const rowsOf = (tensor: Tensor, width: number): number[][] =>
  Array.from({ length: tensor.size / width }, (_, at) => values(tensor).slice(at * width, (at + 1) * width));

describe('a quantised latent', () => {
  test.each([
    ['loss', [2]],
    ['loss', [3, 4, 2]],
    ['movingAverage', [2]],
    ['movingAverage', [3, 4, 2]],
  ] as const)('whose codes follow the %s gives the nearest code for %j', (codesFollow, shape) => {
    const { weight, run } = build({ kind: 'quantised', codes: 5, codesFollow }, shape);
    const stored = weight(codesFollow === 'loss' ? 'codebook' : 'codebookSums');
    stored.assign(core.tensor2d(numbers(10, -1, 1, 40), [5, 2]));
    const x = sample(shape);
    const output = run(x);
    const { encoded, quantised, chosen, usage } = sidesOf(output);
    const codebook = rowsOf(stored, 2);
    const expected = rowsOf(x, 2).map((row) => nearest(row, codebook));
    expect(new Set(expected).size).toBeGreaterThan(1);
    expect(values(chosen!)).toEqual(expected);
    expect(chosen!.dtype).toBe('int32');
    expectClose(
      values(output),
      expected.flatMap((at) => codebook[at]!),
    );
    expect(values(quantised!)).toEqual(values(output));
    expect(values(encoded!)).toEqual(values(x));
    expectClose(
      values(usage!),
      codebook.map((_, code) => expected.filter((at) => at === code).length / expected.length),
    );
  });

  test('passes the gradient straight through to the encoder, and that of its codes to the codebook alone', () => {
    const { weight, run } = build({ kind: 'quantised', codes: 4, codesFollow: 'loss' }, [2]);
    const x = sample([2]);
    const share = core.tensor2d(numbers(6, -1, 1, 9), [batch, 2]);
    const through = core.grads((given: Tensor) => core.sum(core.mul(run(given), share)))([x])[0]!;
    expect(values(through)).toEqual(values(share));
    const codebook = weight('codebook');
    expect(() => core.variableGrads(() => core.sum(run(x)), [codebook])).toThrow('Cannot find a connection');
    // Σ share · code: each code gets the shares of the vectors that chose it.
    const { grads } = core.variableGrads(() => core.sum(core.mul(sidesOf(run(x))['quantised']!, share)), [codebook]);
    const chosen = values(sidesOf(run(x))['chosen']!);
    const expected = [0, 1, 2, 3].flatMap((code) =>
      [0, 1].map((column) =>
        rowsOf(share, 2).reduce((sum, row, at) => sum + (chosen[at] === code ? row[column]! : 0), 0),
      ),
    );
    expectClose(values(grads[codebook.name]!), expected);
    const ofCodes = core.grads((given: Tensor) => core.sum(sidesOf(run(given))['quantised']!));
    expect(() => ofCodes([x])).toThrow('Cannot compute gradient');
  });

  test('moves its averages in training alone, by the formulas', () => {
    const [decay, smoothing, codes] = [0.8, 0.1, 3];
    const params = { kind: 'quantised', codes, decay, smoothing, restartUnused: false };
    const { layer, weight, run } = build(params, [2]);
    expect(layer.trainableWeights).toEqual([]);
    const x = sample([2]);
    const [sums, counts] = [weight('codebookSums'), weight('codebookCounts')];
    sums.assign(core.tensor2d([-0.5, 0, 0.5, 0.5, 9, 9], [3, 2]));
    const before = rowsOf(sums, 2);
    run(x);
    expect(rowsOf(sums, 2)).toEqual(before);
    const chosen = rowsOf(x, 2).map((row) => nearest(row, before));
    run(x, true);
    const mapped = (code: number): number[][] => rowsOf(x, 2).filter((_, at) => chosen[at] === code);
    const expectedCounts = before.map((_, code) => decay + (1 - decay) * mapped(code).length);
    const expectedSums = before.map((row, code) =>
      row.map((value, at) => decay * value + (1 - decay) * mapped(code).reduce((sum, vector) => sum + vector[at]!, 0)),
    );
    expectClose(values(counts), expectedCounts);
    expectClose(values(sums), expectedSums.flat());
    // Laplace smoothing, then the quotient: what the next vectors are compared with.
    const total = expectedCounts.reduce((sum, n) => sum + n, 0);
    const codebook = expectedSums.map((row, code) => {
      const smooth = ((expectedCounts[code]! + smoothing) / (total + codes * smoothing)) * total;
      return row.map((value) => value / smooth);
    });
    const output = rowsOf(run(x), 2);
    rowsOf(x, 2).forEach((row, at) => expectClose(output[at]!, codebook[nearest(row, codebook)]!));
  });

  test('starts unused codes again where data are, if it is told to', () => {
    const restarted = (restartUnused: boolean): { counts: number[]; codes: number[][] } => {
      const { weight, run } = build({ kind: 'quantised', codes: 3, decay: 0.5, restartUnused }, [2]);
      weight('codebookSums').assign(core.tensor2d([0, 0, 50, 50, 0.01, -60], [3, 2]));
      weight('codebookCounts').assign(core.tensor1d([1, 0.01, 1]));
      run(sample([2]), true);
      return { counts: values(weight('codebookCounts')), codes: rowsOf(weight('codebookSums'), 2) };
    };
    const left = restarted(false);
    expect(left.counts[1]).toBeCloseTo(0.005, 6);
    expect(left.codes[1]).toEqual([25, 25]);
    const again = restarted(true);
    expect(again.counts[1]).toBe(1);
    expect(rowsOf(sample([2]), 2)).toContainEqual(again.codes[1]);
    expect(again.counts[2]).toBe(0.5);
  });
});
