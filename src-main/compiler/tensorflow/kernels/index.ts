/** The tensorflow lowering's table: every kernel that is traced, as TensorFlow nodes. */
import type { KernelName } from '../../kernels/index.ts';
import type { TensorFlowRule } from '../rule.ts';
import { algebra } from './algebra.ts';
import { arrangement } from './arrangement.ts';
import { elementwise } from './elementwise.ts';
import { reductions } from './reductions.ts';

export const tensorFlowRules: Record<KernelName, TensorFlowRule> = {
  ...elementwise,
  ...reductions,
  ...arrangement,
  ...algebra,
};
