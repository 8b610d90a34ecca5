/** The smallest model there is, run once: what shows whether a provider of ONNX Runtime really works here. */
import type { InferenceSession } from 'onnxruntime-node';
import type { OnnxLibrary } from '../compiler/onnx/target.ts';

/** Loads the provider and computes x + x on it. Throws whatever it throws. */
export async function tryOut(
  { InferenceSession, Tensor }: OnnxLibrary,
  options: InferenceSession.SessionOptions,
): Promise<void> {
  const { OnnxBuilder } = await import('../compiler/onnx/builder.ts');
  const op = new OnnxBuilder();
  const spec = { shape: [2], dtype: 'float32' } as const;
  const x = op.input('x', spec);
  op.output('y', op.node('Add', [x, x]), spec);
  const session = await InferenceSession.create(op.encode('probe'), { logSeverityLevel: 3, ...options });
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 2), [2]) }, ['y']);
  await session.release();
  const sums = [...((y as { data: Float32Array } | undefined)?.data ?? [])];
  if (sums.join() !== '2,4') throw new Error(`1 + 1 and 2 + 2 gave ${sums.join(' and ')}`);
}
