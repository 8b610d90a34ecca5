/** Where a run stands, in a few words beside its figures. */
import { describeMeasuring } from '#shared/device-words.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import type { RunView } from '../state/training-run.ts';
import { formatCount } from '../ui/format.ts';
import { stateWords } from './ending.ts';

/** The loss a run is judged by: validation, or training where nothing is kept to validate on. */
export const watchedLoss = ({ validationLoss, loss }: EpochMetrics): number => validationLoss ?? loss;

/** "Running on CPU · batch 34 of 71". */
export function statusOf(run: RunView): string {
  const on = run.device === null ? '' : ` on ${run.device}`;
  switch (run.state) {
    case 'preparing':
      if (run.measuring !== null) return `Measuring devices: ${describeMeasuring(run.measuring)}…`;
      return 'Preparing data and weights…';
    case 'compiling':
      return `Compiling the training step${on}…`;
    case 'running':
    case 'paused': {
      const state = `${stateWords[run.state]}${on}`;
      if (run.progress === null || run.batchesPerEpoch === null) return state;
      return `${state} · batch ${formatCount(run.progress.batch)} of ${formatCount(run.batchesPerEpoch)}`;
    }
    default:
      return `${stateWords[run.state]}${on}`;
  }
}
