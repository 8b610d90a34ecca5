/**
 * The registry of devices: which there are on which system, each loaded when it is first asked. Owns the list; what
 * `auto` chooses among them is auto.ts's.
 */
import { UserError } from '#shared/problem.ts';
import type { Device, DeviceStatus } from './device.ts';

export type { Device, DeviceStatus } from './device.ts';

interface Entry {
  /** Said of a device that could not even be looked at. */
  readonly title: string;
  /** Systems that the device can exist on, as `platform` or `platform-architecture` of Node; elsewhere it is not listed. */
  readonly systems: readonly string[] | 'all';
  load(): Promise<Device>;
}

/** In the order in which people see them. */
const registry = {
  cpu: {
    title: 'Processor (CPU)',
    systems: 'all',
    load: async (): Promise<Device> => (await import('./cpu.ts')).cpu,
  },
  // Where npm's ONNX Runtime has it.
  webgpu: {
    title: 'Graphics processor (WebGPU)',
    systems: ['win32', 'darwin-arm64', 'linux-x64'],
    load: async (): Promise<Device> => (await import('./webgpu.ts')).webgpu,
  },
  // What TensorFlow.js's addon and a library with CUDA are published for.
  tensorflow: {
    title: 'TensorFlow (CUDA)',
    systems: ['linux-x64', 'win32-x64'],
    load: async (): Promise<Device> => (await import('./tensorflow.ts')).tensorflow,
  },
  // Linux on Intel and AMD processors alone: npm's ONNX Runtime has it nowhere else.
  cuda: {
    title: 'CUDA (ONNX Runtime)',
    systems: ['linux-x64'],
    load: async (): Promise<Device> => (await import('./onnx-providers.ts')).onnxProvider('cuda'),
  },
  dml: {
    title: 'DirectML',
    systems: ['win32'],
    load: async (): Promise<Device> => (await import('./onnx-providers.ts')).onnxProvider('dml'),
  },
  coreml: {
    title: 'CoreML',
    systems: ['darwin-arm64'],
    load: async (): Promise<Device> => (await import('./onnx-providers.ts')).onnxProvider('coreml'),
  },
} satisfies Record<string, Entry>;

export type DeviceId = keyof typeof registry;

/** What can exist on a system, this one by default: available or not. */
export function devicesOn(platform: string = process.platform, architecture: string = process.arch): DeviceId[] {
  const all = Object.entries<Entry>(registry) as [DeviceId, Entry][];
  return all
    .filter(
      ([, { systems }]) =>
        systems === 'all' || systems.includes(platform) || systems.includes(`${platform}-${architecture}`),
    )
    .map(([id]) => id);
}

export const titleOf = (id: DeviceId): string => registry[id].title;

/** The devices of this system. Their libraries are loaded when they are asked something. */
export const devices: readonly Device[] = devicesOn().map((id) => ({
  id,
  status: async () => (await registry[id].load()).status(),
  open: async (variables, options) => (await registry[id].load()).open(variables, options),
}));

/**
 * The device of that id; for `auto`, without having measured, the first one that is real hardware and available.
 * Throws a UserError when the id is unknown, or the device is not available (with its remedy).
 */
export async function findDevice(id: DeviceId | 'auto' | (string & {})): Promise<Device> {
  const considered = devices.filter((device) => id === 'auto' || device.id === id);
  const obstacles: DeviceStatus[] = [];
  for (const device of considered) {
    const status = await device.status();
    if (status.available && !(id === 'auto' && status.software)) return device;
    obstacles.push(status);
  }
  throw unusable(id, obstacles[0]);
}

/** Why a device cannot be used; without a status because there is none of that id. */
export function unusable(id: string, status: DeviceStatus | undefined): UserError {
  return new UserError({
    received: status ? `${status.title} cannot be used: ${status.detail}.` : `There is no device “${id}” here.`,
    expected: `One of these was expected: ${['auto', ...devicesOn()].join(', ')}.`,
    action: status?.remedy ?? 'Choose another device under Train; “auto” takes the fastest that works.',
  });
}
