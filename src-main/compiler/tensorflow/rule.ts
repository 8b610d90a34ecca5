/** What a lowering rule is: the TensorFlow nodes that compute one kernel, given its inputs. */
import type { Attributes } from '../graph.ts';
import { trusting, type Call as LoweredCall, type Rule } from '../lowering/rule.ts';
import type { Tensor, TensorFlowBuilder } from './builder.ts';

export { operand, result, type Operand } from '../lowering/rule.ts';

/** Its keys are `[4]` words as int32. */
export type Call<A = Attributes> = LoweredCall<Tensor, A>;
export type TensorFlowRule<A = Attributes> = Rule<TensorFlowBuilder, Tensor, A>;

/** A rule with the attribute type that TensorFlow.js declares for the kernel. */
export const lower: <A = Attributes>(emit: TensorFlowRule<A>) => TensorFlowRule = trusting;
