/** Finds the minimum of a smooth convex function. Pure; knows nothing of what it minimises. */

/** The function's value at a point, and its gradient, written into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

interface Limits {
  readonly iterations: number;
  /** Stops once no derivative is larger. */
  readonly gradient: number;
}

/** Steps that are remembered: Liu and Nocedal advise 3 to 20. */
const memory = 10;

/** L-BFGS with backtracking (Nocedal, Wright 2006, “Numerical Optimization”, algorithms 7.4 and 3.1), from `start` on. Deterministic. */
export function minimise(objective: Objective, start: Float64Array, limits: Limits): Float64Array {
  const size = start.length;
  let point = start.slice();
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  const steps: { step: Float64Array; change: Float64Array; curvature: number }[] = [];
  for (let iteration = 0; iteration < limits.iterations; iteration++) {
    if (gradient.every((slope) => Math.abs(slope) <= limits.gradient)) break;
    const direction = descend(gradient, steps);
    const slope = dot(direction, gradient);
    // Without memory the first step is as long as its gradient is steep: too long, mostly.
    let length = iteration === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let nextValue = Infinity;
    for (let halvings = 0; halvings < 30; halvings++, length /= 2) {
      for (let at = 0; at < size; at++) next[at] = point[at]! + length * direction[at]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * slope) break;
    }
    if (!(nextValue < value)) break;
    const step = next.map((to, at) => to - point[at]!);
    const change = nextGradient.map((to, at) => to - gradient[at]!);
    const curvature = dot(step, change);
    if (curvature > 1e-12) steps.push({ step, change, curvature });
    if (steps.length > memory) steps.shift();
    [point, gradient, value] = [next, nextGradient, nextValue];
  }
  return point;
}

/** −H · gradient, H being the inverse Hessian as far as the remembered steps show it. */
function descend(
  gradient: Float64Array,
  steps: readonly { readonly step: Float64Array; readonly change: Float64Array; readonly curvature: number }[],
): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const weights: number[] = [];
  for (const { step, change, curvature } of steps.toReversed()) {
    const weight = dot(step, direction) / curvature;
    weights.push(weight);
    for (let at = 0; at < direction.length; at++) direction[at]! -= weight * change[at]!;
  }
  const last = steps.at(-1);
  if (last) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let at = 0; at < direction.length; at++) direction[at]! *= scale;
  }
  for (const { step, change, curvature } of steps) {
    const weight = weights.pop()! - dot(change, direction) / curvature;
    for (let at = 0; at < direction.length; at++) direction[at]! += weight * step[at]!;
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
