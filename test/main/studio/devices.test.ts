/** The studio's devices: looked at, measured and chosen without a library in this process. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DeviceId } from '#main/devices/index.ts';
import { createDevices, type DeviceDependencies } from '#main/studio/devices.ts';
import { createDeviceList } from '#main/studio/devices/list.ts';
import { modelKey } from '#main/studio/devices/model-key.ts';
import type { Project } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { DeviceInfo, MeasuringProgress } from '#shared/wire/devices.ts';
import type { TrainerCommand } from '#shared/wire/training.ts';
import { chainProject, denseProject, processor, temporaryFolder } from '../trainer/fixtures.ts';
import { fakeFork, fixedList, type FakeProcess } from './fake-trainer.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());

const info = (id: string, change: Partial<DeviceInfo> = {}): DeviceInfo => ({
  ...processor,
  ...{ id, title: id.toUpperCase(), detail: `A ${id}` },
  ...change,
});
const missing = (id: string): DeviceInfo =>
  info(id, { available: false, detail: 'there is no such card', remedy: 'Buy one.', name: null, memory: null });

describe('the list', () => {
  const ids: DeviceId[] = ['cpu', 'cuda', 'dml'];
  type Probe = Extract<TrainerCommand, { type: 'probe' }>;
  /** A list on a machine whose probing processes act so. */
  const listOn = (act: (command: Probe, process: FakeProcess) => void, limitMilliseconds = 1000) => {
    const { fork, processes } = fakeFork((command, process) => act(command as Probe, process));
    const logged: string[] = [];
    const log = (message: string): void => void logged.push(message);
    return { list: createDeviceList({ fork, trainerEntry: '/t', ids, limitMilliseconds, log }), processes, logged };
  };
  const sayOf = ({ runId }: Probe, process: FakeProcess, ...devices: DeviceInfo[]): void =>
    devices.forEach((device) => process.say({ type: 'probed', runId, device }));

  test('is what one process finds, in the registry’s order, asked once', async () => {
    const { list, processes } = listOn((command, process) => {
      sayOf(command, process, missing('dml'), info('cuda'), info('cpu'));
      process.end();
    });
    const [found, again] = await Promise.all([list.read(), list.read()]);
    expect(found.map(({ id, available }) => [id, available])).toEqual([
      ['cpu', true],
      ['cuda', true],
      ['dml', false],
    ]);
    expect(again).toBe(found);
    expect(processes).toHaveLength(1);
    await list.read(true);
    expect(processes).toHaveLength(2);
  });

  test('does not wait for a process that has said all and hangs when it should end', async () => {
    const { list, processes } = listOn((command, process) => sayOf(command, process, ...ids.map((id) => info(id))));
    expect((await list.read()).map(({ id }) => id)).toEqual(ids);
    expect(processes.map(({ killed }) => killed)).toEqual([true]);
  });

  test('is a list also where no process can be started', async () => {
    const log = vi.fn();
    const refuse = (): never => {
      throw new Error('no more processes');
    };
    const found = await createDeviceList({ fork: refuse, trainerEntry: '/t', ids, log }).read();
    expect(found.map(({ available }) => available)).toEqual([false, false, false]);
  });

  test('finds one device without looking at the others, and once', async () => {
    const { list, processes } = listOn((command, process) => {
      for (const id of command.devices) sayOf(command, process, info(id));
      process.end();
    });
    expect(await list.find('cuda')).toMatchObject({ id: 'cuda', available: true });
    await list.find('cuda');
    expect(await list.find('abacus')).toBeUndefined();
    expect(processes.map(({ commands }) => (commands[0] as Probe).devices)).toEqual([['cuda']]);
    await list.read();
    await list.find('cpu');
    expect(processes).toHaveLength(2);
  });

  test('names the device whose library crashes; the others are as they are', async () => {
    const { list, processes, logged } = listOn((command, process) => {
      if (command.devices.includes('cpu')) sayOf(command, process, info('cpu'));
      if (command.devices.includes('cuda')) return process.end({ code: null, signal: 'SIGSEGV' });
      sayOf(command, process, info('dml'));
      process.end();
    });
    const found = await list.read();
    expect(found.map(({ available }) => available)).toEqual([true, false, true]);
    expect(found[1]).toMatchObject({
      title: 'CUDA (ONNX Runtime)',
      detail: 'its library crashes when it is loaded (SIGSEGV)',
      remedy: expect.stringContaining('driver'),
    });
    // All at once, and then the two that nothing had been said of.
    expect(processes.map(({ commands }) => (commands[0] as Probe).devices)).toEqual([ids, ['cuda'], ['dml']]);
    expect(logged).toHaveLength(1);
  });

  test('does not wait for a device that hangs, and kills its process', async () => {
    vi.useFakeTimers();
    try {
      const { list, processes } = listOn((command, process) => {
        if (command.devices.includes('cpu')) sayOf(command, process, info('cpu'), info('cuda'));
      });
      const reading = list.read();
      await vi.advanceTimersByTimeAsync(1000);
      await vi.advanceTimersByTimeAsync(1000);
      const found = await reading;
      expect(found.map(({ available }) => available)).toEqual([true, true, false]);
      expect(found[2]!.detail).toBe('its library does not answer within 1 seconds');
      expect(processes.every(({ killed }) => killed)).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });
});

