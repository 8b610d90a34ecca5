/** What the network makes of the samples in sight: asked for piece by piece, newest wish first, kept until the next checkpoint. */
import { reconstructionRows, type ReconstructionRow } from '#shared/explore/reconstruction-rows.ts';
import type { ThreeParts } from '#shared/problem.ts';
import { isImpossible, type ExploreInfo } from '#shared/wire/explore/info.ts';
import type { Sample } from '#shared/wire/explore/values.ts';
import { ask } from '../../state/explore.svelte.ts';
import { toThreeParts } from '../../ui/three-parts.ts';
import { decodeFloats } from '../bytes.ts';
import type { GalleryItem } from './item.ts';

export interface Made {
  readonly version: number;
  /** Pictures of several samples; this one's is at `index` in each. */
  readonly rows: readonly ReconstructionRow[];
  readonly index: number;
  readonly error: number | null;
}

const atOnce = 16;
const mostKept = 1200;

export class MadePictures {
  /** By items' keys. What is of an older version stays until the newer has come: nothing flickers. */
  made = $state.raw<ReadonlyMap<string, Made>>(new Map());
  /** Files that could not be read. */
  broken = $state.raw<ReadonlyMap<string, ThreeParts>>(new Map());
  failure = $state.raw<ThreeParts | null>(null);
  #wanted: readonly GalleryItem[] = [];
  #info: ExploreInfo | null = null;
  #busy = false;

  want(items: readonly GalleryItem[], info: ExploreInfo): void {
    this.#wanted = items;
    this.#info = info;
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      for (let next = this.#missing(); next.length > 0; next = this.#missing()) await this.#make(next, this.#info!);
      this.failure = null;
    } catch (error) {
      this.failure = toThreeParts(error);
    } finally {
      this.#busy = false;
    }
  }

  #missing(): readonly GalleryItem[] {
    const { version } = this.#info!;
    return this.#wanted
      .filter(({ key }) => this.made.get(key)?.version !== version && !this.broken.has(key))
      .slice(0, atOnce);
  }

  async #make(items: readonly GalleryItem[], info: ExploreInfo): Promise<void> {
    const read: { key: string; sample: Sample }[] = [];
    const broken = new Map(this.broken);
    await Promise.all(
      items.map(async ({ key, read: readSample }) => {
        try {
          read.push({ key, sample: await readSample() });
        } catch (error) {
          broken.set(key, toThreeParts(error));
        }
      }),
    );
    if (broken.size > this.broken.size) this.broken = broken;
    const made = new Map(this.made);
    // Of pairs, what should come out is known of the data's own alone.
    for (const from of ['data', 'given'] as const) {
      const some = read.filter(({ sample }) => sample.from === from);
      if (some.length === 0) continue;
      const samples = some.map(({ sample }) => sample);
      const { rows, errors } = await picturesOf(samples, info);
      some.forEach(({ key }, index) => {
        made.delete(key);
        made.set(key, { version: info.version, rows, index, error: errors?.[index] ?? null });
      });
    }
    for (const key of made.keys()) {
      if (made.size <= mostKept) break;
      made.delete(key);
    }
    this.made = made;
  }
}

async function picturesOf(samples: readonly Sample[], info: ExploreInfo) {
  if (isImpossible(info.output)) {
    const pictures = await ask('explore:pictures', { samples: [...samples] });
    return { rows: [{ title: 'sample', pictures }], errors: null };
  }
  const made = await ask('explore:reconstruct', { samples: [...samples] });
  return { rows: reconstructionRows(made), errors: made.errors === null ? null : decodeFloats(made.errors) };
}
