/** What a lowering rule is, whatever is lowered to: the nodes that compute one kernel, given its inputs. */
import type { Attributes } from '../graph.ts';
import type { TensorSpec } from '../types.ts';

/** A value of what is lowered to, whose shape and type are known. */
export interface Operand extends TensorSpec {
  readonly name: string;
}

/** One kernel call; `Emitted` is what a rule's results are given as. */
export interface Call<Emitted, A = Attributes> {
  readonly inputs: Readonly<Record<string, Operand>>;
  readonly attributes: A;
  readonly outputs: readonly TensorSpec[];
  /** Where this run's keys for draw number `draw` are: four words. */
  keys(draw: number): Emitted;
}

export type Rule<Builder, Emitted, A = Attributes> = (
  call: Call<Emitted, A>,
  op: Builder,
) => Emitted | readonly Emitted[];

/** A rule with the attribute type that TensorFlow.js declares for the kernel; the shape rule has already trusted it. */
export function trusting<Builder, Emitted, A>(emit: Rule<Builder, Emitted, A>): Rule<Builder, Emitted> {
  return (call, op) => emit(call as unknown as Call<Emitted, A>, op);
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
