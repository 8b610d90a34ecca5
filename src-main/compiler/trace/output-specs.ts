/** What a function's outputs would be for inputs of given shapes, without compiling or computing anything. */
import type { InputSpec, TensorFunction, TensorSpec } from '../types.ts';
import { traceFunction } from './trace.ts';

/** Rejects with whatever the function throws for such inputs. It may assign no variables. */
export async function outputSpecs(
  fn: TensorFunction,
  inputs: Record<string, InputSpec>,
): Promise<Readonly<Record<string, TensorSpec>>> {
  const { outputs } = await traceFunction('shapes', fn, inputs, []);
  return Object.fromEntries([...outputs].map(([name, { shape, dtype }]) => [name, { shape, dtype }]));
}
