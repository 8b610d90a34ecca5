/** Kernels as layers compute with them: divided by the largest singular value that their power iteration found (layers/spectral-normalization.ts). */
import type { NamedTensor } from '../../trainer/safetensors.ts';

const least = 1e-12;

function unit(x: Float64Array): Float64Array {
  const length = Math.sqrt(
    Math.max(
      x.reduce((sum, n) => sum + n * n, 0),
      least,
    ),
  );
  return x.map((n) => n / length);
}

/** The same tensors, with `kernel` normalized and no vector left, where there is one; `entries` is the kernel's last dimension. */
export function spectrallyNormalized(tensors: ReadonlyMap<string, NamedTensor>): ReadonlyMap<string, NamedTensor> {
  const [kernel, vector] = [tensors.get('kernel'), tensors.get('spectralVector')];
  if (!kernel || !vector) return tensors;
  const values = kernel.values as Float32Array;
  const entries = kernel.spec.shape.at(-1)!;
  const right = unit(Float64Array.from(vector.values));
  const rows = new Float64Array(values.length / entries);
  // u ↦ uWᵀ
  values.forEach((value, i) => (rows[Math.floor(i / entries)]! += value * right[i % entries]!));
  const left = unit(rows);
  const largest = rows.reduce((sum, value, row) => sum + value * left[row]!, 0);
  const normalized = new Map(tensors);
  normalized.delete('spectralVector');
  normalized.set('kernel', { ...kernel, values: values.map((value) => value / largest) });
  return normalized;
}
