/** Devices, their speeds and the choice among them in words: the same in the window and on the command line. Owns no devices. */
import type { DeviceChoice, DeviceInfo, DeviceSpeed, MeasuringProgress } from './wire/devices.ts';

const grouped = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** Three digits that mean something: "3,120 images/s". */
export const formatSpeed = (samplesPerSecond: number): string => `${grouped.format(samplesPerSecond)} images/s`;

/** "16 GiB", or "512 MiB" below one. */
export const formatMemory = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${grouped.format(bytes / 2 ** 30)} GiB` : `${grouped.format(bytes / 2 ** 20)} MiB`;

/** "Processor (CPU): 3,100 images/s, WebGPU: 900 images/s, CUDA: failed (no memory is left)". */
export const describeSpeeds = (speeds: readonly DeviceSpeed[]): string =>
  speeds
    .map(({ title, samplesPerSecond, failure }) =>
      samplesPerSecond === null
        ? `${title}: failed${failure === null ? '' : ` (${failure.replace(/\.$/, '')})`}`
        : `${title}: ${formatSpeed(samplesPerSecond)}`,
    )
    .join(', ');

/** Why a run is on its device, as half a sentence; null where the project names it and nothing is to be said. */
export function describeChoice({ why, speeds }: DeviceChoice): string | null {
  switch (why) {
    case 'asked':
      return null;
    case 'only':
      return 'the only one to choose from';
    case 'fastest':
      return `the fastest for this network – ${describeSpeeds(speeds)}`;
    case 'unmeasured':
      return speeds.length === 0 ? 'not measured' : `none could be measured – ${describeSpeeds(speeds)}`;
    case 'continued':
      return 'the device that the run began on';
  }
}

/** "WebGPU (2 of 3)". */
export const describeMeasuring = ({ device, number, of }: MeasuringProgress): string =>
  of === 1 ? device : `${device} (${number} of ${of})`;

/** "WebGPU · NVIDIA GeForce RTX 4070", or the title alone. */
export const nameDevice = ({ title, name }: Pick<DeviceInfo, 'title' | 'name'>): string =>
  name === null ? title : `${title} · ${name}`;
