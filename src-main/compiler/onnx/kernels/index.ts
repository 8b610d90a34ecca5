/** The onnx lowering's table: every kernel that is traced, as ONNX nodes. */
import type { KernelName } from '../../kernels/index.ts';
import type { OnnxRule } from '../rule.ts';
import { algebra } from './algebra.ts';
import { arrangement } from './arrangement.ts';
import { elementwise } from './elementwise.ts';
import { reductions } from './reductions.ts';

export const onnxRules: Record<KernelName, OnnxRule> = { ...elementwise, ...reductions, ...arrangement, ...algebra };
