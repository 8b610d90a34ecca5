/**
 * How "auto" chooses: among real devices that are available, the one that trains the model at hand fastest. Owns the
 * rule; who measures and who remembers are others.
 */
import type { DeviceStatus } from './device.ts';

/** What is worth measuring: a graphics library that computes on the processor only looks like a second device. */
export const isCandidate = ({ available, software }: Pick<DeviceStatus, 'available' | 'software'>): boolean =>
  available && software !== true;

interface Speed {
  readonly id: string;
  /** Null: it failed. */
  readonly samplesPerSecond: number | null;
}

/** The fastest; the first of equal ones; null where all failed. */
export function fastest<S extends Speed>(speeds: readonly S[]): S | null {
  let best: S | null = null;
  for (const speed of speeds) {
    if (speed.samplesPerSecond !== null && speed.samplesPerSecond > (best?.samplesPerSecond ?? 0)) best = speed;
  }
  return best;
}
