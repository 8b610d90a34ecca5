/** Latents of the training samples, and what is measured on them: kept until the next checkpoint. Owns no drawing. */
import { setImmediate } from 'node:timers/promises';
import { EigenvalueDecomposition } from 'ml-matrix';
import { quantileOf } from '#shared/statistics/detection.ts';
import type { LatentRanges } from '#shared/wire/explore/sample.ts';
import { fitGaussian } from '../evaluation/frechet-distance.ts';
import { spread } from '../evaluation/passes.ts';
import type { AskContext } from './answer.ts';
import { encodeSamples, possible } from './core.ts';
import type { Explorer } from './explorer.ts';
import { unlessCancelledByOthers } from './shared-work.ts';
import { encodeFloats } from './wire-values.ts';

/** More would not change percentiles and covariances by what can be seen. */
const mostSamples = 5000;
const mostPrincipalSize = 256;
const mostPrincipal = 64;
const batch = 64;

export interface TrainingLatents {
  /** [count, size]. */
  readonly values: Float32Array;
  readonly size: number;
  readonly count: number;
}

/** [indices.length, size] of samples of the run's data. */
export async function encodeIndices(
  explorer: Explorer,
  indices: Uint32Array,
  { signal, progress }: AskContext,
  doing: string,
): Promise<Float32Array> {
  const { dataset } = explorer.session;
  const { size } = possible(explorer.info.latent, 'A latent');
  const all = new Float32Array(indices.length * size);
  const bytes = new Uint8Array(batch * dataset.sampleBytes);
  for (let at = 0; at < indices.length; at += batch) {
    const now = indices.subarray(at, at + batch);
    await dataset.read(now, bytes);
    const samples = bytes.subarray(0, now.length * dataset.sampleBytes);
    all.set(await encodeSamples(explorer, samples), at * size);
    progress({ done: at + now.length, total: indices.length, doing });
    await setImmediate();
    signal.throwIfAborted();
  }
  return all;
}

/** Of up to 5,000 training samples. Throws a UserError where the network has no latent. */
export function trainingLatents(explorer: Explorer, context: AskContext): Promise<TrainingLatents> {
  const { size } = possible(explorer.info.latent, 'A latent');
  const make = async (): Promise<TrainingLatents> => {
    const indices = spread(explorer.session.split.train, mostSamples);
    const doing = `Encoding ${indices.length.toLocaleString('en')} training samples`;
    return { values: await encodeIndices(explorer, indices, context, doing), size, count: indices.length };
  };
  return unlessCancelledByOthers(context, () => explorer.remember('training-latents', make));
}

export function latentRanges(explorer: Explorer, context: AskContext): Promise<LatentRanges> {
  const make = async (): Promise<LatentRanges> => {
    const latents = await trainingLatents(explorer, context);
    const { values, size, count } = latents;
    const [low, high, mean] = [new Float32Array(size), new Float32Array(size), new Float32Array(size)];
    const column = new Float32Array(count);
    for (let at = 0; at < size; at++) {
      for (let row = 0; row < count; row++) column[row] = values[row * size + at]!;
      mean[at] = column.reduce((sum, value) => sum + value, 0) / count;
      column.sort();
      [low[at], high[at]] = [quantileOf(column, 0.05), quantileOf(column, 0.95)];
      if (at % 32 === 31) await setImmediate();
    }
    return {
      ...{ size, samples: count },
      ...{ low: encodeFloats(low), mean: encodeFloats(mean), high: encodeFloats(high) },
      principal: size > mostPrincipalSize || count < 2 ? null : principalOf(latents, mean),
    };
  };
  return unlessCancelledByOthers(context, () => explorer.remember('latent-ranges', make));
}

/** Directions of the largest variance (I. Jolliffe, Principal Component Analysis, 2002, section 1.1). */
function principalOf({ values, size, count }: TrainingLatents, mean: Float32Array): LatentRanges['principal'] {
  const { covariance } = fitGaussian(values, size);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  // In ascending order.
  const order = realEigenvalues.map((_, at) => size - 1 - at).slice(0, mostPrincipal);
  const total = realEigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0) || 1;
  const directions = new Float32Array(order.length * size);
  const [low, high] = [new Float32Array(order.length), new Float32Array(order.length)];
  const along = new Float32Array(count);
  for (const [place, from] of order.entries()) {
    const direction = eigenvectorMatrix.getColumn(from);
    // An eigenvector's sign is arbitrary: its largest number is made positive, so that a slider keeps its sides.
    const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    const sign = largest < 0 ? -1 : 1;
    directions.set(
      direction.map((value) => value * sign),
      place * size,
    );
    for (let row = 0; row < count; row++) {
      let sum = 0;
      for (let at = 0; at < size; at++) sum += (values[row * size + at]! - mean[at]!) * directions[place * size + at]!;
      along[row] = sum;
    }
    along.sort();
    [low[place], high[place]] = [quantileOf(along, 0.05), quantileOf(along, 0.95)];
  }
  return {
    count: order.length,
    ...{ directions: encodeFloats(directions), low: encodeFloats(low), high: encodeFloats(high) },
    shares: encodeFloats(Float32Array.from(order, (at) => Math.max(0, realEigenvalues[at]!) / total)),
  };
}
