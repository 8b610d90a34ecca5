/** Runs a function over samples, batch by batch, and gathers what it gives for each. Owns the order of batches, no function. */
import type { Program, TensorFunction, Values } from '../../compiler/index.ts';
import type { Batch } from '../batches.ts';
import { evaluationSeed } from '../random.ts';
import type { Session } from '../session.ts';

/** Values by name, [samples, …] each. */
export type Gathered = Readonly<Record<string, Float32Array>>;

/**
 * `fn` is given `batch` ([count, …sample] as stored), and `target` where that is not the sample itself; every output is [count, …]. The same
 * random numbers at every call.
 */
export async function gather(
  session: Session,
  { name, fn }: { readonly name: string; readonly fn: TensorFunction },
  order: Uint32Array,
): Promise<Gathered> {
  const { runtime, trainable, project, reader } = session;
  const programs = new Map<number, Program>();
  const compile = async (count: number): Promise<Program> => {
    const target = trainable.targetSpec(count);
    const inputs = { batch: trainable.inputSpec(count), ...(target ? { target } : {}) };
    return runtime.compile(`${name}-${count}`, fn, inputs);
  };
  const parts: Record<string, Float32Array[]> = {};
  let number = 0;
  for await (const batch of reader.batches(order, 'smaller')) {
    const program = programs.get(batch.count) ?? (await compile(batch.count));
    programs.set(batch.count, program);
    const outputs = await program.run(inputsOf(batch), { seed: evaluationSeed(project.training.seed, number) });
    // What a run gives out is its own until the next one.
    for (const [key, values] of Object.entries(outputs)) (parts[key] ??= []).push(Float32Array.from(values));
    number += 1;
  }
  return Object.fromEntries(Object.entries(parts).map(([key, all]) => [key, joined(all)]));
}

const inputsOf = ({ values, targets }: Batch): Record<string, Values> => ({
  batch: values,
  ...(targets ? { target: targets } : {}),
});

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** At most so many of these, evenly spread. */
export function spread(order: ArrayLike<number>, most: number): Uint32Array {
  const length = Math.min(most, order.length);
  return Uint32Array.from({ length }, (_, place) => order[Math.floor((place * order.length) / length)]!);
}
