/** ONNX: the inference trace in portable form, with what it needs to be understood as metadata. */
import { writeFile } from 'node:fs/promises';
import { onnx } from '#shared/export/onnx.ts';
import { portableGraph, encodePortable, type PortableFunction } from '../../compiler/onnx/portable/index.ts';
import { scaleBytes } from '../../trainer/pixels.ts';
import type { ExportedPart, ExportFormat, OptionsOf } from '../format.ts';
import { readBack } from './read-back.ts';
import { onnxSnippet } from './snippet.ts';
import { describe } from './metadata.ts';

export const onnxFormat: ExportFormat<'onnx'> = {
  definition: onnx,
  async write(part, path, options, { signal, progress }) {
    progress('Tracing the network');
    const graph = await portableGraph(portable(part, options));
    signal.throwIfAborted();
    progress('Writing the file');
    await writeFile(path, encodePortable(graph, describe(part)));
  },
  check: readBack,
  snippet: onnxSnippet,
};

function portable(part: ExportedPart, { input }: OptionsOf<'onnx'>): PortableFunction {
  const { compute, project } = part;
  const takesBytes = input === 'bytes';
  const inputs = part.inputs.map(({ name, shape, otherwise }) => {
    const dtype = takesBytes && name === 'input' ? 'uint8' : 'float32';
    return [name, { shape, dtype, otherwise }] as const;
  });
  const { range } = project.data.image;
  return {
    name: project.name,
    fn: takesBytes ? (given) => compute({ ...given, input: scaleBytes(range, given['input']!) }) : compute,
    inputs: Object.fromEntries(inputs),
    weights: [...part.weights].map(([name, weight]) => ({ name, ...weight })),
  };
}
