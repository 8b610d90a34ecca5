/** A few samples, and what the network is given of them and computes for them, on the device that every machine has. */
import * as tf from '@tensorflow/tfjs-core';
import type { ExportPart, PartEnd } from '#shared/export/parts.ts';
import { isMissing } from '#shared/data/missing.ts';
import { formOfProject } from '#shared/graph/data-form.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import type { InputSpec, Runtime, TensorFunction, Values } from '../compiler/index.ts';
import { elementsOf, type ElementType } from '../data/elements.ts';
import { openDataset, type DatasetReader } from '../data/cache.ts';
import { spread } from '../trainer/evaluation/passes.ts';
import { normalLatent, uniformLatent } from '../trainer/explore/draw.ts';
import type { Model } from '../trainer/model.ts';
import { valuesOfBytes } from '../trainer/pixels.ts';
import type { Project } from '#shared/graph/document.ts';
import { computing } from './compute.ts';
import type { Sampled } from './format.ts';
import { anyWords, wordsBeside } from './word-samples.ts';

const most = 16;
const whole = { truncation: 'none', limit: 1 } as const;

export interface RealSamples {
  /** [count, …input], as the network sees them; of text the numbers of words. */
  readonly values: Sampled['values'];
  /** [count, …moreWords]: what is given beside them; null where the network takes no more words. */
  readonly words: Int32Array | null;
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
  const floats = (values: Sampled['values']): Float32Array => Float32Array.from(values);
  if (!dataset) return floats(await given(network, input!, await readSamples(network, null)));
  const order = spread(
    Uint32Array.from({ length: dataset.info.samples }, (_, index) => index),
    wanted,
  );
  const pieces: Float32Array[] = [];
  for (let at = 0; at < order.length; at += most) {
    const some = order.subarray(at, at + most);
    pieces.push(floats(await given(network, input!, await readReal(network, dataset, some), at)));
    signal.throwIfAborted();
  }
  const all = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((start, piece) => (all.set(piece, start), start + piece.length), 0);
  return all;
}

/** Evenly spread over the data; random ones in their range where there are none. */
export async function readSamples(network: Network, dataset: DatasetReader | null): Promise<RealSamples> {
  if (!dataset) return { ...randomSamples(network), count: most, real: false };
  const order = spread(
    Uint32Array.from({ length: dataset.info.samples }, (_, index) => index),
    most,
  );
  return readReal(network, dataset, order);
}

function randomSamples({ project, model }: Network): Pick<RealSamples, 'values' | 'words'> {
  const { input, moreWords } = model;
  const words = moreWords && anyWords(project, moreWords, most);
  if (formOfProject(project) === 'text') return { values: anyWords(project, input, most), words };
  const random = uniformLatent(most * sizeOf(input.shape), project.training.seed, 0, whole);
  const bytes = Uint8Array.from(random, (at) => (at + 1) * 127);
  return { values: valuesOfBytes(project.data.image.range, bytes), words };
}

/** Samples of the data, in this order: what the network sees of them as they are stored (see() in trainer/seen.ts, outside of a trace). */
async function readReal({ project, model }: Network, dataset: DatasetReader, order: Uint32Array): Promise<RealSamples> {
  const bytes = new Uint8Array(order.length * dataset.sampleBytes);
  await dataset.read(order, bytes);
  const words = model.moreWords && (await wordsBeside(project, model.moreWords, dataset, order));
  return { values: seen(project, dataset.info.dtype, bytes), words, count: order.length, real: true };
}

function seen(project: Project, dtype: ElementType, bytes: Uint8Array): Sampled['values'] {
  if (dtype === 'uint8') return valuesOfBytes(project.data.image.range, bytes);
  const elements = elementsOf(dtype, bytes);
  if (dtype === 'int32') return Int32Array.from(elements);
  return Float32Array.from(elements, (value) => (isMissing(value) ? 0 : value));
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
async function given(network: Network, end: PartEnd, samples: RealSamples, first = 0): Promise<Sampled['values']> {
  const { model, project } = network;
  const size = sizeOf(end.shape);
  if (end.otherwise !== null) return new Float32Array(samples.count * size).fill(end.otherwise);
  if (end.node === model.input.id) return samples.values;
  if (end.node === model.moreWords?.id) return samples.words!;
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
  const dtype = formOfProject(project) === 'text' ? ('int32' as const) : ('float32' as const);
  const specs = [{ name: 'input', shape: model.input.shape, dtype }];
  const outputs = await run(network, `export-${node.id}`, fn, specs, { input: samples.values }, samples.count);
  return Float32Array.from(outputs['value']!);
}

async function run(
  { runtime }: Network,
  name: string,
  fn: TensorFunction,
  inputs: readonly Pick<PartEnd, 'name' | 'shape' | 'dtype'>[],
  values: Readonly<Record<string, Values>>,
  count: number,
): Promise<Record<string, Values>> {
  const specs: Record<string, InputSpec> = Object.fromEntries(
    inputs.map(({ name: input, shape, dtype }) => [input, { shape: [count, ...shape], dtype }]),
  );
  const program = await runtime.compile(name, (tensors) => tf.tidy(() => fn(tensors)), specs);
  try {
    return await program.run({ ...values });
  } finally {
    await program.dispose();
  }
}
