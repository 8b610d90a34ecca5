/** The registry of devices, and a battery that every available device passes. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { useTraceBackend, type TensorFunction } from '#main/compiler/index.ts';
import { fastest, isCandidate } from '#main/devices/auto.ts';
import { devices, devicesOn, findDevice } from '#main/devices/index.ts';
import { UserError } from '#shared/problem.ts';

describe('the registry', () => {
  test('lists what can exist on a system, and nothing else', () => {
    for (const system of [
      ['linux', 'x64'],
      ['linux', 'arm64'],
      ['win32', 'x64'],
      ['darwin', 'arm64'],
    ] as const)
      expect(devicesOn(...system)).toContain('cpu');
    expect(devicesOn('linux', 'x64')).toEqual(['cpu', 'webgpu', 'tensorflow', 'cuda']);
    expect(devicesOn('linux', 'arm64')).toEqual(['cpu']);
    expect(devicesOn('win32', 'x64')).toContain('dml');
    // npm's ONNX Runtime for Windows has no CUDA.
    expect(devicesOn('win32', 'x64')).not.toContain('cuda');
    expect(devicesOn('darwin', 'arm64')).toContain('coreml');
    expect(devicesOn('darwin', 'arm64')).not.toContain('dml');
  });
});

describe('findDevice', () => {
  test('takes the first available device for auto', async () => {
    expect((await findDevice('auto')).id).toBe('cpu');
  });

  test('refuses an unknown device, naming those there are', async () => {
    const refusal = await findDevice('abacus').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal).toMatchObject({
      received: 'There is no device “abacus” here.',
      expected: `One of these was expected: auto, ${devicesOn().join(', ')}.`,
    });
  });
});

describe('auto', () => {
  const speed = (id: string, samplesPerSecond: number | null) => ({ id, samplesPerSecond });
  test('takes the fastest, of equal ones the first, and none where all failed', () => {
    expect(fastest([speed('a', 10), speed('b', 30), speed('c', null)])?.id).toBe('b');
    expect(fastest([speed('a', null), speed('b', 30), speed('c', 30)])?.id).toBe('b');
    expect(fastest([speed('a', null)])).toBeNull();
    expect(fastest([])).toBeNull();
  });

  test('considers real devices that are available', () => {
    expect(isCandidate({ available: true })).toBe(true);
    expect(isCandidate({ available: true, software: true })).toBe(false);
    expect(isCandidate({ available: false })).toBe(false);
  });
});

const statuses = await Promise.all(devices.map(async (device) => [device.id, device, await device.status()] as const));

test.each(statuses)('%s describes itself', (id, _device, status) => {
  expect(status.id).toBe(id);
  expect(status.title).not.toBe('');
  expect(status.detail).not.toBe('');
  if (!status.available) expect(status.remedy, 'what to do').toMatch(/\w+ \w+/);
});

describe.each(statuses.filter(([, , { available }]) => available))('on %s', (_id, device) => {
  afterEach(() => tf.disposeVariables());

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
