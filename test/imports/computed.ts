/** What an imported model computes here, and the arrays that tests compare it with. Owns no expectations. */
import * as tf from '@tensorflow/tfjs-core';
import { cpu } from '#main/devices/cpu.ts';
import type { Imported } from '#main/import/import-file.ts';
import { buildModel } from '#main/trainer/model.ts';

/** Of its output, for samples [count, …input], and more words where it takes them; whatever else it could be given is left out. */
export async function computed(
  { project, weights }: Imported,
  input: Float32Array,
  count: number,
  more: Float32Array | null = null,
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
        ({ x, words }) =>
          tf.tidy(() => {
            const given = new Map([[model.input.id, x!], ...(words ? [[model.moreWords!.id, words] as const] : [])]);
            return { y: model.run(given, [end], false).get(end)! };
          }),
        {
          x: { shape: [count, ...model.input.shape], dtype: 'float32' },
          ...(more ? { words: { shape: [count, ...model.moreWords!.shape], dtype: 'float32' as const } } : {}),
        },
      );
      const { y } = await program.run({ x: input, ...(more ? { words: more } : {}) });
      await program.dispose();
      return Float32Array.from(y!);
    } finally {
      await runtime.dispose();
    }
  } finally {
    model.dispose();
  }
}

/** A .npy file of float32 or int32 as floats, as NumPy and the export's own writer make them (numpy.lib.format, version 1). */
export function readNpy(file: Buffer): { readonly shape: readonly number[]; readonly values: Float32Array } {
  const length = file.readUInt16LE(8);
  const header = file.toString('latin1', 10, 10 + length);
  const shape = /'shape': \(([^)]*)\)/.exec(header)![1]!.split(',').map(Number).filter((n) => n > 0); // prettier-ignore
  const { buffer } = new Uint8Array(file.subarray(10 + length));
  if (header.includes("'<f4'")) return { shape, values: new Float32Array(buffer) };
  if (header.includes("'<i4'")) return { shape, values: Float32Array.from(new Int32Array(buffer)) };
  throw new Error(`These are no float32 and no int32: ${header}`);
}
