/** An ONNX file: decoded, and drawn as layers. Owns how much of a file is read at all; nothing of it is run, and no other file is opened. */
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { drawOnnx } from '../onnx/walk.ts';
import { decodeModel, numberOf, type ModelProto } from '../onnx/schema.ts';
import { refuse } from '../refusal.ts';
import { ConfigFault } from './config.ts';
import type { ModelFile } from './opened.ts';

/** The format itself goes no further. */
const mostBytes = 2 ** 31 - 1;

export async function readOnnx(path: string): Promise<ModelFile> {
  const { size } = await stat(path);
  if (size > mostBytes) throw refuse(path, 'it is larger than an ONNX file can be (2 GB)');
  const model = decoded(path, await readFile(path));
  const { graph } = model;
  if (!graph) throw refuse(path, 'it holds no graph');
  const opset = model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  return {
    format: 'ONNX',
    name: basename(path, extname(path)),
    close: () => undefined,
    layers() {
      if (!opset) throw new ConfigFault('it does not say which operators it is made of');
      const { model: flat, weights, channelsFirst } = drawOnnx(graph, numberOf(opset.version));
      const notes = channelsFirst
        ? [
            {
              layer: null,
              kind: null,
              what: 'Its pictures have channels first; here height and width come first, and channels last.',
            },
          ]
        : [];
      return { model: flat, weights, notes };
    },
  };
}

function decoded(path: string, bytes: Uint8Array): ModelProto {
  try {
    return decodeModel(bytes);
  } catch {
    throw refuse(path, 'it is damaged, or no ONNX file');
  }
}
