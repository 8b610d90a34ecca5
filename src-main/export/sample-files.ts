/** Test vectors for whoever receives an export: what it is fed and what it should give, as NumPy files. Owns their names. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileSafely } from '../files/write-safely.ts';
import type { ExportedPart, Sampled } from './format.ts';
import { npyFile } from './npy.ts';

/** input.npy and expected.npy: the first input and output; others by their own names. Inputs that may be left out are. */
export async function writeSamples(
  { inputs, outputs, samples }: ExportedPart,
  folder: string,
  fed: (input: Sampled) => Sampled['values'] | Uint8Array,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const needed = inputs.filter(({ otherwise }) => otherwise === null);
  const files = [
    ...needed.map((input, at) => [at === 0 ? 'input' : `input_${input.name}`, input.shape, fed(input)] as const),
    ...outputs.map(
      ({ name, shape, values }, at) => [at === 0 ? 'expected' : `expected_${name}`, shape, values] as const,
    ),
  ];
  for (const [name, shape, values] of files)
    await writeFileSafely(join(folder, `${name}.npy`), npyFile(values, [samples, ...shape]));
}
