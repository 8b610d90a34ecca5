/**
 * Vector quantisation: each vector becomes the nearest entry of a codebook (van den Oord, Vinyals, Kavukcuoglu 2017).
 * Owns the codebook's weights, the choice, and how moving averages follow; not the losses (objectives/quantised.ts).
 */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { straightThrough, withoutGradient } from './detach.ts';
import { formatShape, LayerError, sizeOf, type BuildContext, type Shape, type TensorFlow } from './layer.ts';
import type { Weights, WeightSpec, WithSides } from './operation.ts';

export interface CodebookParams {
  readonly codes: number;
  readonly codesFollow: 'movingAverage' | 'loss';
  readonly decay: number;
  readonly smoothing: number;
  readonly restartUnused: boolean;
}

/**
 * A codebook [codes, width] that the optimizer moves; or, for moving averages, sums [codes, width] and counts [codes] of
 * what was mapped to each code, whose quotient is the codebook. Counts start at 1, so that the sums start as the codes.
 */
export function codebookWeights({ codes, codesFollow }: CodebookParams, width: number): WeightSpec[] {
  const initial = { shape: [codes, width], initializer: 'randomUniform' } as const;
  if (codesFollow === 'loss') return [{ role: 'codebook', ...initial }];
  return [
    { role: 'codebookSums', ...initial, trainable: false },
    { role: 'codebookCounts', shape: [codes], initializer: 'ones', trainable: false },
  ];
}

/** Every position is compared with every code; so many products of one sample fit into memory with those of a batch. */
const mostComparisons = 2 ** 22;

/** Throws LayerError where a sample has too many positions for so many codes. */
export function checkComparisons(positions: Shape, codes: number): void {
  const count = sizeOf(positions);
  if (count * codes <= mostComparisons) return;
  throw new LayerError({
    received: `It compares ${formatShape(positions)} positions with ${codes.toLocaleString('en')} codes each.`,
    expected: `At most ${mostComparisons.toLocaleString('en')} comparisons a sample fit into memory.`,
    action: `Use at most ${Math.floor(mostComparisons / count).toLocaleString('en')} codes, or make the picture smaller before it.`,
  });
}

/**
 * x [batch, …, width] → the nearest codes, with the gradient of x. Sides: `encoded` (x), `quantised` (the codes; with a
 * gradient to the codebook where the loss moves it), `chosen` int32 [vectors], and `usage` [codes], the share of vectors
 * that became each code. With `random` (while training) moving averages move, after the codes were chosen.
 */
export function quantise(
  core: TensorFlow['core'],
  params: CodebookParams,
  x: Tensor,
  weights: Weights,
  random: BuildContext['random'] | null,
): WithSides {
  const { codes, codesFollow } = params;
  const width = x.shape.at(-1)!;
  const vectors = sizeOf(x.shape) / width;
  const rows = core.reshape(x, [vectors, width]) as Tensor2D;
  const codebook = codesFollow === 'loss' ? (weights.read('codebook') as Tensor2D) : averages(core, params, weights);
  const chosen = withoutGradient(core, () => nearest(core, rows, codebook)) as Tensor1D;
  const counts = withoutGradient(core, () => core.unsortedSegmentSum(core.ones([vectors]), chosen, codes));
  const quantised = core.reshape(core.gather(codebook, chosen), x.shape);
  const output = straightThrough(core, x, quantised);
  if (codesFollow === 'movingAverage' && random) follow(core, params, weights, { rows, chosen, counts }, random);
  return { output, sides: { encoded: x, quantised, chosen, usage: core.div(counts, vectors) } };
}

/** argmin ‖x − c‖² = argmax x·c − ½‖c‖²: one product with an added row. */
const nearest = (core: TensorFlow['core'], rows: Tensor2D, codebook: Tensor2D): Tensor => {
  const halves = core.mul(core.sum(core.square(codebook), 1), -0.5);
  return core.argMax(core.add(core.matMul(rows, codebook, false, true), halves), 1);
};

/** Sums ÷ counts, the counts with Laplace smoothing: (N + ε) ÷ (ΣN + codes · ε) · ΣN. */
function averages(core: TensorFlow['core'], { codes, smoothing }: CodebookParams, weights: Weights): Tensor2D {
  const counts = weights.read('codebookCounts');
  const total = core.sum(counts);
  const smooth = core.mul(core.div(core.add(counts, smoothing), core.add(total, codes * smoothing)), total);
  return core.div(weights.read('codebookSums'), core.reshape(smooth, [codes, 1]));
}

/** Of the use that a code would have were all used alike: with less than that it is taken as unused. */
const leastUse = 0.01;

/**
 * N ← γN + (1 − γ)n and m ← γm + (1 − γ)Σx for each code (van den Oord et al. 2017, appendix A.1). A code that is not used
 * any more starts again from a vector of this batch (Dhariwal et al. 2020, section 3.1, random restarts).
 */
function follow(
  core: TensorFlow['core'],
  { codes, decay, restartUnused }: CodebookParams,
  weights: Weights,
  batch: { readonly rows: Tensor2D; readonly chosen: Tensor1D; readonly counts: Tensor },
  random: BuildContext['random'],
): void {
  const { rows, chosen, counts } = batch;
  const [vectors] = rows.shape;
  const move = (role: string, now: Tensor): Tensor =>
    core.add(core.mul(weights.read(role), decay), core.mul(now, 1 - decay));
  const count = move('codebookCounts', counts);
  const sum = move('codebookSums', core.unsortedSegmentSum(rows, chosen, codes));
  if (!restartUnused) {
    weights.write('codebookCounts', count);
    weights.write('codebookSums', sum);
    return;
  }
  const unused = core.less(count, (leastUse * vectors) / codes);
  const drawn = core.cast(core.floor(core.mul(random.uniform([codes]), vectors)), 'int32');
  // A draw of just below 1 may be rounded up.
  const start = core.gather(rows, core.minimum(drawn, core.scalar(vectors - 1, 'int32')) as Tensor1D);
  weights.write('codebookCounts', core.where(unused, core.onesLike(count), count));
  weights.write('codebookSums', core.where(core.reshape(unused, [codes, 1]), start, sum));
}
