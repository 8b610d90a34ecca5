/** What a lowering rule is: the ONNX nodes that compute one kernel, given the names of its inputs. */
import type { Attributes, Graph } from '../graph.ts';
import type { KernelName } from '../kernels/index.ts';
import { trusting, type Call as LoweredCall, type Rule } from '../lowering/rule.ts';
import type { OnnxBuilder } from './builder.ts';

export { operand, result, type Operand } from '../lowering/rule.ts';

/** Its keys are `[4]` uint32. */
export type Call<A = Attributes> = LoweredCall<string, A>;
export type OnnxRule<A = Attributes> = Rule<OnnxBuilder, string, A>;

type Rules = Readonly<Record<KernelName, OnnxRule>>;

/** A table of rules, or what makes one for a graph that is lowered with this builder. */
export type RuleChoice = Rules | ((op: OnnxBuilder, graph: Graph) => Rules);

/** A rule with the attribute type that TensorFlow.js declares for the kernel. */
export const lower: <A = Attributes>(emit: OnnxRule<A>) => OnnxRule = trusting;
