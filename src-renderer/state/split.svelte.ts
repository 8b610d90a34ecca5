/** How many samples the open project trains on, validates on and keeps for the test: asked of the studio whenever that changes. */
import type { ThreeParts } from '#shared/problem.ts';
import type { CallInput, SplitCounts } from '#shared/wire/studio.ts';
import { toThreeParts } from '../ui/three-parts.ts';
import { dataset } from './dataset.svelte.ts';
import { project } from './project.svelte.ts';
import { studio } from './studio.ts';

class SplitState {
  /** The last answer; null while none came, or the data are not prepared. */
  counts = $state.raw<SplitCounts | null>(null);
  error = $state.raw<ThreeParts | null>(null);
}
export const split = new SplitState();

/** Once for the window. Returns the function that ends it. */
export function followSplit(): () => void {
  let turn = 0;
  return $effect.root(() => {
    const wanted = $derived(
      project.document === null || dataset.info === null || dataset.stale
        ? null
        : JSON.stringify({
            datasetId: dataset.info.id,
            split: project.document.data.split,
            validationFraction: project.document.training.validationFraction,
          }),
    );
    $effect(() => {
      turn += 1;
      const asked = turn;
      const settle = (counts: SplitCounts | null, error: ThreeParts | null): void => {
        if (asked !== turn) return;
        split.counts = counts;
        split.error = error;
      };
      if (wanted === null) {
        settle(null, null);
        return;
      }
      studio.call('data:split', JSON.parse(wanted) as CallInput<'data:split'>).then(
        (counts) => settle(counts, null),
        (error: unknown) => settle(null, toThreeParts(error)),
      );
    });
  });
}
