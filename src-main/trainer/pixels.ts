/** A pixel's byte, 0 to 255, and the value that the network sees of it. Owns the ranges; pictures are tiles.ts's. */
import * as tf from '@tensorflow/tfjs-core';
import type { ImagePreprocessing } from '#shared/graph/document.ts';

type Range = ImagePreprocessing['range'];

/** What a byte is divided by, and what is then taken away. */
const scales: Record<Range, { readonly divisor: number; readonly offset: number }> = {
  zeroToOne: { divisor: 255, offset: 0 },
  minusOneToOne: { divisor: 127.5, offset: 1 },
};

/** Bytes as the network sees them, in a trace: same shape, float32. */
export function scaleBytes(range: Range, bytes: tf.Tensor): tf.Tensor {
  const { divisor, offset } = scales[range];
  const scaled = tf.div(bytes, divisor);
  return offset === 0 ? scaled : tf.sub(scaled, offset);
}

/** The same for bytes in memory. */
export function valuesOfBytes(range: Range, bytes: Uint8Array): Float32Array {
  const { divisor, offset } = scales[range];
  return Float32Array.from(bytes, (byte) => byte / divisor - offset);
}

/** A value of the network's range as a byte, cut off at its ends. */
export function toByte(range: Range, value: number): number {
  const { divisor, offset } = scales[range];
  return Math.round(Math.min(255, Math.max(0, (value + offset) * divisor)));
}
