/**
 * Remembers how fast this machine's devices train which models: one file in the studio's data folder. Owns the file; a
 * broken one is as good as none, for everything in it can be measured again.
 */
import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { DeviceMeasurement } from '#shared/wire/devices.ts';
import { fastest } from '../../devices/auto.ts';
import { writeFileSafely } from '../../files/write-safely.ts';

/** Models that are remembered, the last measured first. */
const kept = 200;
const largestBytes = 2_000_000;

const finite = v.pipe(v.number(), v.finite());
const text = v.pipe(v.string(), v.maxLength(2000));
const entrySchema = v.object({
  model: text,
  machine: text,
  measuredAt: finite,
  speeds: v.pipe(
    v.array(
      v.object({
        id: text,
        title: text,
        samplesPerSecond: v.nullable(v.pipe(finite, v.gtValue(0))),
        failure: v.nullable(text),
      }),
    ),
    v.maxLength(20),
  ),
});
const fileSchema = v.object({
  format: v.literal('hourglass-measurements'),
  version: v.literal(1),
  entries: v.array(entrySchema),
});
type Entry = v.InferOutput<typeof entrySchema>;

export interface Measurements {
  find(model: string, machine: string): Promise<DeviceMeasurement | null>;
  /** Takes the place of what was known of that model. A disk that refuses it is told to `log`, and nobody else. */
  keep(model: string, machine: string, measurement: Omit<DeviceMeasurement, 'fastest'>): Promise<void>;
}

export function openMeasurements(file: string, log: (message: string, error: unknown) => void): Measurements {
  // Read anew each time: the command line and another window write it, too.
  const read = async (): Promise<Entry[]> => {
    try {
      if ((await stat(file)).size > largestBytes) return [];
      return v.parse(fileSchema, JSON.parse(await readFile(file, 'utf8'))).entries;
    } catch {
      return [];
    }
  };
  let last: Promise<void> = Promise.resolve();
  const add = async (entry: Entry): Promise<void> => {
    const others = (await read()).filter(({ model }) => model !== entry.model);
    const entries = [entry, ...others].slice(0, kept);
    await writeFileSafely(file, `${JSON.stringify({ format: 'hourglass-measurements', version: 1, entries })}\n`);
  };
  return {
    async find(model, machine) {
      await last;
      const found = (await read()).find((entry) => entry.model === model && entry.machine === machine);
      if (!found) return null;
      const { measuredAt, speeds } = found;
      return { measuredAt, speeds, fastest: fastest(speeds)?.id ?? null };
    },
    keep(model, machine, { measuredAt, speeds }) {
      const shorten = (failure: string | null): string | null => failure?.slice(0, 2000) ?? null;
      const entry = {
        ...{ model, machine, measuredAt },
        speeds: speeds.map((speed) => ({ ...speed, failure: shorten(speed.failure) })),
      };
      last = last
        .then(() => add(entry))
        .catch((error: unknown) => log('What was measured could not be remembered', error));
      return last;
    },
  };
}
