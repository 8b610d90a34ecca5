/** Matrix products with fixed weights: fully connected layers. */
import { sizeOf } from '#shared/layers/layer.ts';
import type { Constant } from '../constant.ts';
import { perChannel, turned } from '../channels.ts';
import { DrawnLayer, type Weight } from '../drawn.ts';
import type { Flow, Turn } from '../flow.ts';
import type { Operator, Step } from '../step.ts';

/** [in, out] of what the file has so, or the other way round; rows in our order. */
function kernelOf(flow: Flow, constant: Constant, transposed: boolean): Weight {
  const [rows, columns] = (transposed ? [...constant.dims].reverse() : constant.dims) as [number, number];
  return {
    shape: [rows, columns],
    read() {
      const values = constant.read();
      const own = new Float32Array(values.length);
      for (let row = 0; row < rows; row++) {
        const ours = (flow.places?.[row] ?? row) * columns;
        for (let column = 0; column < columns; column++)
          own[ours + column] = values[transposed ? column * rows + row : row * columns + column]!;
      }
      return own;
    },
  };
}

function dense(step: Step, flow: Flow, constant: Constant, transposed: boolean, bias: Weight | null): Flow {
  if (constant.dims.length !== 2) step.refuse(`multiplies by ${constant.dims.length} dimensions of numbers, not two`);
  const kernel = kernelOf(flow, constant, transposed);
  const [rows, units] = kernel.shape as [number, number];
  if (flow.order.at(-1) !== flow.shape.length || flow.order.some((axis, at) => axis !== at))
    step.refuse('multiplies along another axis than the last');
  if (rows !== flow.shape.at(-1)) step.refuse(`takes ${rows} numbers and is given ${flow.shape.at(-1)}`);
  const made = {
    className: 'Dense',
    config: { units, activation: 'linear', use_bias: bias !== null },
    weights: bias ? [kernel, bias] : [kernel],
  };
  const shape = [...flow.shape.slice(0, -1), units];
  const result = step.add(made, [flow], { ...flow, shape, places: null, turns: null }, step.nameBy(constant));
  return shape.length === 1 ? { ...result, turns: [turnOf(step.around.drawing.of(result.layer))] } : result;
}

/** Puts what a layer makes in another order: all its weights end in its units. */
export const turnOf =
  (layer: DrawnLayer): Turn =>
  (places) =>
    void (layer.weights = layer.weights.map((weight) => turned(weight, places)));

const scaled = ({ shape, read }: Weight, by: number): Weight =>
  by === 1 ? { shape, read } : { shape, read: () => read().map((value) => value * by) };

export const gemm: Operator = (step) => {
  const [flow, kernel] = [step.flow(), step.constant(1)];
  step.must('transA', step.int('transA', 0), 0);
  step.must('alpha', step.float('alpha', 1), 1);
  const units = kernel.dims[step.int('transB', 0) === 1 ? 0 : 1];
  const given = step.optional(2);
  if (given && sizeOf(given.dims) !== units) step.refuse('adds a bias of another size');
  const bias = given && scaled(perChannel({ ...flow, shape: [units!], places: null }, given), step.float('beta', 1));
  return dense(step, flow, kernel, step.int('transB', 0) === 1, bias);
};

export const matMul: Operator = (step) => dense(step, step.flow(), step.constant(1), false, null);
