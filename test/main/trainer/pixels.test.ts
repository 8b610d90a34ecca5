import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { scaleBytes, toByte, valuesOfBytes } from '#main/trainer/pixels.ts';

beforeAll(() => tf.setBackend('cpu'));

const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test.each([
  ['zeroToOne', 0, 1],
  ['minusOneToOne', -1, 1],
] as const)('bytes fill the range %s, alike in the graph and in memory, and come back', (range, low, high) => {
  const values = valuesOfBytes(range, bytes);
  expect([values[0], values[255]]).toEqual([low, high]);
  const scaled = scaleBytes(range, tf.tensor1d(bytes, 'float32')).dataSync();
  values.forEach((value, byte) => expect(scaled[byte]).toBeCloseTo(value, 6));
  expect([...values].map((value) => toByte(range, value))).toEqual([...bytes]);
  expect([toByte(range, -7), toByte(range, 7)]).toEqual([0, 255]);
});
