/** WebGPU's runtime, and models and optimizers on it. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { useTraceBackend } from '#main/compiler/index.ts';
import { webgpu } from '#main/devices/webgpu.ts';
import { modelBattery } from './batteries/models.ts';
import { optimizerBattery } from './batteries/optimizers.ts';
import { runtimeBattery, type Open } from './batteries/runtime.ts';
import { float } from './compare.ts';
import { withWebgpu } from './webgpu-adapter.ts';

const open: Open = (variables) => webgpu.open(variables);

withWebgpu('WebGPU', () => {
  // A software adapter computes a step of convolutions in half a second.
  runtimeBattery(open, 3);
  modelBattery(open);
  optimizerBattery(open);

  describe('buffers of the device', () => {
    afterEach(() => tf.disposeVariables());

    test('are freed when a step has replaced them, or was not accepted', async () => {
      await useTraceBackend();
      const size = 250_000;
      const total = tf.variable(tf.zeros([size]), true, 'total');
      const runtime = await open([total]);
      const add = ({ x }: Record<string, tf.Tensor>) => {
        total.assign(tf.add(total, x!));
        return { first: tf.slice(total, [0], [1]) };
      };
      const program = await runtime.compile('add', add, { x: float() });
      let accepted = 0;
      const steps = async (count: number): Promise<void> => {
        for (let step = 0; step < count; step++)
          await program.run({ x: Float32Array.of(1) }, { accept: () => (step % 4 === 0 ? false : ++accepted > 0) });
      };
      await steps(100);
      const before = process.memoryUsage().rss;
      await steps(400);
      // Kept, the buffers alone would be 400 MB.
      expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(100);
      const { values } = (await runtime.read()).get('total')!;
      expect([values[0], values.at(-1)]).toEqual([accepted, accepted]);
      await runtime.dispose();
    });

    test('outlive the program that made them', async () => {
      await useTraceBackend();
      const total = tf.variable(tf.zeros([3]), true, 'total');
      const runtime = await open([total]);
      const grow = async (by: number): Promise<void> => {
        const program = await runtime.compile('add', () => (total.assign(tf.add(total, by)), {}), {});
        await program.run({});
        await program.dispose();
      };
      for (const by of [1, 2, 3]) await grow(by);
      expect([...(await runtime.read()).get('total')!.values]).toEqual([6, 6, 6]);
      await runtime.dispose();
    });
  });
});
