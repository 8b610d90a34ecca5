/** What an imported model computes here, and the arrays that tests compare it with. Owns no expectations. */
import * as tf from '@tensorflow/tfjs-core';
import { cpu } from '#main/devices/cpu.ts';
import type { Imported } from '#main/import/import-file.ts';
import { buildModel } from '#main/trainer/model.ts';

/** Of its output, for samples [count, …input]; whatever else it could be given is left out. */
export async function computed(
  { project, weights }: Imported,
  input: Float32Array,
  count: number,
): Promise<Float32Array> {
  const model = await buildModel(project, 1);
  try {
    for (const { name, variable } of model.weights) {
      const { values, spec } = weights.get(name)!;
      tf.tidy(() => variable.assign(tf.tensor(values as Float32Array, [...spec.shape])));
    }
    const runtime = await cpu.open(
      model.weights.map(({ variable }) => variable),
      { patient: true },
    );
    try {
      const end = (model.output ?? model.classes)!.id;
      const program = await runtime.compile(
        'imported',
        ({ x }) => tf.tidy(() => ({ y: model.run(new Map([[model.input.id, x!]]), [end], false).get(end)! })),
        { x: { shape: [count, ...model.input.shape], dtype: 'float32' } },
      );
      const { y } = await program.run({ x: input });
      await program.dispose();
      return Float32Array.from(y!);
    } finally {
      await runtime.dispose();
    }
  } finally {
    model.dispose();
  }
}

/** A .npy file of float32, as NumPy and the export's own writer make them (numpy.lib.format, version 1). */
export function readNpy(file: Buffer): { readonly shape: readonly number[]; readonly values: Float32Array } {
  const length = file.readUInt16LE(8);
  const header = file.toString('latin1', 10, 10 + length);
  const shape = /'shape': \(([^)]*)\)/.exec(header)![1]!.split(',').map(Number).filter((n) => n > 0); // prettier-ignore
  if (!header.includes("'<f4'")) throw new Error(`These are no float32: ${header}`);
  const bytes = file.subarray(10 + length);
  return { shape, values: new Float32Array(new Uint8Array(bytes).buffer) };
}
