/** What a lowering rule is: the ONNX nodes that compute one kernel, given the names of its inputs. */
import type { Attributes, Graph } from '../graph.ts';
import type { KernelName } from '../kernels/index.ts';
import type { TensorSpec } from '../types.ts';
import type { OnnxBuilder } from './builder.ts';

/** A value of the ONNX graph whose shape and type are known. */
export interface Operand extends TensorSpec {
  readonly name: string;
}

export interface Call<A = Attributes> {
  readonly inputs: Readonly<Record<string, Operand>>;
  readonly attributes: A;
  readonly outputs: readonly TensorSpec[];
  /** Where this run's keys for draw number `draw` are: `[4]` uint32. */
  keys(draw: number): string;
}

export type OnnxRule = (call: Call, op: OnnxBuilder) => string | readonly string[];

type Rules = Readonly<Record<KernelName, OnnxRule>>;

/** A table of rules, or what makes one for a graph that is lowered with this builder. */
export type RuleChoice = Rules | ((op: OnnxBuilder, graph: Graph) => Rules);

/** A rule with the attribute type that TensorFlow.js declares for the kernel; the shape rule has already trusted it. */
export function lower<A = Attributes>(emit: (call: Call<A>, op: OnnxBuilder) => string | readonly string[]): OnnxRule {
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
