/**
 * Everything a window can ask of a trained network. `exploreAsks` are answered in the explorer's own process (a trainer process that
 * keeps the network open), one function each in src-main/trainer/explore/; the studio owns these processes. Any of them may carry a
 * `job`: then `explore:progress` comes under that name, and `explore:cancel` ends it.
 */
import * as v from 'valibot';
import { call, id, path } from '../call.ts';
import { anomaliesCalls } from './anomalies.ts';
import { coreCalls } from './core.ts';
import { dreamCalls, type DreamNetwork } from './dream.ts';
import { fillInCalls } from './fill-in.ts';
import { fillRowsCalls } from './fill-rows.ts';
import type { ExploreInfo } from './info.ts';
import { latentMapCalls } from './latent-map.ts';
import { numbersCalls } from './numbers.ts';
import { reconstructCalls } from './reconstruct.ts';
import { sampleCalls } from './sample.ts';
import { textCalls } from './text.ts';
import type { Pictures } from './values.ts';

export const exploreAsks = {
  ...coreCalls,
  ...numbersCalls,
  ...reconstructCalls,
  ...latentMapCalls,
  ...sampleCalls,
  ...fillInCalls,
  ...fillRowsCalls,
  ...anomaliesCalls,
  ...dreamCalls,
  ...textCalls,
} as const;
export type AskName = keyof typeof exploreAsks;

export const exploreCalls = {
  /**
   * Opens a run's network, or, where it is open, reads its checkpoint anew. `last`: the newest, also while the run trains; `best`: the
   * one that counts as its result. Rejects in words where there is none.
   */
  'explore:open': call<ExploreInfo>()(
    v.strictObject({ runId: id, checkpoint: v.picklist(['best', 'last']), job: v.optional(id) }),
  ),
  /** Opens a TensorFlow.js model by its model.json, or the folder that it lies in: a subject for Dream's asks. Rejects in words. */
  'explore:import': call<{ readonly subject: string; readonly network: DreamNetwork }>()(
    v.strictObject({ path, job: v.optional(id) }),
  ),
  'explore:close': call<null>()(v.strictObject({ subject: id })),
  'explore:cancel': call<null>()(v.strictObject({ job: id })),
  ...exploreAsks,
} as const;

export interface ExploreProgress {
  readonly done: number;
  readonly total: number;
  /** "Encoding 10,000 samples". */
  readonly doing: string;
  readonly secondsLeft: number | null;
  /** As far as it has come, where that can be seen. */
  readonly picture?: Pictures | undefined;
}

export interface ExploreEvents {
  /** At most ten a second and job. */
  readonly 'explore:progress': { readonly job: string } & ExploreProgress;
  /** The process that held it ended by itself; it can be opened again. */
  readonly 'explore:closed': { readonly subject: string };
}
