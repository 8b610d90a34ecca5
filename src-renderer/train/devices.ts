/** The device picker's rows: what there is, how fast, what is missing and why. Owns words, no devices. */
import { describeSpeeds, formatMemory, formatSpeed } from '#shared/device-words.ts';
import type { ThreeParts } from '#shared/problem.ts';
import type { DeviceInfo, DeviceMeasurement } from '#shared/wire/devices.ts';

export interface DeviceRow {
  /** A device's id, or 'auto'. */
  readonly id: string;
  readonly title: string;
  readonly available: boolean;
  /** Hardware and memory; for "auto" what it takes. */
  readonly detail: string;
  /** "3,120 images/s", when measured. */
  readonly speed: string | null;
  /** Why it cannot be used, or why measuring it failed. */
  readonly trouble: string | null;
  readonly remedy: string | null;
}

/** "Automatic" first, then the devices in the studio's order. */
export function describeDevices(
  devices: readonly DeviceInfo[],
  measurement: DeviceMeasurement | null,
): readonly DeviceRow[] {
  const auto: DeviceRow = {
    ...{ id: 'auto', title: 'Automatic', available: true, speed: null, trouble: null, remedy: null },
    detail: describeAutomatic(devices, measurement),
  };
  return [auto, ...devices.map((device) => describeDevice(device, measurement))];
}

function describeDevice(device: DeviceInfo, measurement: DeviceMeasurement | null): DeviceRow {
  const { id, title, available, detail, remedy, name, memory, software } = device;
  const speed = measurement?.speeds.find((each) => each.id === id);
  const facts = [
    name === null ? sentence(detail) : name,
    ...(memory === null ? [] : [formatMemory(memory)]),
    ...(software ? ['in software: for trying out only'] : []),
  ];
  const failed = speed && speed.samplesPerSecond === null ? (speed.failure ?? 'it failed') : null;
  return {
    ...{ id, title, available },
    detail: available ? facts.join(' · ') : '',
    speed: speed?.samplesPerSecond ? formatSpeed(speed.samplesPerSecond) : null,
    trouble: available ? failed && sentence(`Not measured: ${failed}`) : sentence(detail),
    remedy: available ? null : remedy,
  };
}

function describeAutomatic(devices: readonly DeviceInfo[], measurement: DeviceMeasurement | null): string {
  const candidates = devices.filter(({ available, software }) => available && !software);
  const titleOf = (id: string | null): string | undefined => candidates.find((device) => device.id === id)?.title;
  const fastest = titleOf(measurement?.fastest ?? null);
  if (candidates.length === 0) return 'Nothing here can train: see below what each device needs.';
  if (candidates.length === 1) return `Uses ${candidates[0]!.title}, the only one to choose from.`;
  if (fastest !== undefined) return `Uses ${fastest}, the fastest for this network.`;
  if (measurement !== null) return `None could be measured: ${describeSpeeds(measurement.speeds)}.`;
  return 'Tries each device on this network when training starts, and takes the fastest.';
}

/** What to say of a project's choice that cannot be had here; null when it can. */
export function describeMissing(devices: readonly DeviceInfo[], chosen: string): ThreeParts | null {
  const device = devices.find(({ id }) => id === chosen);
  if (chosen === 'auto' || device?.available) return null;
  return {
    received: `This project wants ${device?.title ?? `the device “${chosen}”`}, which this computer does not have.`,
    expected: 'It trains on any other device as well.',
    action: 'Let Hourglass choose, or choose one below.',
  };
}

const sentence = (text: string): string => {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
};
