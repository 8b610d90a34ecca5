/** How a run ends in order, in words. Owns words; the loop decides when. */
import type { ThreeParts } from '#shared/problem.ts';
import type { EndReason } from '#shared/wire/training.ts';
import type { TrainingState } from './state.ts';

export interface Ending {
  readonly reason: EndReason;
  readonly message: ThreeParts | null;
}

export function stopped({ epochs, batch }: TrainingState, batches: number, planned: number): Ending {
  return {
    reason: 'stopped',
    message: {
      received: `Stopped in epoch ${epochs + 1}, after ${batch.toLocaleString('en')} of ${batches.toLocaleString('en')} batches.`,
      expected: `${inEpochs(planned)} ${planned === 1 ? 'was' : 'were'} planned.`,
      action: 'Nothing is lost: continue the run when you like.',
    },
  };
}

export function stoppedEarly({ best, patience, epochs }: TrainingState): Ending {
  return {
    reason: 'stoppedEarly',
    message: {
      received: `The loss has not improved for ${inEpochs(patience.waited)}, so training ended after epoch ${epochs}.`,
      expected: `The best epoch was ${best?.epoch ?? epochs}; its weights are kept.`,
      action: 'To go on for longer, raise the patience of early stopping or switch it off.',
    },
  };
}

const inEpochs = (epochs: number): string => `${epochs.toLocaleString('en')} ${epochs === 1 ? 'epoch' : 'epochs'}`;
