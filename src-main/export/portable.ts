/** A part as what the compiler makes portable files of: functions, their inputs, and weights by name. Owns the translation. */
import { UserError } from '#shared/problem.ts';
import type { PartEnd } from '#shared/export/parts.ts';
import type { InputSpec, PortableWeight, TensorFunction } from '../compiler/index.ts';
import { scaleBytes } from '../trainer/pixels.ts';
import type { ExportedPart, Sampled } from './format.ts';

type PictureInput = 'numbers' | 'bytes';

/** Shapes without the batch. */
export const specOf = ({ name, shape, dtype }: PartEnd, input: PictureInput): InputSpec => ({
  shape,
  dtype: input === 'bytes' && name === 'input' ? 'uint8' : dtype,
});

/** With the scaling of pictures inside, where these come as bytes. */
export function withScaling(compute: TensorFunction, part: ExportedPart, input: PictureInput): TensorFunction {
  if (input === 'numbers') return compute;
  if (part.preprocessing.form.kind !== 'image') throw noPictures(part);
  const { range } = part.project.data.image;
  return (given) => compute(given['input'] ? { ...given, input: scaleBytes(range, given['input']) } : given);
}

export const portableWeights = (part: ExportedPart): PortableWeight[] =>
  [...part.weights].map(([name, { variable, spec, values }]) => ({ name, variable, spec, values }));

/** What such a file is fed for an input's samples: of pictures that come as bytes, these. */
export function fed(
  { name, values }: Sampled,
  { preprocessing: { scale, offset } }: ExportedPart,
  { input }: { readonly input: PictureInput },
): Sampled['values'] | Uint8Array {
  if (input === 'numbers' || name !== 'input') return values;
  return Uint8Array.from(values as Float32Array, (value) => Math.round((value - offset) / scale));
}

const noPictures = ({ project }: ExportedPart): UserError =>
  new UserError({
    received: `Bytes were asked for as the input of “${project.name}”, whose samples are no pictures.`,
    expected: 'Only pictures come as bytes.',
    action: 'Choose numbers as its input.',
  });
