/**
 * Mixtures of gaussians: fitted to points by expectation maximisation, and drawn from. Pure but for pauses between pieces of work; knows
 * no network. (No maintained package does this in JavaScript with full covariances.)
 */
import { uniformNumbers } from '#shared/counter-random.ts';

export interface Component {
  /** Sum over all components: 1. */
  readonly weight: number;
  readonly mean: Float64Array;
  /** Lower triangle L of the covariance L Lᵀ [dimensions, dimensions], row after row; of a diagonal one its root [dimensions]. */
  readonly root: Float64Array;
}
export interface Mixture {
  readonly dimensions: number;
  readonly covariance: 'full' | 'diagonal';
  readonly components: readonly Component[];
  /** Mean log-likelihood of a point, nats, after each round. */
  readonly history: readonly number[];
}

export interface FitOptions {
  readonly components: number;
  readonly covariance: 'full' | 'diagonal';
  readonly seed: number;
  /** Called between pieces of work of some milliseconds; may wait, and may throw to end the fit. */
  readonly between?: (round: number, rounds: number) => Promise<void>;
}

const mostRounds = 100;
/** Ends when a point gains less than so many nats in a round. */
const leastGain = 1e-4;
/** Multiply-adds in one piece: about 10 milliseconds. */
const pieceWork = 8e6;

/**
 * Of points [count, dimensions], row after row (C. Bishop, Pattern Recognition and Machine Learning, 2006, section 9.2.2). Begins with
 * means spread by k-means++; each variance gets a ten-thousandth of the mean variance on top, so that none vanishes.
 */
export async function fitMixture(points: Float32Array, dimensions: number, options: FitOptions): Promise<Mixture> {
  const { covariance, seed, between = () => Promise.resolve() } = options;
  const count = points.length / dimensions;
  const wanted = Math.max(1, Math.min(options.components, count));
  const floor = 1e-4 * meanVariance(points, dimensions) + 1e-9;
  const rows = Math.max(1, Math.floor(pieceWork / (wanted * (covariance === 'full' ? dimensions ** 2 : dimensions))));
  const [everything, pieces] = [new Float64Array(count), Math.ceil(count / rows)];

  /** Of each component and point: how much of the point is the component's. */
  let shares = nearestShares(points, dimensions, spreadMeans(points, dimensions, wanted, seed));
  let components: readonly Component[] = [];
  const history: number[] = [];
  for (let round = 0; round < mostRounds; round++) {
    await between(round, mostRounds);
    const fitted: Component[] = [];
    for (const share of shares) {
      const total = share.reduce((sum, value) => sum + value, 0);
      // A component that no point belongs to any more has nothing to be fitted to.
      if (total < 1e-3) continue;
      fitted.push(await fitComponent(points, dimensions, share, total, { covariance, floor, rows, between, round }));
    }
    const weights = fitted.reduce((sum, { weight }) => sum + weight, 0);
    components = fitted.map((component) => ({ ...component, weight: component.weight / weights }));

    const likelihoods = components.map(() => new Float64Array(count));
    for (let piece = 0; piece < pieces; piece++) {
      const [first, end] = [piece * rows, Math.min(count, (piece + 1) * rows)];
      components.forEach((component, at) =>
        logDensities(points, dimensions, component, covariance, first, end, likelihoods[at]!),
      );
      await between(round, mostRounds);
    }
    let sum = 0;
    for (let point = 0; point < count; point++) {
      const most = likelihoods.reduce((largest, values) => Math.max(largest, values[point]!), -Infinity);
      let total = 0;
      for (const values of likelihoods) total += Math.exp(values[point]! - most);
      everything[point] = most + Math.log(total);
      sum += everything[point]!;
      for (const values of likelihoods) values[point] = Math.exp(values[point]! - everything[point]!);
    }
    shares = likelihoods;
    history.push(sum / count);
    if (components.length === 1 || (round > 0 && history[round]! - history[round - 1]! < leastGain)) break;
  }
  return { dimensions, covariance, components, history };
}

/** Mean log-likelihood of points under a mixture, nats. */
export function meanLogLikelihood({ dimensions, covariance, components }: Mixture, points: Float32Array): number {
  const count = points.length / dimensions;
  const each = components.map((component) =>
    logDensities(points, dimensions, component, covariance, 0, count, new Float64Array(count)),
  );
  let sum = 0;
  for (let point = 0; point < count; point++) {
    const most = each.reduce((largest, values) => Math.max(largest, values[point]!), -Infinity);
    sum += most + Math.log(each.reduce((total, values) => total + Math.exp(values[point]! - most), 0));
  }
  return sum / count;
}

/** The point that independent standard normal numbers z make in a component: mean + L z. */
export function placeIn(
  { mean, root }: Component,
  covariance: Mixture['covariance'],
  z: ArrayLike<number>,
): Float32Array {
  const { length } = mean;
  return Float32Array.from(mean, (value, row) => {
    if (covariance === 'diagonal') return value + root[row]! * z[row]!;
    let sum = value;
    for (let column = 0; column <= row; column++) sum += root[row * length + column]! * z[column]!;
    return sum;
  });
}

