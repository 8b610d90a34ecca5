/** A TensorFlow.js layers model: its topology, and its weights as numbers of 32 bits. What is dangerous in the files is read-model.ts's to refuse. */
import type { io } from '@tensorflow/tfjs-core';
import { readModelFiles } from '../../trainer/explore/imported/read-model.ts';
import { refuse } from '../refusal.ts';
import { configured, type ModelFile } from './opened.ts';
import type { StoredTensor } from './hdf5.ts';
import { listedStore } from './store.ts';

/** `path`: of the model.json, or of the folder it lies in. */
export async function readTfjs(path: string): Promise<ModelFile> {
  const { json, weightSpecs, weightData, name } = await readModelFiles(path);
  const { format, modelTopology: topology } = json;
  if (format === 'graph-model' || 'node' in topology)
    throw refuse(
      path,
      'it is a graph model, which holds single operations and no layers',
      'Import it under Explore › Dream, or convert it as a layers model.',
    );
  // The converter from Keras wraps the model in what it read it from.
  const config = 'model_config' in topology ? topology['model_config'] : topology;
  let at = 0;
  const tensors = weightSpecs.map((spec): StoredTensor => {
    const begin = at;
    at += bytesOf(spec);
    return { name: spec.name, shape: spec.shape, read: () => numbers(path, spec, weightData, begin) };
  });
  return {
    ...{ format: 'TensorFlow.js layers model', name, close: () => undefined },
    ...configured(config, listedStore(tensors)),
  };
}

const widths: Readonly<Record<string, number>> = { float32: 4, float16: 2, uint16: 2, uint8: 1, int32: 4, bool: 1 };
const countOf = ({ shape }: io.WeightsManifestEntry): number => shape.reduce((product, n) => product * n, 1);
const storedAs = ({ dtype, quantization }: io.WeightsManifestEntry): string => quantization?.dtype ?? dtype;
const bytesOf = (spec: io.WeightsManifestEntry): number => countOf(spec) * widths[storedAs(spec)]!;

function numbers(path: string, spec: io.WeightsManifestEntry, data: ArrayBuffer, begin: number): Float32Array {
  const bytes = data.slice(begin, begin + bytesOf(spec));
  const { name, quantization } = spec;
  const scaled = (values: Uint8Array | Uint16Array): Float32Array => {
    const { scale = 1, min = 0 } = quantization as { scale?: number; min?: number };
    return Float32Array.from(values, (value) => value * scale + min);
  };
  switch (storedAs(spec)) {
    case 'float32':
      return new Float32Array(bytes);
    case 'float16':
      return Float32Array.from(new Uint16Array(bytes), halfToNumber);
    case 'uint8':
      return scaled(new Uint8Array(bytes));
    case 'uint16':
      return scaled(new Uint16Array(bytes));
    default:
      throw refuse(path, `the weight “${name}” is of type ${spec.dtype}, which no layer here has`);
  }
}

/** IEEE 754, half precision: sign, five bits of exponent, ten of fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
