/** The registry of devices, and how `auto` chooses: the first available one in the registry's order, fastest first. */
import { cpu } from './cpu.ts';
import type { Device } from './device.ts';

export type { Device, DeviceStatus, OpenOptions } from './device.ts';

const registry = { cpu } satisfies Record<string, Device>;

export type DeviceId = keyof typeof registry;

export const devices: readonly Device[] = Object.values(registry);

/**
 * The device of that id, or for `auto` the first available one.
 * Throws when the id is unknown, or the device is not available (with its remedy).
 */
export async function findDevice(id: DeviceId | 'auto' | (string & {})): Promise<Device> {
  for (const device of devices) {
    if (id !== 'auto' && device.id !== id) continue;
    const status = await device.status();
    if (status.available) return device;
    if (id !== 'auto') throw new Error(unavailable(id, `${status.title}: ${status.detail}`, status.remedy));
  }
  throw new Error(
    id === 'auto'
      ? unavailable(id, 'none of the devices is available', 'Reinstall Hourglass: its CPU device needs nothing else.')
      : unavailable(id, 'no such device', undefined),
  );
}

function unavailable(id: string, received: string, remedy: string | undefined): string {
  const known = ['auto', ...devices.map((device) => device.id)].join(', ');
  return `Device "${id}" cannot be used: ${received}. Expected one of: ${known}. ${remedy ?? 'Choose another device.'}`;
}
