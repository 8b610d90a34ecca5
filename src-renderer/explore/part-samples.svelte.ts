/** Which samples a part of the run's data has, with their labels. Read once for each part. */
import type { DataPart } from '#shared/explore/parts.ts';
import type { ThreeParts } from '#shared/problem.ts';
import { ask } from '../state/explore.svelte.ts';
import { toThreeParts } from '../ui/three-parts.ts';

export interface PartSamples {
  readonly part: DataPart;
  readonly indices: readonly number[];
  /** Positions in ExploreInfo.data.labels; null: without labels. */
  readonly labels: readonly number[] | null;
}

export class PartReader {
  value = $state.raw<PartSamples | null>(null);
  failure = $state.raw<ThreeParts | null>(null);
  #wanted: DataPart | null = null;

  read(part: DataPart): void {
    if (this.#wanted === part) return;
    this.#wanted = part;
    ask('explore:part', { part }).then(
      (found) => {
        if (this.#wanted === part) [this.value, this.failure] = [{ part, ...found }, null];
      },
      (error: unknown) => {
        if (this.#wanted === part) [this.#wanted, this.failure] = [null, toThreeParts(error)];
      },
    );
  }
}
