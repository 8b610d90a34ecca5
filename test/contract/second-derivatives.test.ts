/** Every layer kind that does not say otherwise can stand in a critic with a gradient penalty: it is differentiated twice, rightly. */
import type { Tensor } from '@tensorflow/tfjs-core';
import * as core from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { useTraceBackend } from '#main/compiler/index.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { activationRange } from '#shared/graph/output-range.ts';
import { layers } from '#shared/layers/index.ts';
import type { LayerDefinition } from '#shared/layers/layer.ts';
import { isDifferentiableTwice } from '#shared/layers/second-derivative.ts';
import { inDoubles, numbers } from '../main/compiler/compare.ts';
import { builtKinds, layerCases, type BuiltKind } from './layers/cases.ts';
import { asArgument, buildLayer } from './layers/eager.ts';

const BATCH = 3;

/** As a plain list, which TensorFlow.js takes whatever its floats are at the time. */
const doubles = (...given: Parameters<typeof numbers>): number[] => Array.from(numbers(...given));

/** Moving averages make batch normalization's own steps; noise layers do nothing outside training. */
const training = (kind: BuiltKind): boolean => kind === 'batchNormalization';

/** Those that something can be learned through: words are looked up by whole numbers. */
const computing = builtKinds.filter((kind) => (layers[kind] as LayerDefinition).inputs.max > 0 && kind !== 'embedding');
type Case = readonly [title: string, kind: BuiltKind, params: AnyParams];
const cases = computing.filter(isDifferentiableTwice).flatMap((kind): readonly Case[] => {
  const { params } = layerCases[kind].typical;
  if ('spectralNormalization' in layers[kind].fields)
    return [false, true].map((spectralNormalization): Case => [
      `${kind}${spectralNormalization ? ', by its largest singular value' : ''}`,
      kind,
      { ...params, spectralNormalization },
    ]);
  if (kind !== 'activation') return [[kind, kind, params]];
  return Object.keys(activationRange).map((activation): Case => [`${kind} ${activation}`, kind, { activation }]);
});

beforeAll(useTraceBackend);

describe('gradients of gradients', () => {
  test.each(cases)('%s', async (_, kind, params) => {
    await core.setBackend('cpu');
    const { inputs: shapes } = layerCases[kind].typical;
    const { layer } = buildLayer(kind, params, shapes);
    inDoubles(() =>
      core.tidy(() => {
        const inputs = shapes.map((shape, at) => {
          const sizes = [BATCH, ...shape];
          const size = sizes.reduce((product, n) => product * n, 1);
          return core.tensor(doubles(size, -1, 1, at * 700), sizes);
        });
        /** Squared slopes of a bent result by the first input, weighted unevenly. */
        const steepness = (...given: Tensor[]): Tensor => {
          const slopes = core.grad((first: Tensor) => {
            const output = layer.apply(asArgument([first, ...given.slice(1)]), { training: training(kind) }) as Tensor;
            const coefficients = core.tensor(doubles(output.size, 0.5, 1.5), output.shape);
            return core.sum(core.mul(core.square(core.add(output, 0.3)), coefficients));
          })(given[0]!);
          return core.sum(core.mul(core.square(slopes), core.tensor(doubles(slopes.size, 0.5, 1.5, 9), slopes.shape)));
        };
        const weights = layer.trainableWeights.map((weight) => weight.read() as core.Variable);
        const loss = (): core.Scalar => core.sum(steepness(...inputs));
        const close = (exact: number, move: (by: number) => number, what: string): void => {
          const step = 1e-5;
          const difference = (move(step) - move(-step)) / (2 * step);
          const scale = Math.max(Math.abs(exact), Math.abs(difference), 1e-3);
          expect(Math.abs(exact - difference) / scale, `${what}: ${exact} against ${difference}`).toBeLessThan(1e-5);
        };
        const dot = (a: Tensor, b: Tensor): number => core.sum(core.mul(a, b)).dataSync()[0]!;

        const ofInput = core.grad((first: Tensor) => steepness(first, ...inputs.slice(1)))(inputs[0]!);
        const along = core.tensor(doubles(inputs[0]!.size, -1, 1, 40), inputs[0]!.shape);
        close(
          dot(ofInput, along),
          (by) => steepness(core.add(inputs[0]!, core.mul(along, by)), ...inputs.slice(1)).dataSync()[0]!,
          'input',
        );
        if (weights.length === 0) return;
        const { grads } = core.variableGrads(loss, weights);
        for (const weight of weights) {
          const direction = core.tensor(doubles(weight.size, -1, 1, 50), weight.shape);
          const start = core.clone(weight);
          const gradient = grads[weight.name];
          close(
            gradient ? dot(gradient, direction) : 0,
            (by) => {
              weight.assign(core.add(start, core.mul(direction, by)));
              return loss().dataSync()[0]!;
            },
            weight.name,
          );
          weight.assign(start);
        }
      }),
    );
  });
});
