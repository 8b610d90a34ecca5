/**
 * Says what devices are, in a process of its own: looking at one loads its native library, which may crash or hang.
 * Owns the conversation; each device says itself what it is.
 */
import type { ProbeReport, TrainerCommand } from '#shared/wire/training.ts';
import { devices, titleOf, type DeviceId, type DeviceStatus } from '../devices/index.ts';

export type ProbeCommand = Extract<TrainerCommand, { type: 'probe' }>;

/** Reports each of the devices asked for that this system knows. A device that throws is one that is not available. */
export async function probeDevices(command: ProbeCommand, report: (found: ProbeReport) => void): Promise<void> {
  const asked = devices.filter(({ id }) => command.devices.includes(id));
  await Promise.all(
    asked.map(async (device) => {
      const status = await device.status().catch((error: unknown) => failed(device.id, error));
      const { id, title, available, detail, remedy, name, memory, software } = status;
      const rest = { remedy: remedy ?? null, name: name ?? null, memory: memory ?? null, software: software ?? false };
      report({ type: 'probed', runId: command.runId, device: { id, title, available, detail, ...rest } });
    }),
  );
}

const failed = (id: DeviceId, error: unknown): DeviceStatus => ({
  id,
  title: titleOf(id),
  available: false,
  detail: error instanceof Error ? error.message : String(error),
});
