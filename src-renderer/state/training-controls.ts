/** Which buttons a run has in each state, and why a button cannot be pressed. Owns no buttons. */
import type { RunState } from '#shared/wire/studio.ts';

export type Control = 'start' | 'pause' | 'resume' | 'stop' | 'continue';
/** What was asked of the trainer and has not been answered by a report yet. */
export type Request = 'starting' | 'pausing' | 'resuming' | 'stopping' | null;

/** Controls by state, the main one first. */
const controls: Readonly<Record<RunState | 'none', readonly Control[]>> = {
  none: ['start'],
  preparing: ['stop'],
  compiling: ['stop'],
  running: ['stop', 'pause'],
  paused: ['resume', 'stop'],
  finished: ['start'],
  stoppedEarly: ['start'],
  stopped: ['continue', 'start'],
  notFinite: ['start'],
  failed: ['start', 'continue'],
  crashed: ['continue', 'start'],
};

/** Continuing goes on from the last checkpoint; what failed before its first epoch was done would fail the same way. */
export function controlsOf(state: RunState | 'none', epochsDone: number): readonly Control[] {
  const all = controls[state];
  return epochsDone > 0 || state !== 'failed' ? all : all.filter((control) => control !== 'continue');
}

/** A request is answered once the run has left the states from which it was made. */
export function stillWaiting(request: Request, state: RunState | 'none'): boolean {
  switch (request) {
    case null:
      return false;
    case 'starting':
      return state === 'none';
    case 'pausing':
      return state === 'running';
    case 'resuming':
      return state === 'paused';
    case 'stopping':
      return state === 'preparing' || state === 'compiling' || state === 'running' || state === 'paused';
  }
}
