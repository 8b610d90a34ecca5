/** How a run ended, in words, and what can be done next. Owns the words, not the buttons. */
import type { RunState } from '#shared/wire/studio.ts';
import type { EndReason } from '#shared/wire/training.ts';
import { isEndReason, type RunView } from '../state/training-run.ts';
import { formatAmount } from '../ui/format.ts';

export interface Ending {
  readonly tone: 'proof' | 'neutral' | 'problem';
  readonly title: string;
  /** What happened, what was expected, what to do: only where something went wrong. */
  readonly detail: string;
  readonly action: string;
}

const titles: Readonly<Record<EndReason, (epochs: number) => string>> = {
  finished: (epochs) => `Finished after ${formatAmount(epochs, 'epoch')}`,
  stoppedEarly: (epochs) => `Stopped early after ${formatAmount(epochs, 'epoch')}: it no longer got better`,
  stopped: (epochs) =>
    epochs === 0 ? 'Stopped before the first epoch was done' : `Stopped after ${formatAmount(epochs, 'epoch')}`,
  notFinite: () => 'The loss is no longer a number',
  failed: () => 'Training could not go on',
  crashed: (epochs) =>
    epochs === 0 ? 'The trainer process went away' : `The trainer process went away after epoch ${epochs}`,
};
const tones: Readonly<Record<EndReason, Ending['tone']>> = {
  finished: 'proof',
  stoppedEarly: 'proof',
  stopped: 'neutral',
  notFinite: 'problem',
  failed: 'problem',
  crashed: 'problem',
};

/** Null while the run is alive. */
export function endingOf(run: RunView): Ending | null {
  if (!isEndReason(run.state)) return null;
  const epochs = run.epochs.at(-1)?.epoch ?? 0;
  const message = run.message;
  return {
    tone: tones[run.state],
    title: titles[run.state](epochs),
    detail: message === null ? '' : `${message.received} ${message.expected}`,
    action: message?.action ?? '',
  };
}

/** One word or two for a table. */
export const stateWords: Readonly<Record<RunState, string>> = {
  preparing: 'Preparing',
  compiling: 'Compiling',
  running: 'Running',
  paused: 'Paused',
  finished: 'Finished',
  stoppedEarly: 'Stopped early',
  stopped: 'Stopped',
  notFinite: 'Not a number',
  failed: 'Failed',
  crashed: 'Crashed',
};
