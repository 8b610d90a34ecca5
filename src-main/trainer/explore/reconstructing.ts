/** What the network makes of samples, each fed as its own number decides, so that it is the same in any company. Owns values, no pictures. */
import { setImmediate } from 'node:timers/promises';
import { sizeOf } from '#shared/layers/layer.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { UserError } from '#shared/problem.ts';
import type { Sample } from '#shared/wire/explore/values.ts';
import type { Values } from '../../compiler/index.ts';
import { valuesOfBytes } from '../pixels.ts';
import { writeGreedily } from '../write.ts';
import type { AskContext } from './answer.ts';
import { portion, possible } from './core.ts';
import { madeShape, pictureShape } from './describe.ts';
import type { Explorer } from './explorer.ts';
import { scoreSamples } from './scoring.ts';

/** Samples' numbers in the run's data; null for one that is not of it. */
export type Numbers = readonly (number | null)[];

export const numbersOf = (samples: readonly Sample[]): Numbers =>
  samples.map((sample) => (sample.from === 'data' ? sample.index : null));

export interface Reconstructed {
  /** [count, …picture], values of the network's range. */
  readonly output: Float32Array;
  /** [count, …]: what people are shown of it. */
  readonly shown: Float32Array;
  /** [count, …sample]; null: the samples themselves were given. */
  readonly fed: Float32Array | null;
}

/** Draws of what is fed: 0 is for pictures from outside, each sample's is its number + 1. */
export const drawOf = (number: number | null | undefined): number => (number ?? -1) + 1;

async function run(
  explorer: Explorer,
  bytes: Uint8Array,
  count: number,
  draw: number,
): Promise<Record<string, Values>> {
  const { trainable } = explorer.session;
  const { batch } = explorer.stored(count, bytes);
  const { writes } = trainable;
  if (writes === null) return explorer.run(`reconstruct-${count}`, trainable.predict, { batch }, draw);
  const spec = { shape: [count, writes], dtype: 'int32' as const };
  const step = (words: Int32Array): Promise<Record<string, Values>> =>
    explorer.run(`reconstruct-${count}`, trainable.predict, { batch, words: { spec, values: words } }, draw);
  return writeGreedily(step, count, writes);
}

/** Whether noise or holes come between a sample and the network. Known once one has gone through. */
function disturbs(explorer: Explorer): Promise<boolean> {
  const blank = new Uint8Array(explorer.session.dataset.sampleBytes);
  return explorer.remember('disturbs', async () => 'fed' in (await run(explorer, blank, 1, 0)));
}

/**
 * Of samples in bytes [count, …sample], the best part of a hundred at once; those that are fed with noise one by one, so that the
 * noise of each is its own. Throws a UserError for a network that makes nothing of samples.
 */
export async function reconstructSamples(
  explorer: Explorer,
  bytes: Uint8Array,
  numbers: Numbers,
  between: (done: number) => Promise<void> = () => Promise.resolve(),
): Promise<Reconstructed> {
  const { session } = explorer;
  const made = sizeOf(possible(madeShape(session), 'A reconstruction'));
  if (objectiveOf(session.project)?.target === 'none') throw makesFromNoise();
  const { sampleBytes, info } = session.dataset;
  const size = sizeOf(info.shape);
  const apart = await disturbs(explorer);
  const output = new Float32Array(numbers.length * made);
  const fed = apart ? new Float32Array(numbers.length * size) : null;
  let shown: Float32Array | null = null;
  for (let at = 0; at < numbers.length;) {
    const now = apart ? 1 : portion(numbers.length - at);
    const own = bytes.subarray(at * sampleBytes, (at + now) * sampleBytes);
    const outputs = await run(explorer, own, now, drawOf(numbers[at]));
    output.set(outputs['output'] as Float32Array, at * made);
    if (outputs['shown']) {
      const each = outputs['shown'].length / now;
      (shown ??= new Float32Array(numbers.length * each)).set(Float32Array.from(outputs['shown']), at * each);
    }
    fed?.set(outputs['fed'] as Float32Array, at * size);
    at += now;
    await between(at);
  }
  return { output, shown: shown ?? output, fed };
}

/** What should come out, [count, …picture] in bytes: of pairs the second pictures. Null where nobody knows it. */
export async function readWanted(explorer: Explorer, bytes: Uint8Array, numbers: Numbers): Promise<Uint8Array | null> {
  const { trainable, dataset } = explorer.session;
  if (!trainable.targetShape) return bytes;
  if (numbers.includes(null)) return null;
  const targets = new Uint8Array(numbers.length * dataset.targetBytes);
  await dataset.readTargets(numbers as readonly number[], targets);
  return targets;
}

/** Mean squared error of each sample, [count]. */
export function errorsOf(explorer: Explorer, output: Float32Array, wanted: Uint8Array): Float32Array {
  const values = valuesOfBytes(explorer.session.project.data.image.range, wanted);
  const size = sizeOf(possible(pictureShape(explorer.session), 'A reconstruction'));
  return Float32Array.from({ length: output.length / size }, (_, sample) => {
    let sum = 0;
    for (let at = sample * size; at < (sample + 1) * size; at++) sum += (output[at]! - values[at]!) ** 2;
    return sum / size;
  });
}

const samplesAtOnce = 64;

/** Of pictures as they come out of what the network is fed; of other data as the objective measures one undisturbed sample. */
async function errorsOfSamples(explorer: Explorer, bytes: Uint8Array, numbers: Numbers): Promise<Float32Array> {
  const wanted = (await readWanted(explorer, bytes, numbers))!;
  if (explorer.session.dataset.info.form.kind !== 'image') return scoreSamples(explorer, bytes, wanted);
  const { output } = await reconstructSamples(explorer, bytes, numbers);
  return errorsOf(explorer, output, wanted);
}

/** Errors of samples of the run's data, [indices.length]. */
export async function errorsOfIndices(
  explorer: Explorer,
  indices: Uint32Array,
  { signal, progress }: AskContext,
): Promise<Float32Array> {
  const { dataset } = explorer.session;
  const all = new Float32Array(indices.length);
  const doing = `Reconstructing ${indices.length.toLocaleString('en')} samples`;
  for (let at = 0; at < indices.length; at += samplesAtOnce) {
    const numbers = Array.from(indices.subarray(at, at + samplesAtOnce));
    const bytes = new Uint8Array(numbers.length * dataset.sampleBytes);
    await dataset.read(numbers, bytes);
    all.set(await errorsOfSamples(explorer, bytes, numbers), at);
    progress({ done: at + numbers.length, total: indices.length, doing });
    await setImmediate();
    signal.throwIfAborted();
  }
  return all;
}

const makesFromNoise = (): UserError =>
  new UserError({
    received: 'The network makes samples from noise; it is given none.',
    expected: 'A network that gives back samples has something to reconstruct.',
    action: 'Draw new samples of it instead (Explore › Sample, or “preview RUN sample”).',
  });
