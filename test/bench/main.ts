/**
 * How fast one training step is, beside Keras and PyTorch on the same machine in the same minutes; how it grows; how long
 * networks take to compile.
 *
 *   npm run bench [-- OPTIONS]
 *
 * Every measurement is a process of its own, and all those of one model take turns, round by round; what counts is the
 * median round. Ours is the trainer's own step: batch gathered and scaled, run, loss looked at.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { devices } from '#main/devices/index.ts';
import { compareModels } from './compare.ts';
import { timeCompiling } from './compile-times.ts';
import { grow } from './growth.ts';
import { describeMachine } from './machine.ts';
import { modelNames, type ModelName } from './models.ts';
import { findPython, frameworks, type Framework } from './peers.ts';
import { comparisonTable, compileTable, disturbances, growthTable } from './tables.ts';

const usage = `usage: npm run bench [-- OPTIONS]
  --models NAMES    of ${modelNames.join(',')} (all; with --growth dense,conv,lstm)
  --devices NAMES   of ${devices.map(({ id }) => id).join(',')} (all that are available and real hardware)
  --repeats N       rounds a measurement (5)
  --batch N         samples a step (128)
  --peers PYTHON    a Python with Keras on TensorFlow, and PyTorch; "none" for no peers
                    (the environment's HOURGLASS_PEERS, or what ../shared/tools/peers/install has made)
  --frameworks NAMES  of ${frameworks.join(',')} (keras,torch)
  --peers-device D  cpu or cuda (cpu): what the peers train on
  --growth          instead: how time and memory grow with batch, width and sequence length, ours alone
  --compile         instead: how long each template, and each long sequence, takes to compile
  --limit SECONDS   what one point of --growth or --compile may take in all (120)
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
    const { table, remarks, figures, failed } = await measure({ ...options, devices: available }, places);
    const after = describeMachine();
    console.log(`\n${table}\n\nLoad average ${before.load} before, ${after.load} after (this bench included).`);
    if (remarks) console.log(remarks);
    if (options.json) {
      const all = { date: before.date, machine: before.machine, load: [before.load, after.load], ...figures };
      await writeFile(options.json, `${JSON.stringify(all, null, 2)}\n`);
    }
    return failed ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}

interface Outcome {
  readonly table: string;
  readonly remarks: string;
  readonly figures: object;
  readonly failed: boolean;
}

async function measure(
  options: NonNullable<ReturnType<typeof readOptions>> & { readonly devices: readonly string[] },
  places: Places,
): Promise<Outcome> {
  const common = { ...options, ...places };
  if (options.growth) {
    const figures = await grow(common);
    const failed = figures.growth.some(({ failure }) => failure !== null);
    return { table: growthTable(figures.growth), remarks: '', figures, failed };
  }
  if (options.compile) {
    const figures = await timeCompiling(common);
    const { compiled, failures } = figures;
    return { table: compileTable(compiled), remarks: failures.join('\n'), figures, failed: failures.length > 0 };
  }
  const python = findPython(options.python, places.root);
  const peers = python
    ? { python, script: places.script, frameworks: options.frameworks, device: options.peersDevice }
    : null;
  const figures = await compareModels({ ...common, peers });
  return {
    table: comparisonTable(figures),
    remarks: disturbances(figures),
    figures,
    failed: figures.failures.length > 0,
  };
}

class UsageError extends Error {}

function readOptions(given: readonly string[]) {
  const { values } = parsed(given);
  if (values.help) return null;
  if (values.growth && values.compile) throw wrong('--growth and --compile', 'one of them');
  const models = values.models?.split(',') ?? (values.growth ? ['dense', 'conv', 'lstm'] : modelNames);
  return {
    models: some<ModelName>('the models', models, modelNames),
    devices: values.devices?.split(',') ?? null,
    repeats: positive('--repeats', values.repeats),
    batch: positive('--batch', values.batch),
    limit: positive('--limit', values.limit),
    growth: values.growth,
    compile: values.compile,
    python: values.peers ?? process.env['HOURGLASS_PEERS'] ?? null,
    frameworks: some<Framework>('the frameworks', values.frameworks.split(','), frameworks),
    peersDevice: some<'cpu' | 'cuda'>('--peers-device', [values['peers-device']], ['cpu', 'cuda'])[0]!,
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
        frameworks: { type: 'string', default: 'keras,torch' },
        'peers-device': { type: 'string', default: 'cpu' },
        growth: { type: 'boolean', default: false },
        compile: { type: 'boolean', default: false },
        limit: { type: 'string', default: '120' },
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

function some<Name extends string>(what: string, given: readonly string[], known: readonly Name[]): Name[] {
  const unknown = given.filter((name) => !known.includes(name as Name));
  if (unknown.length > 0) throw wrong(`${what} ${unknown.join(', ')}`, `some of ${known.join(', ')}`);
  return given as Name[];
}

const wrong = (received: string, expected: string): UsageError =>
  new UsageError(`The bench was given ${received}. Expected ${expected}.\n${usage}`);

/** Graphics libraries that compute on the processor are measured only when they are named. */
async function availableDevices(wanted: readonly string[] | null): Promise<string[]> {
  const ids = devices.map(({ id }): string => id);
  const chosen = wanted === null ? ids : some('the devices', wanted, ids);
  const found: string[] = [];
  for (const device of devices) {
    if (!chosen.includes(device.id)) continue;
    const { available, title, detail, software } = await device.status();
    const measured = available && (wanted !== null || software !== true);
    console.log(`${title}: ${detail}${measured ? '' : ' (not measured)'}`);
    if (measured) found.push(device.id);
  }
  if (found.length === 0) throw new Error('None of these devices is available. Nothing was measured.');
  return found;
}
