/** What one run of a program is given, checked alike by all runtimes. */
import { drawKeys, keyWords } from './random-numbers.ts';
import type { InputSpec, Program, RunOptions, Values } from './types.ts';
import { describeSpec, describeValues, fits } from './values.ts';

/** The values given for one input, with its spec; an error where they do not fit it. */
export function givenInput(
  program: Pick<Program, 'name' | 'inputs'>,
  input: string,
  inputs: Readonly<Record<string, Values>>,
): { spec: InputSpec; values: Values } {
  const spec = program.inputs[input];
  const values = inputs[input];
  if (spec && values && fits(values, spec)) return { spec, values };
  throw new Error(
    `Input "${input}" of function "${program.name}" was given ${values ? describeValues(values) : 'nothing'}. ` +
      `Expected ${spec ? describeSpec(spec) : 'a declared input'}. Pass a whole batch, or compile for this size.`,
  );
}

/** Keys `[draws, keyWords]` of a run's random draws; the numbers themselves are drawn on the device. */
export function keysOfRun(program: string, draws: readonly number[], seed: RunOptions['seed']): Uint32Array {
  if (!seed)
    throw new Error(
      `Function "${program}" draws random numbers, but was run without a seed. Expected two integers. Pass { seed: [run, step] }.`,
    );
  const keys = new Uint32Array(draws.length * keyWords);
  draws.forEach((draw, row) => keys.set(drawKeys(seed, draw), row * keyWords));
  return keys;
}

export function afterDisposal(program: string): Error {
  return new Error(`Function "${program}" is run after it was disposed. Expected a live program. Compile it again.`);
}