interface Bench {
  readonly devices: ReturnType<typeof createDevices>;
  readonly processes: readonly FakeProcess[];
  readonly file: string;
  /** Devices that were measured so far. */
  measured(): string[];
}

/** Devices of a machine whose measuring processes give these speeds; an Error: refused so; 'crash' and 'silence' as said. */
async function machineWith(
  list: readonly DeviceInfo[],
  speeds: Record<string, number | Error | 'crash' | 'silence'>,
  change: Partial<DeviceDependencies> = {},
): Promise<Bench> {
  const { fork, processes } = fakeFork((command, process) => {
    if (command.type !== 'measure') return expect.fail(`${command.type} was asked`);
    const speed = speeds[command.device];
    if (speed === 'silence') return;
    if (speed === 'crash') return process.end({ code: null, signal: 'SIGSEGV' });
    const { runId } = command;
    if (typeof speed === 'number') process.say({ type: 'measured', runId, samplesPerSecond: speed });
    else process.say({ type: 'refused', runId, message: { received: speed!.message, expected: '', action: '' } });
    process.end();
  });
  const file = change.measurementsFile ?? join(temporary.path, `${crypto.randomUUID()}.json`);
  const devices = createDevices({
    fork,
    trainerEntry: '/t',
    prepareData: async () => ({ folder: '/data', info: {} as never }),
    log: (message, error) => expect.fail(`${message}: ${String(error)}`),
    emit: () => undefined,
    list: fixedList(list),
    ...change,
    measurementsFile: file,
  });
  const measured = () => processes.map(({ commands }) => (commands[0] as { device: string }).device);
  return { devices, processes, file, measured };
}

const auto = (training: Partial<Project['training']> = {}): Project => denseProject({ device: 'auto', ...training });

