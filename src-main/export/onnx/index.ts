/** ONNX: the inference trace in portable form, with what it needs to be understood as metadata. */
import { writeFile } from 'node:fs/promises';
import { onnx } from '#shared/export/onnx.ts';
import { encodePortable, portableGraph } from '../../compiler/onnx/portable/index.ts';
import type { ExportFormat } from '../format.ts';
import { fed, portableWeights, specOf, withScaling } from '../portable.ts';
import { describe } from './metadata.ts';
import { readBack } from './read-back.ts';
import { onnxSnippet } from './snippet.ts';

export const onnxFormat: ExportFormat<'onnx'> = {
  definition: onnx,
  async write(part, path, { input, precision }, { signal, progress }) {
    progress('Tracing the network');
    const inputs = part.inputs.map((end) => [end.name, { ...specOf(end, input), otherwise: end.otherwise }] as const);
    const graph = await portableGraph({
      name: part.project.name,
      fn: withScaling(part.compute, part, input),
      inputs: Object.fromEntries(inputs),
      weights: portableWeights(part),
      precision,
    });
    signal.throwIfAborted();
    progress('Writing the file');
    await writeFile(path, encodePortable(graph, describe(part)));
  },
  check: readBack,
  fed,
  snippet: onnxSnippet,
};
