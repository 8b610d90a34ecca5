/** The device picker's entries: what there is, what is not, and why. Owns no devices. */
import type { DeviceInfo } from '#shared/wire/studio.ts';

export interface DeviceChoice {
  readonly options: readonly { readonly value: string; readonly label: string; readonly disabled: boolean }[];
  /** About the chosen one; about what is missing and how to get it. */
  readonly detail: string;
}

/** `devices` in the studio's order of preference; null while they are being asked for. */
export function describeDevices(devices: readonly DeviceInfo[] | null, chosen: string): DeviceChoice {
  const best = devices?.find((device) => device.available);
  const auto = { value: 'auto', label: best ? `Best available: ${best.title}` : 'Best available', disabled: false };
  const known = (devices ?? []).map((device) => ({
    value: device.id,
    label: device.available ? device.title : `${device.title} – not available`,
    disabled: !device.available,
  }));
  // A project made on another computer may name a device that this one has never heard of: it stays on show.
  const foreign =
    chosen === 'auto' || known.some(({ value }) => value === chosen)
      ? []
      : [{ value: chosen, label: chosen, disabled: devices !== null }];
  return { options: [auto, ...known, ...foreign], detail: detailOf(devices, best, chosen) };
}

function detailOf(devices: readonly DeviceInfo[] | null, best: DeviceInfo | undefined, chosen: string): string {
  if (devices === null) return 'Looking for devices…';
  const device = chosen === 'auto' ? best : devices.find(({ id }) => id === chosen);
  if (device === undefined) return `This computer has no device “${chosen}”. Choose another one.`;
  const remedyOf = ({ available, remedy }: DeviceInfo): string[] => (available || remedy === null ? [] : [remedy]);
  const missing = devices.filter((other) => !other.available && other !== device);
  return [
    device.detail,
    ...remedyOf(device),
    ...missing.flatMap((other) => [`${other.title} is not available: ${other.detail}`, ...remedyOf(other)]),
  ]
    .map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
}
