/** This computer's devices as every view watches them. The logic stands in device-session.ts. */
import type { Project } from '#shared/graph/document.ts';
import { DeviceSession, nothingKnown, type DevicesSnapshot } from './device-session.ts';
import { studio } from './studio.ts';

class DevicesState {
  snapshot = $state.raw<DevicesSnapshot>(nothingKnown);
}
export const devices = new DevicesState();

const session = new DeviceSession(studio, (snapshot) => {
  devices.snapshot = snapshot;
});
let asked = false;

/** Looks once for the window, whoever asks first. */
export function wantDevices(): void {
  if (asked) return;
  asked = true;
  void session.look();
}

export const lookAgain = (): Promise<void> => session.look(true);
export const recallSpeeds = (project: Project): Promise<void> => session.recall(project);
export const measureDevices = (project: Project): Promise<void> => session.measure(project);
export const cancelMeasuring = (): Promise<void> => session.cancel();
