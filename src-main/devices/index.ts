/** The registry of devices, and how `auto` chooses: the first available one in the registry's order, fastest first. */
import { UserError } from '#shared/problem.ts';
import { cpu } from './cpu.ts';
import type { Device, DeviceStatus } from './device.ts';

export type { Device } from './device.ts';

const registry = { cpu } satisfies Record<string, Device>;

export type DeviceId = keyof typeof registry;

export const devices: readonly Device[] = Object.values(registry);

/**
 * The device of that id, or for `auto` the first available one.
 * Throws a UserError when the id is unknown, or the device is not available (with its remedy).
 */
export async function findDevice(id: DeviceId | 'auto' | (string & {})): Promise<Device> {
  const considered = devices.filter((device) => id === 'auto' || device.id === id);
  const obstacles: DeviceStatus[] = [];
  for (const device of considered) {
    const status = await device.status();
    if (status.available) return device;
    obstacles.push(status);
  }
  const [first] = obstacles;
  throw new UserError({
    received: first ? `${first.title} cannot be used: ${first.detail}.` : `There is no device “${id}”.`,
    expected: `One of these was expected: ${['auto', ...devices.map((device) => device.id)].join(', ')}.`,
    action: first?.remedy ?? 'Choose another device under Train; “auto” takes the best that works.',
  });
}
