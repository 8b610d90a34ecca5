/** The registry of devices, and a battery that every available device passes. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { useTraceBackend, type TensorFunction } from '#main/compiler/index.ts';
import { devices, findDevice } from '#main/devices/index.ts';
import { UserError } from '#shared/problem.ts';

describe('findDevice', () => {
  test('takes the first available device for auto', async () => {
    expect((await findDevice('auto')).id).toBe('cpu');
  });

  test('refuses an unknown device, naming those there are', async () => {
    const refusal = await findDevice('abacus').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal).toMatchObject({
      received: 'There is no device “abacus” here.',
      expected: 'One of these was expected: auto, cpu.',
    });
  });
});

describe.each(devices.map((device) => [device.id, device] as const))('%s', (id, device) => {
  afterEach(() => tf.disposeVariables());

  test('describes itself', async () => {
    const status = await device.status();
    expect(status).toMatchObject({ id, available: true });
    expect(status.title).not.toBe('');
    expect(status.detail).not.toBe('');
  });

  test.each([undefined, 1])('trains a step with %s threads', async (threads) => {
    await useTraceBackend();
    const weight = tf.variable(tf.tensor2d([[1, 2]]), true, 'weight');
    const runtime = await device.open([weight], threads ? { threads } : {});
    const step: TensorFunction = ({ x }) => {
      const { value, grads } = tf.variableGrads(
        () => tf.sum(tf.square(tf.mul(weight, x as tf.Tensor))) as tf.Scalar,
        [weight],
      );
      weight.assign(tf.sub(weight, tf.mul(grads['weight'] as tf.Tensor, 0.25)));
      return { loss: value };
    };
    const program = await runtime.compile('step', step, { x: { shape: [1, 2], dtype: 'float32' } });
    const { loss } = await program.run({ x: new Float32Array([1, -1]) });
    expect(loss?.[0]).toBeCloseTo(5);
    expect([...((await runtime.read()).get('weight')?.values ?? [])]).toEqual([0.5, 1]);
    await runtime.dispose();
  });
});
