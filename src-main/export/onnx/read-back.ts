/** Runs an ONNX file in ONNX Runtime on the samples, and on the first alone: the number of samples is free. */
import type { Tensor } from 'onnxruntime-node';
import { sizeOf } from '#shared/layers/layer.ts';
import { farthest, largestDifference } from '../check.ts';
import { fed } from '../portable.ts';
import type { Check, ExportedPart, OptionsOf, Sampled } from '../format.ts';

export async function readBack(part: ExportedPart, path: string, options: OptionsOf<'onnx'>): Promise<Check> {
  const library = await import('onnxruntime-node');
  const session = await library.InferenceSession.create(path, { logSeverityLevel: 3 });
  try {
    const feed = (sampled: Sampled, count: number): Tensor => {
      const values = fed(sampled, part, options).subarray(0, count * sizeOf(sampled.shape));
      const type = values instanceof Uint8Array ? 'uint8' : sampled.dtype;
      return new library.Tensor(type, values, [count, ...sampled.shape]);
    };
    const run = async (count: number): Promise<Record<string, Float32Array>> => {
      const needed = part.inputs.filter(({ otherwise }) => otherwise === null);
      const results = await session.run(Object.fromEntries(needed.map((each) => [each.name, feed(each, count)])));
      return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
    };
    const all = await run(part.samples);
    // In bytes, the range of a whole batch decides how each sample is rounded: one alone may well differ.
    const one = options.precision === 'int8' ? all : await run(1);
    const alone = part.outputs.map(({ name, shape }) =>
      farthest(one[name]!.subarray(0, sizeOf(shape)), all[name]!.subarray(0, sizeOf(shape))),
    );
    return {
      by: `ONNX Runtime ${library.env.versions.node ?? ''}`.trim(),
      of: 'results',
      difference: Math.max(largestDifference(part, all), ...alone),
    };
  } finally {
    await session.release();
  }
}