describe('auto', () => {
  const two = [info('cpu'), info('cuda')];

  test('measures each candidate in turn, takes the fastest and says why', async () => {
    const { devices, measured } = await machineWith(two, { cpu: 900, cuda: 3100 });
    const seen: MeasuringProgress[] = [];
    const choice = await devices.choose(auto(), '/data', null, { onProgress: (progress) => seen.push(progress) });
    expect(choice).toEqual({
      ...{ id: 'cuda', title: 'CUDA', name: processor.name, why: 'fastest' },
      speeds: [
        { id: 'cpu', title: 'CPU', samplesPerSecond: 900, failure: null },
        { id: 'cuda', title: 'CUDA', samplesPerSecond: 3100, failure: null },
      ],
    });
    expect(measured()).toEqual(['cpu', 'cuda']);
    expect(seen).toEqual([
      { device: 'CPU', number: 1, of: 2 },
      { device: 'CUDA', number: 2, of: 2 },
    ]);
  });

  test('remembers per model and machine, also for the next studio', async () => {
    const first = await machineWith(two, { cpu: 900, cuda: 3100 });
    await first.devices.choose(auto(), '/data', null);
    await first.devices.choose(auto({ epochs: 99, learningRate: 0.5, seed: 9 }), '/data', null);
    expect(first.measured()).toHaveLength(2);
    const next = await machineWith(two, { cpu: 1, cuda: 1 }, { measurementsFile: first.file });
    expect(await next.devices.choose(auto(), '/data', null)).toMatchObject({ id: 'cuda', why: 'fastest' });
    expect(next.measured()).toEqual([]);
    await next.devices.choose(auto({ batchSize: 32 }), '/data', null);
    expect(next.measured()).toHaveLength(2);
    const other = [info('cpu'), info('cuda', { detail: 'Another card' })];
    const upgraded = await machineWith(other, { cpu: 5, cuda: 4 }, { measurementsFile: first.file });
    expect(await upgraded.devices.choose(auto(), '/data', null)).toMatchObject({ id: 'cpu' });
    expect(upgraded.measured()).toHaveLength(2);
  });

  test('measures nothing where there is one candidate: software and missing devices are none', async () => {
    const list = [info('cpu'), info('webgpu', { software: true }), missing('cuda')];
    const { devices, processes } = await machineWith(list, {});
    expect(await devices.choose(auto(), '/data', null)).toMatchObject({ id: 'cpu', why: 'only', speeds: [] });
    expect(processes).toEqual([]);
  });

  test('leaves out a candidate that fails or crashes, and keeps the reason', async () => {
    const list = [info('cpu'), info('cuda'), info('dml')];
    const { devices, file } = await machineWith(list, {
      cpu: 900,
      cuda: new Error('No memory is left.'),
      dml: 'crash',
    });
    const { id, speeds } = await devices.choose(auto(), '/data', null);
    expect(id).toBe('cpu');
    expect(speeds.map(({ failure }) => failure)).toEqual([
      null,
      'No memory is left.',
      'The process that measured it ended by itself (SIGSEGV).',
    ]);
    expect(JSON.parse(await readFile(file, 'utf8')).entries[0].speeds[1].failure).toBe('No memory is left.');
  });

  test('takes the first candidate where none could be measured, and says so', async () => {
    const { devices } = await machineWith(two, { cpu: new Error('No.'), cuda: 'crash' });
    expect(await devices.choose(auto(), '/data', null)).toMatchObject({ id: 'cpu', why: 'unmeasured' });
  });

  test('goes on where a run began, without measuring, as long as that device is there', async () => {
    const begun = { id: 'cpu', title: 'CPU', name: null, why: 'fastest', speeds: [] } as const;
    const { devices, processes } = await machineWith(two, { cpu: 1, cuda: 2 });
    expect(await devices.choose(auto(), '/data', begun)).toMatchObject({ id: 'cpu', why: 'continued' });
    expect(processes).toEqual([]);
    expect(await devices.choose(auto(), '/data', { ...begun, id: 'dml' })).toMatchObject({ id: 'cuda' });
  });

  test('stops at once when it is told to, and remembers nothing', async () => {
    const { devices, processes, file } = await machineWith(two, { cpu: 900, cuda: 'silence' });
    const stop = new AbortController();
    const choosing = devices.choose(auto(), '/data', null, {
      signal: stop.signal,
      onProgress: ({ number }) => {
        if (number === 2) queueMicrotask(() => stop.abort());
      },
    });
    await expect(choosing).rejects.toMatchObject({ name: 'AbortError' });
    expect(processes[1]!.killed).toBe(true);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });
});

describe('the file of measurements', () => {
  const two = [info('cpu'), info('cuda')];
  test.each(['', 'not JSON', '{"format":"hourglass-measurements","version":2,"entries":[]}', '[]'])(
    'that holds %j is ignored, and replaced',
    async (text) => {
      const measurementsFile = join(temporary.path, `${crypto.randomUUID()}.json`);
      await writeFile(measurementsFile, text);
      const { devices, measured } = await machineWith(two, { cpu: 900, cuda: 3100 }, { measurementsFile });
      await devices.choose(auto(), '/data', null);
      await devices.choose(auto(), '/data', null);
      expect(measured()).toHaveLength(2);
    },
  );

  test('does not grow without end', async () => {
    const { devices, file } = await machineWith(two, { cpu: 900, cuda: 3100 });
    for (let batchSize = 1; batchSize <= 205; batchSize++) await devices.choose(auto({ batchSize }), '/data', null);
    const { entries } = JSON.parse(await readFile(file, 'utf8')) as { entries: { model: string }[] };
    expect(entries).toHaveLength(200);
    expect(entries[0]!.model).toBe(modelKey(auto({ batchSize: 205 })));
  });

  test('that cannot be written costs nothing but the remembering', async () => {
    const log = vi.fn();
    const measurementsFile = join(temporary.path, 'no such folder', 'm.json');
    const { devices } = await machineWith(two, { cpu: 900, cuda: 3100 }, { measurementsFile, log });
    expect(await devices.choose(auto(), '/data', null)).toMatchObject({ id: 'cuda' });
    expect(log).toHaveBeenCalledWith('What was measured could not be remembered', expect.any(UserError));
  });
});

