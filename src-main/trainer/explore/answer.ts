/** What answers one ask about an open network. Owns types only. */
import type { AskName, ExploreProgress } from '#shared/wire/explore/index.ts';
import type { CallInput, CallOutput } from '#shared/wire/studio.ts';
import type { Explorer } from './explorer.ts';

export interface AskContext {
  /** Aborted when nobody waits any more: throw its reason between two steps of long work. */
  readonly signal: AbortSignal;
  /** Sent on at most ten times a second; the time left is added. */
  readonly progress: (progress: Omit<ExploreProgress, 'secondsLeft'>) => void;
}

/** Throws a UserError for what cannot be done, and the signal's reason when cancelled. Other asks may be answered between its awaits. */
export type Answer<N extends AskName> = (
  explorer: Explorer,
  input: CallInput<N>,
  context: AskContext,
) => Promise<CallOutput<N>>;

export type Answers = { readonly [N in AskName]: Answer<N> };