interface Work {
  readonly covariance: Mixture['covariance'];
  readonly floor: number;
  readonly rows: number;
  readonly round: number;
  readonly between: NonNullable<FitOptions['between']>;
}

async function fitComponent(
  points: Float32Array,
  dimensions: number,
  share: Float64Array,
  total: number,
  { covariance, floor, rows, round, between }: Work,
): Promise<Component> {
  const count = share.length;
  const mean = new Float64Array(dimensions);
  for (let point = 0; point < count; point++)
    for (let at = 0; at < dimensions; at++) mean[at]! += (share[point]! * points[point * dimensions + at]!) / total;
  const full = covariance === 'full';
  const spread = new Float64Array(full ? dimensions * dimensions : dimensions);
  const apart = new Float64Array(dimensions);
  for (let point = 0; point < count; point++) {
    if (point % rows === rows - 1) await between(round, mostRounds);
    const part = share[point]! / total;
    // What belongs to others entirely would only cost time.
    if (part < 1e-12) continue;
    for (let at = 0; at < dimensions; at++) apart[at] = points[point * dimensions + at]! - mean[at]!;
    for (let i = 0; i < dimensions; i++) {
      if (!full) spread[i]! += part * apart[i]! * apart[i]!;
      else for (let j = 0; j <= i; j++) spread[i * dimensions + j]! += part * apart[i]! * apart[j]!;
    }
  }
  for (let at = 0; at < dimensions; at++) spread[full ? at * dimensions + at : at]! += floor;
  return { weight: total / count, mean, root: full ? lowerRoot(spread, dimensions) : spread.map(Math.sqrt) };
}

/** L of L Lᵀ = matrix, of which the lower triangle is read (Cholesky). */
function lowerRoot(matrix: Float64Array, size: number): Float64Array {
  const root = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= root[i * size + k]! * root[j * size + k]!;
      // Rounding may take a variance that the floor has kept below zero again.
      root[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / root[j * size + j]!;
    }
  return root;
}

/** Log of weight × density at points [first, end), into `into`. */
function logDensities(
  points: Float32Array,
  dimensions: number,
  { weight, mean, root }: Component,
  covariance: Mixture['covariance'],
  first: number,
  end: number,
  into: Float64Array,
): Float64Array {
  const full = covariance === 'full';
  let constant = Math.log(weight) - (dimensions / 2) * Math.log(2 * Math.PI);
  for (let at = 0; at < dimensions; at++) constant -= Math.log(root[full ? at * dimensions + at : at]!);
  const z = new Float64Array(dimensions);
  for (let point = first; point < end; point++) {
    let squares = 0;
    for (let i = 0; i < dimensions; i++) {
      let value = points[point * dimensions + i]! - mean[i]!;
      if (full) for (let j = 0; j < i; j++) value -= root[i * dimensions + j]! * z[j]!;
      z[i] = value / root[full ? i * dimensions + i : i]!;
      squares += z[i]! * z[i]!;
    }
    into[point] = constant - squares / 2;
  }
  return into;
}

/** k-means++ (D. Arthur, S. Vassilvitskii, 2007): each next mean is a point drawn by its squared distance to the nearest so far. */
function spreadMeans(points: Float32Array, dimensions: number, wanted: number, seed: number): readonly Float32Array[] {
  const count = points.length / dimensions;
  const draw = uniformNumbers(seed, 'explore', 1, 0);
  const at = (index: number): Float32Array => points.subarray(index * dimensions, (index + 1) * dimensions);
  const means = [at(Math.floor(draw() * count))];
  const nearest = new Float64Array(count).fill(Infinity);
  while (means.length < wanted) {
    let total = 0;
    for (let point = 0; point < count; point++) {
      nearest[point] = Math.min(nearest[point]!, squaredDistance(at(point), means.at(-1)!));
      total += nearest[point]!;
    }
    let left = draw() * total;
    let chosen = 0;
    while (chosen < count - 1 && (left -= nearest[chosen]!) > 0) chosen++;
    means.push(at(chosen));
  }
  return means;
}

function nearestShares(points: Float32Array, dimensions: number, means: readonly Float32Array[]): Float64Array[] {
  const count = points.length / dimensions;
  const shares = means.map(() => new Float64Array(count));
  for (let point = 0; point < count; point++) {
    const from = points.subarray(point * dimensions, (point + 1) * dimensions);
    const distances = means.map((mean) => squaredDistance(from, mean));
    shares[distances.indexOf(Math.min(...distances))]![point] = 1;
  }
  return shares;
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at]! - b[at]!) ** 2;
  return sum;
}

function meanVariance(points: Float32Array, dimensions: number): number {
  const count = points.length / dimensions;
  const [sums, squares] = [new Float64Array(dimensions), new Float64Array(dimensions)];
  for (let at = 0; at < points.length; at++) {
    sums[at % dimensions]! += points[at]! / count;
    squares[at % dimensions]! += points[at]! ** 2 / count;
  }
  return squares.reduce((sum, square, at) => sum + Math.max(0, square - sums[at]! ** 2), 0) / dimensions;
}
