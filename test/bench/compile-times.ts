/** How long the train step of every template takes from the trace to the ready session, and those of long sequences. */
import { join } from 'node:path';
import { templates } from '#shared/templates.ts';
import { startOurs, type Options } from './compare.ts';
import { median } from './contender.ts';

export interface CompileRow {
  readonly device: string;
  readonly what: string;
  readonly goalSeconds: number | null;
  readonly kernels: number;
  readonly nodes: number;
  /** Of as many processes as there were repeats. */
  readonly compileMilliseconds: number;
  /** Of the steps after it, so that it is known to train. */
  readonly millisecondsPerStep: number;
}

export interface CompileTimes {
  readonly compiled: readonly CompileRow[];
  readonly failures: readonly string[];
}

/** `root` has resources/templates. A process may take `limit` seconds. */
export async function timeCompiling(
  options: Options & { readonly root: string; readonly limit: number },
): Promise<CompileTimes> {
  const { devices, root } = options;
  const subjects = [
    ...templates.map(({ id, title }) => {
      const model = join(root, 'resources', 'templates', `${id}.hourglass`);
      return { what: title, model, length: 28, goalSeconds: 1.5 };
    }),
    { what: 'lstm, 200 steps', model: 'lstm', length: 200, goalSeconds: 6 },
    { what: 'lstm, 500 steps', model: 'lstm', length: 500, goalSeconds: null },
  ];
  const compiled: CompileRow[] = [];
  const failures: string[] = [];
  for (const device of devices)
    for (const subject of subjects)
      try {
        compiled.push(await timeSubject(subject, device, options));
      } catch (error) {
        failures.push(`${subject.what}: ${error instanceof Error ? error.message : String(error)}`);
        console.error(failures.at(-1));
      }
  return { compiled, failures };
}

async function timeSubject(
  { what, model, length, goalSeconds }: { what: string; model: string; length: number; goalSeconds: number | null },
  device: string,
  { batch, measure, repeats, limit }: Options & { readonly limit: number },
): Promise<CompileRow> {
  const compileMilliseconds: number[] = [];
  const millisecondsPerStep: number[] = [];
  let size = { kernels: 0, nodes: 0 };
  for (let repeat = 0; repeat < repeats; repeat++) {
    const contender = await startOurs(measure, { model, device, batch, width: 1, length, steps: 3 }, limit);
    await contender.round();
    contender.end();
    const { kernels, nodes } = contender.ready;
    size = { kernels: kernels!, nodes: nodes! };
    compileMilliseconds.push(contender.ready.compileMilliseconds!);
    millisecondsPerStep.push(...contender.milliseconds);
  }
  const row = {
    device,
    what,
    goalSeconds,
    ...size,
    compileMilliseconds: median(compileMilliseconds),
    millisecondsPerStep: median(millisecondsPerStep),
  };
  console.log(`${what} on ${device}: ${(row.compileMilliseconds / 1000).toFixed(2)} s`);
  return row;
}
