/** A few samples, and what the network is given of them and computes for them, on the device that every machine has. */
import * as tf from '@tensorflow/tfjs-core';
import type { ExportPart, PartEnd } from '#shared/export/parts.ts';
import { isMissing } from '#shared/data/missing.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import type { InputSpec, Runtime, TensorFunction, Values } from '../compiler/index.ts';
import { elementsOf } from '../data/elements.ts';
import { openDataset, type DatasetReader } from '../data/cache.ts';
import { spread } from '../trainer/evaluation/passes.ts';
import { normalLatent, uniformLatent } from '../trainer/explore/draw.ts';
import type { Model } from '../trainer/model.ts';
import { valuesOfBytes } from '../trainer/pixels.ts';
import type { Project } from '#shared/graph/document.ts';
import { computing } from './compute.ts';
import type { Sampled } from './format.ts';

const most = 16;
const whole = { truncation: 'none', limit: 1 } as const;

export interface RealSamples {
  /** [count, …input], as the network sees them. */
  readonly values: Float32Array;
  readonly count: number;
  readonly real: boolean;
}

/** As ExportedPart.manyInputs; a few at a time, so that memory stays small. */
export async function manyInputs(
  network: Network,
  part: ExportPart,
  dataset: DatasetReader | null,
  wanted: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const [input] = part.inputs;
  const inputSize = sizeOf(network.model.input.shape);
  if (!dataset) return given(network, input!, await readSamples(network.project, null, inputSize));
  const order = spread(
    Uint32Array.from({ length: dataset.info.samples }, (_, index) => index),
    wanted,
  );
  const pieces: Float32Array[] = [];
  for (let at = 0; at < order.length; at += most) {
    const some = order.subarray(at, at + most);
    const values = await readSeen(network.project, dataset, some);
    pieces.push(await given(network, input!, { values, count: some.length, real: true }, at));
    signal.throwIfAborted();
  }
  const all = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((start, piece) => (all.set(piece, start), start + piece.length), 0);
  return all;
}

/** Evenly spread over the data; random ones in their range where there are none. */
export async function readSamples(
  project: Project,
  dataset: DatasetReader | null,
  inputSize: number,
): Promise<RealSamples> {
  const { range } = project.data.image;
  if (!dataset) {
    const bytes = Uint8Array.from(
      uniformLatent(most * inputSize, project.training.seed, 0, whole),
      (at) => (at + 1) * 127,
    );
    return { values: valuesOfBytes(range, bytes), count: most, real: false };
  }
  const order = spread(
    Uint32Array.from({ length: dataset.info.samples }, (_, index) => index),
    most,
  );
  return { values: await readSeen(project, dataset, order), count: order.length, real: true };
}

/** [order.length, …sample]: what the network sees of samples as they are stored (see() in trainer/seen.ts, outside of a trace). */
async function readSeen(project: Project, dataset: DatasetReader, order: Uint32Array): Promise<Float32Array> {
  const bytes = new Uint8Array(order.length * dataset.sampleBytes);
  await dataset.read(order, bytes);
  const { dtype } = dataset.info;
  if (dtype === 'uint8') return valuesOfBytes(project.data.image.range, bytes);
  return Float32Array.from(elementsOf(dtype, bytes), (value) => (isMissing(value) ? 0 : value));
}

/** Null where it cannot be opened any more. */
export const openSamples = (folder: string | null): Promise<DatasetReader | null> =>
  folder === null ? Promise.resolve(null) : openDataset(folder);

interface Network {
  readonly model: Model;
  readonly project: Project;
  readonly runtime: Runtime;
}

/** What the part's inputs are for the samples, and what comes out. */
export async function sampled(
  network: Network,
  part: ExportPart,
  samples: RealSamples,
): Promise<{ readonly inputs: Sampled[]; readonly outputs: Sampled[] }> {
  const inputs: Sampled[] = [];
  for (const end of part.inputs) inputs.push({ ...end, values: await given(network, end, samples) });
  const values = Object.fromEntries(inputs.map((input) => [input.name, input.values]));
  const computed = await run(network, 'export', computing(network.model, part), part.inputs, values, samples.count);
  const outputs = part.outputs.map((end) => ({ ...end, values: Float32Array.from(computed[end.name]!) }));
  return { inputs, outputs };
}

/** Of real samples what the network itself would give the part; noise where the part begins at noise. */
async function given(network: Network, end: PartEnd, samples: RealSamples, first = 0): Promise<Float32Array> {
  const { model, project } = network;
  const size = sizeOf(end.shape);
  if (end.otherwise !== null) return new Float32Array(samples.count * size).fill(end.otherwise);
  if (end.node === model.input.id) return samples.values;
  const node = model.nodes.find(({ id }) => id === end.node)!;
  // A discriminator is shown what it takes for real.
  const wanted = end.node === model.rivals?.start ? model.rivals.real : end.node;
  if (wanted === model.input.id) return samples.values;
  const source = model.nodes.find(({ id }) => id === wanted)!;
  if (source.kind === 'noise' || end.name === 'noise') {
    const draw = source.params['distribution'] === 'uniform' ? uniformLatent : normalLatent;
    const all = new Float32Array(samples.count * size);
    for (let index = 0; index < samples.count; index++)
      all.set(draw(size, project.training.seed, first + index, whole), index * size);
    return all;
  }
  const fn: TensorFunction = ({ input }) => ({
    value: model.run(new Map([[model.input.id, input!]]), [wanted], false).get(wanted)!,
  });
  const specs = [{ name: 'input', shape: model.input.shape }];
  const outputs = await run(network, `export-${node.id}`, fn, specs, { input: samples.values }, samples.count);
  return Float32Array.from(outputs['value']!);
}

async function run(
  { runtime }: Network,
  name: string,
  fn: TensorFunction,
  inputs: readonly Pick<PartEnd, 'name' | 'shape'>[],
  values: Readonly<Record<string, Values>>,
  count: number,
): Promise<Record<string, Values>> {
  const specs: Record<string, InputSpec> = Object.fromEntries(
    inputs.map(({ name: input, shape }) => [input, { shape: [count, ...shape], dtype: 'float32' as const }]),
  );
  const program = await runtime.compile(name, (tensors) => tf.tidy(() => fn(tensors)), specs);
  try {
    return await program.run({ ...values });
  } finally {
    await program.dispose();
  }
}
