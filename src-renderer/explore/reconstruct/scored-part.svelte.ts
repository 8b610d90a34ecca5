/** Which samples a part of the run's data has, and how badly each is given back. Owns the asking; panels decide when, and in which order they show. */
import type { DataPart } from '#shared/explore/parts.ts';
import { startJob } from '../../state/explore.svelte.ts';
import { decodeFloats } from '../bytes.ts';
import { Latest } from '../latest.svelte.ts';
import { PartReader } from '../part-samples.svelte.ts';

export class ScoredPart {
  readonly samples = new PartReader();
  readonly scoring = new Latest<{ readonly part: DataPart; readonly errors: Float32Array }>();
  readonly #part: () => DataPart;

  constructor(part: () => DataPart) {
    this.#part = part;
  }

  /** Null until they are read. */
  readonly known = $derived.by(() => (this.samples.value?.part === this.#part() ? this.samples.value : null));
  /** Of each sample of the part, by its place in it; null until they are computed. */
  readonly errors = $derived.by(() => (this.scoring.value?.part === this.#part() ? this.scoring.value.errors : null));

  read(): void {
    this.samples.read(this.#part());
  }

  score(): void {
    const part = this.#part();
    this.scoring.ask((onProgress) => {
      const { result, cancel } = startJob('explore:errors', { part }, onProgress);
      return { result: result.then(({ errors }) => ({ part, errors: decodeFloats(errors) })), cancel };
    }, part);
  }
}