describe('a device that the project names', () => {
  test('is taken without measuring', async () => {
    const { devices, processes } = await machineWith([info('cpu'), info('cuda')], {});
    expect(await devices.choose(denseProject({ device: 'cuda' }), '/data', null)).toMatchObject({
      ...{ id: 'cuda', why: 'asked' },
    });
    expect(processes).toEqual([]);
  });

  test.each([
    ['cuda', 'The device “cuda” (CUDA) cannot be used: there is no such card.', 'Buy one. Or choose another device'],
    ['abacus', 'This computer has no device “abacus”.', 'Choose another device'],
  ])('%s, which is not to be had, is refused with the ones that are', async (device, received, action) => {
    const { devices } = await machineWith([info('cpu'), missing('cuda')], {});
    const refusal = await devices.require(denseProject({ device })).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal).toMatchObject({ received, expected: 'One of these was expected: auto, cpu.' });
    expect((refusal as UserError).action).toContain(action);
  });
});

describe('for a window', () => {
  const call = { project: structuredClone(auto()) as never };
  test('measures on request, remembers, and can be cancelled', async () => {
    const emit = vi.fn();
    const { devices } = await machineWith([info('cpu'), info('cuda')], { cpu: 900, cuda: 3100 }, { emit });
    const { handlers } = devices;
    expect(await handlers['device:measured'](call)).toBeNull();
    const measured = await handlers['device:measure']({ job: 'j', ...call });
    expect(measured).toMatchObject({
      fastest: 'cuda',
      speeds: [{ samplesPerSecond: 900 }, { samplesPerSecond: 3100 }],
    });
    expect(emit).toHaveBeenCalledWith({ job: 'j', device: 'CUDA', number: 2, of: 2 });
    expect(await handlers['device:measured'](call)).toEqual(measured);

    const silent = await machineWith([info('cpu')], { cpu: 'silence' });
    const measuring = silent.devices.handlers['device:measure']({ job: 'j', ...call });
    await vi.waitUntil(() => silent.processes.length === 1);
    await silent.devices.handlers['device:cancel']({ job: 'j' });
    await expect(measuring).rejects.toMatchObject({ name: 'AbortError' });
    await silent.devices.handlers['device:cancel']({ job: 'unknown' });
  });
});

describe('the key of a model', () => {
  const layers = [['input', { shape: [784] }], ['dense', { units: 8 }], ['dense', { units: 784 }], ['output']] as const;
  const key = modelKey(chainProject(layers));
  test('knows neither names nor places nor ids, nor settings that change no computation', () => {
    const project = chainProject(layers, { epochs: 9, seed: 7, learningRate: 1, device: 'cuda' });
    const renamed = project.graph.nodes.map((node, index) => ({
      ...node,
      ...{ id: `other${index}`, name: 'x', position: { x: 1, y: 1 } },
    }));
    const edges = project.graph.edges.map((edge, index) => ({
      ...edge,
      ...{ source: `other${index}`, target: `other${index + 1}` },
    }));
    expect(modelKey({ ...project, id: 'q', name: 'Q', graph: { nodes: renamed, edges } })).toBe(key);
  });
  test('knows layers, batch size, optimizer and objective', () => {
    const wider = [layers[0], ['dense', { units: 9 }], layers[2], layers[3]] as const;
    const others = [
      chainProject(wider),
      chainProject(layers, { batchSize: 17 }),
      chainProject(layers, { optimizer: { kind: 'sgd', params: {} } }),
      { ...chainProject(layers), objective: { kind: 'reconstruct', params: { loss: 'meanAbsoluteError' } } },
    ].map(modelKey);
    expect(new Set([key, ...others]).size).toBe(5);
  });
});
