/**
 * How fast one training step is, beside Keras and PyTorch on the same machine in the same minutes.
 *
 *   npm run bench [-- OPTIONS]
 *
 * Every measurement is a process of its own, warmed up, and all those of one model take turns, round by round; what counts
 * is the median round. Ours is the trainer's own step: batch gathered and scaled, run, loss looked at.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { devices } from '#main/devices/index.ts';
import { compareModels } from './compare.ts';
import { grow } from './growth.ts';
import { describeMachine } from './machine.ts';
import { modelNames, type ModelName } from './models.ts';
import { findPeers } from './peers.ts';
import { comparisonTable, disturbances, growthTable } from './tables.ts';

const usage = `usage: npm run bench [-- OPTIONS]
  --models NAMES    of ${modelNames.join(',')} (all; with --growth dense,conv,lstm)
  --devices NAMES   of ${devices.map(({ id }) => id).join(',')} (all that are available)
  --repeats N       rounds a measurement (5)
  --batch N         samples a step (128)
  --peers PYTHON    a Python with Keras on TensorFlow, and PyTorch; "none" for no peers
                    (the environment's HOURGLASS_PEERS, or what ../shared/tools/peers/install has made)
  --growth          instead: how time and memory grow with batch, width and sequence length, ours alone
  --json FILE       writes all figures to FILE, too`;

export interface Places {
  readonly root: string;
  /** The built measure.ts. */
  readonly measure: string;
  /** peers.py. */
  readonly script: string;
}

/** Returns the exit status: 0, or 2 for options that make no sense, or 1 when a measurement failed. */
export async function main(given: readonly string[], places: Places): Promise<number> {
  try {
    const options = readOptions(given);
    if (!options) {
      console.log(usage);
      return 0;
    }
    const before = describeMachine();
    console.log(before.text);
    const available = await availableDevices(options.devices);
    const measurements = options.growth
      ? await grow({ ...options, ...places, devices: available })
      : await compareModels({
          ...options,
          ...places,
          devices: available,
          peers: findPeers(options.peers, places.root),
        });
    const table = 'growth' in measurements ? growthTable(measurements.growth) : comparisonTable(measurements);
    const after = describeMachine();
    console.log(`\n${table}\n\nLoad average ${before.load} before, ${after.load} after (this bench included).`);
    const noise = 'growth' in measurements ? '' : disturbances(measurements);
    if (noise) console.log(noise);
    if (options.json) {
      const all = { date: before.date, machine: before.machine, load: [before.load, after.load], ...measurements };
      await writeFile(options.json, `${JSON.stringify(all, null, 2)}\n`);
    }
    return 'failures' in measurements && measurements.failures.length > 0 ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}

class UsageError extends Error {}

function readOptions(given: readonly string[]) {
  const { values } = parsed(given);
  if (values.help) return null;
  const models = values.models?.split(',') ?? (values.growth ? ['dense', 'conv', 'lstm'] : modelNames);
  const unknown = models.filter((name) => !modelNames.includes(name as ModelName));
  if (unknown.length > 0) throw wrong(`the models ${unknown.join(', ')}`, `some of ${modelNames.join(', ')}`);
  return {
    models: models as ModelName[],
    devices: values.devices?.split(',') ?? null,
    repeats: positive('--repeats', values.repeats),
    batch: positive('--batch', values.batch),
    growth: values.growth,
    peers: values.peers ?? process.env['HOURGLASS_PEERS'] ?? null,
    json: values.json ?? null,
  };
}

function parsed(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        models: { type: 'string' },
        devices: { type: 'string' },
        repeats: { type: 'string', default: '5' },
        batch: { type: 'string', default: '128' },
        peers: { type: 'string' },
        growth: { type: 'boolean', default: false },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw wrong(`${option} ${text}`, 'a whole number above 0');
}

const wrong = (received: string, expected: string): UsageError =>
  new UsageError(`The bench was given ${received}. Expected ${expected}.\n${usage}`);

async function availableDevices(wanted: readonly string[] | null): Promise<string[]> {
  const known = new Set<string>(devices.map(({ id }) => id));
  const unknown = wanted?.filter((id) => !known.has(id)) ?? [];
  if (unknown.length > 0) throw wrong(`the devices ${unknown.join(', ')}`, `some of ${[...known].join(', ')}`);
  const found: string[] = [];
  for (const device of devices) {
    if (wanted && !wanted.includes(device.id)) continue;
    const { available, title, detail } = await device.status();
    console.log(`${title}: ${detail}${available ? '' : ' (not measured)'}`);
    if (available) found.push(device.id);
  }
  if (found.length === 0) throw new Error('None of these devices is available. Nothing was measured.');
  return found;
}
