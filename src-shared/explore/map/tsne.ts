/**
 * t-SNE (L. van der Maaten, G. Hinton, Visualizing Data using t-SNE, JMLR 2008) with the far field of a quadtree (L. van der Maaten,
 * Accelerating t-SNE using Tree-Based Algorithms, JMLR 2014). Written here, for what is published is exact and too slow past some
 * thousand points, or left alone for years. Pure.
 */
import type { Between, Latents } from './latents.ts';
import { nearestRows, type NearestRows } from './nearest.ts';
import { QuadTree } from './quad-tree.ts';

export interface TsneSettings {
  readonly perplexity: number;
}

/** As in the authors' own program: 12-fold attraction at first, then more momentum. */
const [exaggeration, exaggerated, steps] = [12, 250, 750];
const theta = 0.5;

/** → [count, 2]. Starts from the first two values of each row, so that the same latents give the same map. */
export async function tsne(latents: Latents, { perplexity }: TsneSettings, between: Between): Promise<Float32Array> {
  const { count } = latents;
  const each = Math.min(3 * perplexity, count - 1);
  const nearest = await nearestRows(latents, each, between);
  const attraction = similarities(nearest, count, Math.min(perplexity, each / 3));
  const points = start(latents);
  const gradient = new Float64Array(points.length);
  const speed = new Float64Array(points.length);
  const gain = new Float64Array(points.length).fill(1);
  // Belkina and others, Automated optimized parameters for t-SNE, 2019.
  const rate = Math.max(50, count / exaggeration);
  for (let step = 0; step < steps; step++) {
    const early = step < exaggerated;
    gradientOf(points, nearest, attraction, early ? exaggeration : 1, gradient);
    const momentum = early ? 0.5 : 0.8;
    for (let at = 0; at < points.length; at++) {
      const against = Math.sign(gradient[at]!) !== Math.sign(speed[at]!);
      gain[at] = Math.max(0.01, against ? gain[at]! + 0.2 : gain[at]! * 0.8);
      speed[at] = momentum * speed[at]! - rate * gain[at]! * gradient[at]!;
      points[at]! += speed[at]!;
    }
    await between(step + 1, steps, 'Laying out');
  }
  return Float32Array.from(points);
}

/** The first two values, 10⁻⁴ wide. */
function start({ count, size, values }: Latents): Float64Array {
  const points = new Float64Array(count * 2);
  let square = 0;
  for (let row = 0; row < count; row++) {
    points[row * 2] = values[row * size]!;
    points[row * 2 + 1] = size > 1 ? values[row * size + 1]! : 0;
    square += points[row * 2]! ** 2;
  }
  const scale = 1e-4 / (Math.sqrt(square / count) || 1);
  return points.map((value) => value * scale);
}

/** p(j | i) over the nearest rows, [count, each]: of that bandwidth at which they count as `perplexity` neighbours (2008, section 2). */
export function similarities({ each, distances }: NearestRows, count: number, perplexity: number): Float32Array {
  const all = new Float32Array(count * each);
  const wanted = Math.log(perplexity);
  for (let row = 0; row < count; row++) {
    const squares = Float64Array.from(distances.subarray(row * each, (row + 1) * each), (distance) => distance ** 2);
    let [precision, low, high] = [1 / (squares[each - 1]! || 1), 0, Infinity];
    let weights = squares;
    for (let round = 0; round < 60; round++) {
      weights = squares.map((square) => Math.exp(-precision * (square - squares[0]!)));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const spread = weights.reduce((total, weight, at) => total + weight * (squares[at]! - squares[0]!), 0);
      const entropy = Math.log(sum) + (precision * spread) / sum;
      weights = weights.map((weight) => weight / sum);
      if (Math.abs(entropy - wanted) < 1e-5) break;
      if (entropy > wanted) low = precision;
      else high = precision;
      precision = high === Infinity ? precision * 2 : (low + high) / 2;
    }
    all.set(weights, row * each);
  }
  return all;
}

/** ∂KL/∂y (2014, section 4): 4 (Σ p q Z (y − y′) − Σ q² Z (y − y′)), the second sum by the tree. */
function gradientOf(
  points: Float64Array,
  { each, rows }: NearestRows,
  attraction: Float32Array,
  factor: number,
  into: Float64Array,
): void {
  const count = points.length / 2;
  const tree = new QuadTree(points);
  const repulsion = new Float64Array(points.length);
  let total = 0;
  for (let row = 0; row < count; row++) {
    // Less the point itself.
    total += tree.force(points[row * 2]!, points[row * 2 + 1]!, theta) - 1;
    repulsion[row * 2] = tree.forceX;
    repulsion[row * 2 + 1] = tree.forceY;
  }
  for (let at = 0; at < points.length; at++) into[at] = (-4 * repulsion[at]!) / total;
  // Each pair's p is the mean of both ways: half of each way's pull goes to either end.
  const scale = (4 * factor) / (2 * count);
  for (let row = 0; row < count; row++) {
    for (let at = row * each; at < (row + 1) * each; at++) {
      const other = rows[at]!;
      const apartX = points[row * 2]! - points[other * 2]!;
      const apartY = points[row * 2 + 1]! - points[other * 2 + 1]!;
      const pull = (scale * attraction[at]!) / (1 + apartX * apartX + apartY * apartY);
      into[row * 2]! += pull * apartX;
      into[row * 2 + 1]! += pull * apartY;
      into[other * 2]! -= pull * apartX;
      into[other * 2 + 1]! -= pull * apartY;
    }
  }
}
