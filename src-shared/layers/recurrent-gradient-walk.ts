/**
 * The walk along a sequence with its gradient written out: one operation on TensorFlow.js's tape, which would otherwise
 * differentiate every kernel of every step by itself. Owns the way along the steps, forwards and back; not what a cell
 * computes (recurrent-gradient-cells.ts) nor the products with weights (recurrent-products.ts). First derivatives only.
 */
import type { GradSaveFunc, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './layer.ts';
import type { CellKind } from './recurrent-cells.ts';
import { gradientCells, type Curve, type StepMatrices } from './recurrent-gradient-cells.ts';
import { addUp, productsOf, unstackRows, type Products } from './recurrent-products.ts';

type Core = TensorFlow['core'];

export interface GradientWalk {
  readonly kind: CellKind;
  readonly units: number;
  readonly curve: Curve;
  /** Steps in the order of the walk. */
  readonly order: readonly number[];
  /** Where each step's output goes, in the order of the walk; null where only the last is wanted. */
  readonly places: readonly number[] | null;
  /** [batch, steps], or null where every step counts. At a step left out, states stay as they were. */
  readonly mask: Tensor | null;
}

/**
 * Outputs [steps, units, batch], or the last one, [units, batch].
 * `inputs`: [steps, features, batch], or [features, batch] where all steps are alike.
 */
export function walkWithGradient(core: Core, walk: GradientWalk, inputs: Tensor, matrices: StepMatrices): Tensor {
  const { mixed, fromInput } = matrices;
  const operands = [inputs, mixed, ...(fromInput === null ? [] : [fromInput])];
  const saved = walk.mask === null ? operands : [...operands, walk.mask];
  return core.customGrad((...given) => {
    const save = given.pop() as GradSaveFunc;
    const { outputs, kept } = forwards(core, walk, ownOf(core, walk, saved, operands.length));
    const names = Object.keys(kept[0]!);
    save([...saved, ...kept.flatMap((each) => names.map((name) => each[name]!))]);
    const gradFunc = (dy: Tensor, tensors: Tensor[]): Tensor[] => {
      const own = ownOf(core, walk, tensors.slice(0, saved.length), operands.length);
      const rest = tensors.slice(saved.length) as Tensor2D[];
      const keptAt = (index: number) =>
        Object.fromEntries(names.map((name, place) => [name, rest[index * names.length + place]!]));
      return backwards(core, walk, own, dy, keptAt);
    };
    return { value: walk.places === null ? outputs[0]! : core.stack(outputs, 0), gradFunc };
  })(...operands);
}

/** What the walk needs of the tensors that it was given, whether they are the operands or were saved for the gradient. */
interface Own {
  readonly batch: number;
  readonly products: Products;
  /** For each step [1, batch] of ones and zeros, and ones less these; null without a mask. */
  readonly counts: { readonly counted: readonly Tensor2D[]; readonly leftOut: readonly Tensor2D[] } | null;
}

function ownOf(core: Core, { kind, units }: GradientWalk, tensors: readonly Tensor[], operandCount: number): Own {
  const [inputs, mixed, fromInput] = tensors.slice(0, operandCount) as [Tensor, Tensor2D, Tensor2D?];
  const { groups } = gradientCells[kind];
  const products = productsOf(core, { units, groups }, inputs, { mixed, fromInput: fromInput ?? null });
  const mask = tensors[operandCount];
  const batch = inputs.shape.at(-1)!;
  if (mask === undefined) return { batch, products, counts: null };
  const counted = core.expandDims(core.transpose(mask), 1) as Tensor3D;
  const leftOut = core.sub(1, counted) as Tensor3D;
  return { batch, products, counts: { counted: unstackRows(core, counted), leftOut: unstackRows(core, leftOut) } };
}

type Kept = Readonly<Record<string, Tensor2D>>;

function forwards(core: Core, { kind, units, curve, order, places }: GradientWalk, { batch, products, counts }: Own) {
  const cell = gradientCells[kind];
  let states = Array.from({ length: cell.states }, (): Tensor2D => core.zeros([units, batch]));
  const outputs: Tensor2D[] = [];
  const kept: Kept[] = [];
  order.forEach((step, index) => {
    const { gates, fromInput, factor } = products.forward(step, states[0]!);
    const next = cell.forward(core, curve, gates, fromInput, states);
    kept.push({ ...next.kept, factor });
    const [counted, leftOut] = [counts?.counted[step], counts?.leftOut[step]];
    // Exactly the state before where the step is left out, and exactly the next where it counts.
    states = next.states.map((after, i) =>
      counted && leftOut ? core.add(core.mul(after, counted), core.mul(states[i]!, leftOut)) : after,
    );
    outputs[places?.[index] ?? 0] = states[0]!;
  });
  return { outputs, kept };
}

/** Gradients of the operands from `dy`, that of the outputs. */
function backwards(
  core: Core,
  { kind, curve, order, places }: GradientWalk,
  { products, counts }: Own,
  dy: Tensor,
  keptAt: (index: number) => Kept,
): Tensor[] {
  const cell = gradientCells[kind];
  const back = products.backward();
  const ofOutputs = places === null ? null : unstackRows(core, dy as Tensor3D);
  const times = (gradient: Tensor2D | null, count: Tensor2D | undefined): Tensor2D | null =>
    gradient === null || count === undefined ? gradient : core.mul(gradient, count);
  // Of the states after the step; null stands for zero.
  let gradients: (Tensor2D | null)[] = Array.from({ length: cell.states }, () => null);
  if (ofOutputs === null) gradients[0] = dy as Tensor2D;
  for (const [index, step] of [...order.entries()].reverse()) {
    const ofOutput = ofOutputs?.[places?.[index] ?? 0] ?? null;
    const after = gradients.map((gradient, state) => (state === 0 ? addUp(core, gradient, ofOutput) : gradient));
    const { factor, ...kept } = keptAt(index);
    const before = cell.backward(
      core,
      curve,
      kept,
      after.map((gradient) => times(gradient, counts?.counted[step])),
    );
    back.add(step, before, factor!);
    gradients = before.states.map((gradient, state) =>
      counts === null ? gradient : addUp(core, gradient, times(after[state]!, counts.leftOut[step])),
    );
    if (index > 0) gradients[0] = addUp(core, back.ofHidden(before.mixed), gradients[0]!);
  }
  return back.total();
}
