/**
 * Remembers how fast training went on this machine, of whatever network, and how fast its processor multiplies: what estimates
 * of time start from. Owns the file; a broken one is as good as none.
 */
import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { writeFileSafely } from '../../files/write-safely.ts';

const kept = 200;
const largestBytes = 1_000_000;

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const text = v.pipe(v.string(), v.maxLength(200));
const paceSchema = v.object({
  /** Of model-key.ts. */
  model: text,
  machine: text,
  samplesPerSecond: positive,
  /** Multiply-adds a sample, of work.ts. */
  work: positive,
});
const processorSchema = v.object({ machine: text, multiplyAddsPerSecond: positive });
const fileSchema = v.object({
  format: v.literal('hourglass-paces'),
  version: v.literal(1),
  processor: v.nullable(processorSchema),
  paces: v.array(paceSchema),
});

export type Pace = v.InferOutput<typeof paceSchema>;
type Contents = v.InferOutput<typeof fileSchema>;

export interface Paces {
  /** On this machine, the last first. */
  of(machine: string): Promise<readonly Pace[]>;
  /** Takes the place of what was known of that model. A disk that refuses it is told to `log`, and nobody else. */
  keep(pace: Pace): Promise<void>;
  /** How fast the processor multiplies, by `measure` where that is not known yet. */
  processor(machine: string, measure: () => Promise<number>): Promise<number>;
}

const nothing: Contents = { format: 'hourglass-paces', version: 1, processor: null, paces: [] };

export function openPaces(file: string, log: (message: string, error: unknown) => void): Paces {
  // Read anew each time: the command line and another window write it, too.
  const read = async (): Promise<Contents> => {
    try {
      if ((await stat(file)).size > largestBytes) return nothing;
      return v.parse(fileSchema, JSON.parse(await readFile(file, 'utf8')));
    } catch {
      return nothing;
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other, each with what the one before left. */
  const inTurn = <T>(work: (contents: Contents) => Promise<T>): Promise<T> => {
    const next = last.then(async () => work(await read()));
    last = next.catch(() => undefined);
    return next;
  };
  const write = (contents: Contents): Promise<void> =>
    writeFileSafely(file, `${JSON.stringify(contents)}\n`).catch((error: unknown) =>
      log('How fast training goes could not be remembered', error),
    );
  return {
    of: (machine) => inTurn(async ({ paces }) => paces.filter((pace) => pace.machine === machine)),
    keep: (pace) =>
      inTurn(async (contents) => {
        const others = contents.paces.filter(({ model, machine }) => model !== pace.model || machine !== pace.machine);
        await write({ ...contents, paces: [pace, ...others].slice(0, kept) });
      }),
    processor: (machine, measure) =>
      inTurn(async (contents) => {
        if (contents.processor?.machine === machine) return contents.processor.multiplyAddsPerSecond;
        const multiplyAddsPerSecond = await measure();
        await write({ ...contents, processor: { machine, multiplyAddsPerSecond } });
        return multiplyAddsPerSecond;
      }),
  };
}
