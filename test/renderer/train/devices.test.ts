import { describe, expect, it } from 'vitest';
import { describeChoice, describeSpeeds, formatMemory, formatSpeed, nameDevice } from '#shared/device-words.ts';
import type { DeviceInfo, DeviceMeasurement, DeviceSpeed } from '#shared/wire/devices.ts';
import { describeDevices, describeMissing } from '../../../src-renderer/train/devices.ts';

const device = (id: string, change: Partial<DeviceInfo> = {}): DeviceInfo => ({
  ...{ id, title: id.toUpperCase(), available: true, detail: 'AMD, 2 threads, 16 GiB memory', remedy: null },
  ...{ name: 'AMD', memory: 2 ** 34, software: false },
  ...change,
});
const missing = (id: string): DeviceInfo =>
  device(id, {
    ...{ available: false, detail: 'no graphics adapter was found', remedy: 'Install a driver.' },
    ...{ name: null, memory: null },
  });
const speed = (id: string, samplesPerSecond: number | null, failure: string | null = null): DeviceSpeed => ({
  ...{ id, title: id.toUpperCase(), samplesPerSecond, failure },
});
const measured = (...speeds: DeviceSpeed[]): DeviceMeasurement => ({
  measuredAt: 0,
  speeds,
  fastest: speeds.find(({ samplesPerSecond }) => samplesPerSecond !== null)?.id ?? null,
});

describe('the device picker', () => {
  it('shows hardware, memory and speed; of what is missing why, and what to do', () => {
    const rows = describeDevices(
      [device('cpu'), device('webgpu', { name: 'RTX 4070', memory: null }), missing('cuda')],
      measured(speed('webgpu', 41_234), speed('cpu', 3117)),
    );
    const plain = { speed: null, trouble: null, remedy: null };
    expect(rows).toEqual([
      {
        ...plain,
        ...{ id: 'auto', title: 'Automatic', available: true },
        detail: 'Uses WEBGPU, the fastest for this network.',
      },
      { ...plain, id: 'cpu', title: 'CPU', available: true, detail: 'AMD · 16 GiB', speed: '3,120 images/s' },
      { ...plain, id: 'webgpu', title: 'WEBGPU', available: true, detail: 'RTX 4070', speed: '41,200 images/s' },
      {
        ...plain,
        ...{ id: 'cuda', title: 'CUDA', available: false, detail: '' },
        ...{ trouble: 'No graphics adapter was found.', remedy: 'Install a driver.' },
      },
    ]);
  });

  it.each([
    [[device('cpu')], null, 'Uses CPU, the only one to choose from.'],
    [[device('cpu'), missing('cuda')], null, 'Uses CPU, the only one to choose from.'],
    [[device('cpu'), device('webgpu', { software: true })], null, 'Uses CPU, the only one to choose from.'],
    [
      [device('cpu'), device('webgpu')],
      null,
      'Tries each device on this network when training starts, and takes the fastest.',
    ],
    [
      [device('cpu'), device('webgpu')],
      measured(speed('cpu', null, 'No memory is left.'), speed('webgpu', null)),
      'None could be measured: CPU: failed (No memory is left), WEBGPU: failed.',
    ],
    [[missing('cpu')], null, 'Nothing here can train: see below what each device needs.'],
  ])('says what “Automatic” means here (%#)', (list, measurement, text) => {
    expect(describeDevices(list, measurement)[0]!.detail).toBe(text);
  });

  it('keeps the reason why a device could not be measured; it can still be chosen', () => {
    const [, row] = describeDevices([device('webgpu')], measured(speed('webgpu', null, 'the device was lost')));
    expect(row).toMatchObject({ available: true, speed: null, trouble: 'Not measured: the device was lost.' });
  });

  it('says so when a project names a device that is not to be had here', () => {
    const list = [device('cpu'), missing('cuda')];
    expect(describeMissing(list, 'auto')).toBeNull();
    expect(describeMissing(list, 'cpu')).toBeNull();
    expect(describeMissing(list, 'cuda')?.received).toBe('This project wants CUDA, which this computer does not have.');
    expect(describeMissing(list, 'tpu')?.received).toBe(
      'This project wants the device “tpu”, which this computer does not have.',
    );
  });
});

describe('a choice', () => {
  const choice = { id: 'cpu', title: 'Processor (CPU)', name: 'AMD', speeds: [] } as const;
  it('is explained by what was measured', () => {
    const speeds = [{ ...speed('cpu', 3117), title: 'Processor (CPU)' }, speed('webgpu', 901.4), speed('cuda', null)];
    expect(describeSpeeds(speeds)).toBe('Processor (CPU): 3,120 images/s, WEBGPU: 901 images/s, CUDA: failed');
    expect(describeChoice({ ...choice, why: 'fastest', speeds })).toContain('Processor (CPU): 3,120 images/s');
    expect(describeChoice({ ...choice, why: 'asked' })).toBeNull();
    for (const why of ['only', 'unmeasured', 'continued'] as const)
      expect(describeChoice({ ...choice, why })).toMatch(/\w+ \w+/);
  });
  it('has names and units', () => {
    expect(nameDevice(choice)).toBe('Processor (CPU) · AMD');
    expect(nameDevice({ title: 'CPU', name: null })).toBe('CPU');
    expect([formatMemory(2 ** 34), formatMemory(1.5 * 2 ** 30), formatMemory(2 ** 29)]).toEqual([
      '16 GiB',
      '1.5 GiB',
      '512 MiB',
    ]);
    expect([formatSpeed(9.876), formatSpeed(1_234_567)]).toEqual(['9.88 images/s', '1,230,000 images/s']);
  });
});
