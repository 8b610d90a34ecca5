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
  /** Of the network that scored it. */
  readonly version: number;
  /** Read anew, for little is kept of many files. */
  readonly read: () => Promise<Sample>;
}
type GivenFile = Pick<ScoredFile, 'key' | 'name' | 'read'>;

const atOnce = 16;

export class GivenFiles {
  scored = $state.raw<readonly ScoredFile[]>([]);
  bad = $state.raw<readonly { readonly name: string; readonly why: string }[]>([]);
  progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  failure = $state.raw<ReturnType<typeof toThreeParts> | null>(null);
  #turn = 0;
  #version = 0;
  #renewing = false;

  /** Adds them; what is under way is called off. */
  async score(files: readonly File[], invert: boolean): Promise<void> {
    const turn = ++this.#turn;
    this.failure = null;
    this.progress = { done: 0, total: files.length };
    const given = files.map((file) => ({
      ...{ key: `given-${crypto.randomUUID()}`, name: file.name },
      read: async (): Promise<Sample> => ({ from: 'given', bytes: (await readFile(file, invert)).bytes }),
    }));
    try {
      for (let at = 0; at < files.length && turn === this.#turn; at += atOnce) {
        this.scored = [...this.scored, ...(await this.#scoresOf(given.slice(at, at + atOnce)))];
        if (turn === this.#turn) this.progress = { done: Math.min(files.length, at + atOnce), total: files.length };
      }
    } catch (error) {
      this.failure = toThreeParts(error);
    }
    if (turn === this.#turn) this.progress = null;
  }

  /** By a newer network; until then the scores of the older one stay. */
  async renew(version: number): Promise<void> {
    this.#version = version;
    if (this.#renewing) return;
    this.#renewing = true;
    try {
      for (let old = this.#oldest(); old.length > 0; old = this.#oldest()) {
        const renewed = new Map((await this.#scoresOf(old)).map((file) => [file.key, file]));
        const asked = new Set(old.map(({ key }) => key));
        // What cannot be read any more goes; what was removed meanwhile does not come back.
        this.scored = this.scored.flatMap((file) => (asked.has(file.key) ? (renewed.get(file.key) ?? []) : file));
      }
    } catch (error) {
      this.failure = toThreeParts(error);
    }
    this.#renewing = false;
  }

  /** The longest waiting first: while a run trains, the next network may come before all are done. */
  #oldest(): readonly ScoredFile[] {
    const old = this.scored.filter(({ version }) => version !== this.#version);
    return old.sort((a, b) => a.version - b.version).slice(0, atOnce);
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

  /** Of those that can be used; the others are named. */
  async #scoresOf(files: readonly GivenFile[]): Promise<readonly ScoredFile[]> {
    const version = this.#version;
    const bad: { name: string; why: string }[] = [];
    const good: { file: GivenFile; sample: Sample }[] = [];
    await Promise.all(
      files.map(async (file) => {
        try {
          good.push({ file, sample: await file.read() });
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          bad.push({ name: file.name, why: toThreeParts(error).received });
        }
      }),
    );
    if (bad.length > 0) this.bad = [...this.bad, ...bad];
    if (good.length === 0) return [];
    const scores = decodeScores(await ask('explore:scoreSamples', { samples: good.map(({ sample }) => sample) }));
    const at = (values: Float32Array | null, index: number): Float32Array | null =>
      values && values.slice(index, index + 1);
    return good.map(({ file: { key, name, read } }, index) => ({
      ...{ key, name, read, version },
      scores: {
        ...{ error: at(scores.error, index), latent: at(scores.latent, index) },
        ...{ kl: at(scores.kl, index), negativeElbo: at(scores.negativeElbo, index) },
      },
    }));
  }
}
