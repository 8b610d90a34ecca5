/** The whole network in a few numbers. Owns the sums, not their look. */
import type { Inference } from '#shared/graph/infer.ts';
import { sizeOf } from '#shared/layers/layer.ts';

export interface Totals {
  readonly trainable: number;
  readonly fixed: number;
  readonly layers: number;
  /** Values of one sample, and of its latent; null while unknown. */
  readonly sample: number | null;
  readonly latent: number | null;
  /** How many times smaller the latent is than the sample. */
  readonly compression: number | null;
}

export function totalsOf({ weights, used, nodes, input, latent }: Inference): Totals {
  const size = (id: string | null): number | null => {
    const output = id === null ? null : (nodes.get(id)?.output ?? null);
    return output === null ? null : sizeOf(output);
  };
  const [sample, narrow] = [size(input), size(latent)];
  return {
    ...weights,
    layers: used.size,
    sample,
    latent: narrow,
    compression: sample === null || narrow === null || narrow === 0 ? null : sample / narrow,
  };
}

/** "12.3 times smaller", "1.3 times larger", "as large as a sample". */
export function compressionWords(compression: number): string {
  const times = (n: number): string => `${Number(n.toPrecision(3)).toLocaleString('en')} times`;
  if (compression > 1) return `${times(compression)} smaller than a sample`;
  if (compression < 1) return `${times(1 / compression)} larger than a sample`;
  return 'as large as a sample';
}
