/** The codebook of a quantised latent as numbers: its own weights, or what its moving averages stand for (layers/quantise.ts). */
import type { AnyParams } from '#shared/layers/fields.ts';
import type { NamedTensor } from '../../trainer/safetensors.ts';

export interface Codebook {
  readonly codes: number;
  readonly width: number;
  /** [codes, width], row by row. */
  readonly values: Float32Array;
}

export function codebookOf(params: AnyParams, tensors: ReadonlyMap<string, NamedTensor>): Codebook {
  const kept = tensors.get('codebook') ?? tensors.get('codebookSums');
  if (!kept) throw new Error('A quantised latent has a codebook.');
  const [codes = 0, width = 0] = kept.spec.shape;
  const values = kept.values as Float32Array;
  const counts = tensors.get('codebookCounts')?.values as Float32Array | undefined;
  if (!counts) return { codes, width, values };
  const smoothing = params['smoothing'] as number;
  const total = Math.fround(counts.reduce((sum, n) => sum + n, 0));
  const smooth = Float32Array.from(counts, (n) => ((n + smoothing) / (total + codes * smoothing)) * total);
  return { codes, width, values: values.map((value, i) => value / smooth[Math.floor(i / width)]!) };
}
