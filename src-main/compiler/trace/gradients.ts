/**
 * Gradients that TensorFlow.js refuses. Of dilated convolutions: its backward kernels take no dilation, the compiler's do. Only the
 * trace backend computes them; with a dilation of one the kernels called are TensorFlow.js's own. Of taking apart what has one part.
 */
import * as tf from '@tensorflow/tfjs-core';
// For its side effect: in Node.js TensorFlow.js's gradients come only with the bundle of its layers. Loaded here, so that a
// later import of it cannot put the replaced gradients back.
import '@tensorflow/tfjs-layers';

/** Replaces gradients for every backend, since TensorFlow.js keeps one gradient a kernel. */
export function replaceGradients(): void {
  replaceConvolution('Conv2D');
  replaceConvolution('DepthwiseConv2dNative');
  // Where there is one part, its gradient comes without a list around it.
  replaceGradient(
    'Unpack',
    (original) => (dy, saved, attrs) => original(dy instanceof Array ? dy : [dy], saved, attrs),
  );
}

function replaceGradient(kernelName: string, replacement: (original: tf.GradFunc) => tf.GradFunc): void {
  const original = tf.getGradient(kernelName);
  if (!original) throw new Error(`TensorFlow.js registers no gradient for ${kernelName}. Expected TensorFlow.js 4.22.`);
  tf.unregisterGradient(kernelName);
  tf.registerGradient({ ...original, gradFunc: replacement(original.gradFunc) });
}

function replaceConvolution(kernelName: 'Conv2D' | 'DepthwiseConv2dNative'): void {
  replaceGradient(kernelName, (original) => (dy, saved, attrs) => {
    const attributes = attrs as unknown as tf.Conv2DAttrs;
    const dilation = Math.max(...[attributes.dilations ?? 1].flat());
    const [x, filter] = saved;
    if (dilation === 1 || tf.getBackend() !== 'trace' || !x || !filter || dy instanceof Array)
      return original(dy, saved, attrs);
    const run = (kernel: string, inputs: tf.NamedTensorMap, shape: object): tf.Tensor =>
      tf.engine().runKernel(`${kernelName}${kernel}`, inputs, { ...attrs, ...shape });
    return {
      x: () => run('BackpropInput', { dy, filter }, { inputShape: x.shape }),
      filter: () => run('BackpropFilter', { x, dy }, { filterShape: filter.shape }),
    };
  });
}
