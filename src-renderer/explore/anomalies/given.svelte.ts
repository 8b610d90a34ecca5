/** Many picture files scored one after the other: those that cannot be used are named, the others get their scores. Keeps no pixels. */
import type { SampleScores } from '#shared/explore/anomaly-scores.ts';
import { UserError } from '#shared/problem.ts';
import type { Sample } from '#shared/wire/explore/values.ts';
import { ask } from '../../state/explore.svelte.ts';
import { toThreeParts } from '../../ui/three-parts.ts';
import { readFile } from '../read-files.ts';
import { decodeScores } from './scored.ts';

export interface ScoredFile {
  readonly key: string;
  readonly name: string;
  readonly scores: SampleScores;
  /** Read anew, for little is kept of many files. */
  readonly read: () => Promise<Sample>;
}

const atOnce = 16;

export class GivenFiles {
  scored = $state.raw<readonly ScoredFile[]>([]);
  bad = $state.raw<readonly { readonly name: string; readonly why: string }[]>([]);
  progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  failure = $state.raw<ReturnType<typeof toThreeParts> | null>(null);
  #turn = 0;

  /** Adds them; what is under way is called off. */
  async score(files: readonly File[], invert: boolean): Promise<void> {
    const turn = ++this.#turn;
    this.failure = null;
    this.progress = { done: 0, total: files.length };
    try {
      for (let at = 0; at < files.length && turn === this.#turn; at += atOnce) {
        await this.#some(files.slice(at, at + atOnce), invert);
        if (turn === this.#turn) this.progress = { done: Math.min(files.length, at + atOnce), total: files.length };
      }
    } catch (error) {
      this.failure = toThreeParts(error);
    }
    if (turn === this.#turn) this.progress = null;
  }

  cancel(): void {
    this.#turn += 1;
    this.progress = null;
  }

  clear(): void {
    this.cancel();
    this.scored = [];
    this.bad = [];
  }

  async #some(files: readonly File[], invert: boolean): Promise<void> {
    const bad: { name: string; why: string }[] = [];
    const good: { file: File; sample: Sample }[] = [];
    await Promise.all(
      files.map(async (file) => {
        try {
          good.push({ file, sample: await sampleOf(file, invert) });
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          bad.push({ name: file.name, why: toThreeParts(error).received });
        }
      }),
    );
    if (bad.length > 0) this.bad = [...this.bad, ...bad];
    if (good.length === 0) return;
    const scores = decodeScores(await ask('explore:scoreSamples', { samples: good.map(({ sample }) => sample) }));
    const at = (values: Float32Array | null, index: number): Float32Array | null =>
      values && values.slice(index, index + 1);
    this.scored = [
      ...this.scored,
      ...good.map(({ file }, index) => ({
        ...{ key: `given-${crypto.randomUUID()}`, name: file.name, read: () => sampleOf(file, invert) },
        scores: {
          ...{ error: at(scores.error, index), latent: at(scores.latent, index) },
          ...{ kl: at(scores.kl, index), negativeElbo: at(scores.negativeElbo, index) },
        },
      })),
    ];
  }
}

const sampleOf = async (file: File, invert: boolean): Promise<Sample> => ({
  from: 'given',
  bytes: (await readFile(file, invert)).bytes,
});
