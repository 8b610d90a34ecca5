/**
 * Spectral normalization: a kernel divided by its largest singular value, so that a layer cannot stretch its input by more
 * than its curve does (Miyato et al. 2018). Owns the setting, the vector that the power iteration keeps, and the division.
 */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { withoutGradient } from './detach.ts';
import type { BooleanField } from './fields.ts';
import type { TensorFlow } from './layer.ts';
import type { Weights, WeightSpec } from './operation.ts';

export const spectralNormalizationField = {
  type: 'boolean',
  label: 'Spectral normalization',
  help: 'Keeps the layer from stretching its input, which steadies discriminators; hinge loss is usual with it.',
  default: false,
  advanced: true,
  since: 2,
} as const satisfies BooleanField;

/** What is kept for a kernel whose last dimension has so many entries. */
export const spectralVector = (
  { spectralNormalization }: { readonly spectralNormalization: boolean },
  entries: number,
): WeightSpec[] =>
  spectralNormalization
    ? [{ role: 'spectralVector', shape: [1, entries], initializer: 'truncatedNormal', trainable: false }]
    : [];

/** Shorter vectors count as so long. */
const least = 1e-12;

/**
 * The kernel that the layer computes with: its own, or that by its largest singular value σ. As Keras's SpectralNormalization
 * has it, the kernel is a matrix [all others, last dimension] (`W` there), and each call in training makes one power
 * iteration: v = uWᵀ/‖uWᵀ‖, u = vW/‖vW‖, σ = vWuᵀ. Gradients pass through σ with u and v as constants (Miyato et al. 2018,
 * equation 8), where Keras replaces the kernel itself and lets none pass.
 */
export function spectrallyNormalized(core: TensorFlow['core'], weights: Weights, training: boolean): Tensor {
  const kernel = weights.read('kernel');
  if (!weights.has('spectralVector')) return kernel;
  const entries = kernel.shape.at(-1)!;
  const matrix = core.reshape(kernel, [kernel.size / entries, entries]);
  const before = weights.read('spectralVector') as Tensor2D;
  const left = withoutGradient(core, () => unit(core, core.matMul(before, matrix, false, true))) as Tensor2D;
  // Outside training as it stands; before the first iteration it has any length.
  const right = withoutGradient(core, () => unit(core, training ? core.matMul(left, matrix) : before)) as Tensor2D;
  if (training) weights.write('spectralVector', right);
  const largest = core.matMul(core.matMul(left, matrix), right, false, true);
  return core.div(kernel, core.reshape(largest, []));
}

const unit = (core: TensorFlow['core'], x: Tensor): Tensor =>
  core.div(x, core.sqrt(core.maximum(core.sum(core.square(x)), least)));
