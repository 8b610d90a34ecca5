/**
 * The kernels that the compiler traces, with their shape rules. Each lowering is an exhaustive table over `KernelName`:
 * a kernel without a lowering does not compile.
 */
import { algebra } from './algebra.ts';
import { arrangement } from './arrangement.ts';
import { elementwise } from './elementwise.ts';
import { reductions } from './reductions.ts';
import type { ShapeRule } from './rule.ts';

export const shapeRules = { ...elementwise, ...reductions, ...arrangement, ...algebra };

export type KernelName = keyof typeof shapeRules;

/** The shape rule, or undefined when the compiler has no such kernel. */
export function findShapeRule(kernel: string): { kernel: KernelName; infer: ShapeRule } | undefined {
  return Object.hasOwn(shapeRules, kernel)
    ? { kernel: kernel as KernelName, infer: shapeRules[kernel as KernelName] }
    : undefined;
}
