/** What a lowering rule is: the TensorFlow nodes that compute one kernel, given its inputs. */
import type { Attributes } from '../graph.ts';
import type { TensorSpec } from '../types.ts';
import type { Tensor, TensorFlowBuilder } from './builder.ts';

/** A tensor of the TensorFlow graph whose shape is known. */
export interface Operand extends TensorSpec {
  readonly name: string;
}

export interface Call<A = Attributes> {
  readonly inputs: Readonly<Record<string, Operand>>;
  readonly attributes: A;
  readonly outputs: readonly TensorSpec[];
  /** This run's keys for draw number `draw`: `[4]` words as int32. */
  keys(draw: number): Tensor;
}

export type TensorFlowRule = (call: Call, op: TensorFlowBuilder) => Tensor | readonly Tensor[];

/** A rule with the attribute type that TensorFlow.js declares for the kernel; the shape rule has already trusted it. */
export function lower<A = Attributes>(
  emit: (call: Call<A>, op: TensorFlowBuilder) => Tensor | readonly Tensor[],
): TensorFlowRule {
  return (call, op) => emit(call as unknown as Call<A>, op);
}

/** The named input; the shape rule has already seen that it is there. */
export function operand(call: { inputs: Readonly<Record<string, Operand>> }, name: string): Operand {
  const found = call.inputs[name];
  if (!found) throw new Error(`Kernel input "${name}" is missing in the lowering.`);
  return found;
}

/** The only output's spec. */
export function result(call: { outputs: readonly TensorSpec[] }): TensorSpec {
  const [spec] = call.outputs;
  if (!spec) throw new Error('A kernel without outputs was traced.');
  return spec;
}
