/** Random operations: the same numbers compiled and eagerly, on whatever they are compiled for. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  randomNormal,
  randomUniform,
  setEagerSeed,
  useTraceBackend,
  type TensorFunction,
} from '#main/compiler/index.ts';
import { drawKeys, drawUniform } from '#main/compiler/random-numbers.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { expectClose, runEagerly, type RunGraph } from '../compare.ts';

export function randomBattery(runGraph: RunGraph): void {
  describe('random operations', () => {
    const draws: TensorFunction = () => ({
      plain: randomUniform([3, 5]),
      ranged: randomUniform([4], -2, 6),
      normal: randomNormal([1000]),
      shifted: randomNormal([7], 3, 0.5),
    });
    beforeAll(useTraceBackend);

    test('give the same numbers compiled and eagerly', async () => {
      setEagerSeed([40, 2]);
      const eager = await runEagerly(draws, {}, {});
      const compiled = await runGraph(await traceFunction('f', draws, {}, []), {}, [40, 2]);
      expect(compiled['plain']).toEqual(eager['plain']);
      expectClose(compiled, eager, 1e-6);
    });

    test('repeat under one seed and differ under the next', async () => {
      const graph = await traceFunction('f', draws, {}, []);
      const [first, again, next] = [
        await runGraph(graph, {}, [1, 5]),
        await runGraph(graph, {}, [1, 5]),
        await runGraph(graph, {}, [1, 6]),
      ];
      expect(again).toEqual(first);
      expect(next['plain']).not.toEqual(first['plain']);
    });

    test('take no gradient and let it pass beside them', async () => {
      const fn: TensorFunction = ({ x }) => ({
        y: tf.grad((each) => tf.sum(tf.mul(each, randomUniform([3]))))(x as tf.Tensor),
      });
      const inputs = { x: new Float32Array([1, 2, 3]) };
      const graph = await traceFunction('f', fn, { x: { shape: [3], dtype: 'float32' } }, []);
      expect((await runGraph(graph, inputs, [9, 9]))['y']).toEqual(drawUniform(3, drawKeys([9, 9], 0)));
    });
  });
}
