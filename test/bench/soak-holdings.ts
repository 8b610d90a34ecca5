/** What this process holds after its garbage was collected. */
import * as tf from '@tensorflow/tfjs-core';

export interface Holdings {
  /** Bytes in RAM. */
  readonly rss: number;
  /** Bytes of the JavaScript heap and of buffers outside it. */
  readonly script: number;
  readonly tensors: number;
}

/** Needs node --expose-gc. */
export function holdings(): Holdings {
  // Twice: what finalizers release in the first is collected in the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, script: heapUsed + external, tensors: tf.engine().state.numTensors };
}
