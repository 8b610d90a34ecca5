/**
 * The sample strip: what the network makes of the same few samples after every epoch, as pictures or numbers in the run's folder. Owns
 * which samples, which epochs are kept, and the files; strip-rows.ts owns what is shown of them.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import type { Shape } from '#shared/layers/layer.ts';
import { pictureName, type StripRow } from '#shared/wire/strip.ts';
import type { StripInfo } from '#shared/wire/studio.ts';
import { writeFileSafely } from '../files/write-safely.ts';
import type { RunFolder } from './run-folder.ts';
import type { Session } from './session.ts';
import { fillRows, fillsStrip, guessSamples, namesClasses, valuesOf } from './strip-rows.ts';

export const stripSamples = 10;
const picturesKept = 200;

/**
 * Samples for the strip, of those set aside: one of each label in the labels' order, then a second of each, …;
 * without labels spread evenly, since neighbours in a folder are often much the same.
 */
export function chooseSamples(candidates: Uint32Array, labels: Uint16Array | null, count: number): Uint32Array {
  if (!labels) {
    const chosen = Math.min(count, candidates.length);
    return Uint32Array.from(
      { length: chosen },
      (_, place) => candidates[Math.floor((place * candidates.length) / chosen)]!,
    );
  }
  const turns = new Map<number, number>();
  // A sample's turn is how many of its label come before it.
  const ranked = [...candidates].map((index) => {
    const label = labels[index]!;
    const turn = turns.get(label) ?? 0;
    turns.set(label, turn + 1);
    return { index, label, turn };
  });
  ranked.sort((a, b) => a.turn - b.turn || a.label - b.label);
  return Uint32Array.from(ranked.slice(0, count), ({ index }) => index);
}

/** With more than `limit` epochs only every second, fourth, … is kept, always with the first (0). */
export function thinOut(epochs: readonly number[], limit = picturesKept): { stride: number; kept: number[] } {
  for (let stride = 1; ; stride *= 2) {
    const kept = epochs.filter((epoch) => epoch % stride === 0);
    if (kept.length <= limit) return { stride, kept };
  }
}

export interface FixedSamples {
  /** [count, …sample], as stored. */
  readonly bytes: Uint8Array;
  /** The same as the network sees them. */
  readonly values: Float32Array;
  /** What should come out, [count, …target] as stored; null where that is the sample itself. */
  readonly targets: Uint8Array | null;
  readonly count: number;
  /** One a sample, or empty. */
  readonly labels: readonly string[];
}

/** The strip's samples of a session: from the validation samples, or from the others where there are none. */
export async function readFixedSamples(session: Session, wanted = stripSamples): Promise<FixedSamples> {
  const { split, dataset } = session;
  const labels = await dataset.labels();
  const candidates = split.validation.length > 0 ? split.validation : split.train;
  const indices = chooseSamples(candidates, labels, wanted);
  const bytes = new Uint8Array(indices.length * dataset.sampleBytes);
  await dataset.read(indices, bytes);
  return {
    bytes,
    values: valuesOf(session, bytes),
    targets: await readTargets(session, indices),
    count: indices.length,
    labels: labels ? [...indices].map((index) => dataset.info.labels[labels[index]!]?.name ?? '') : [],
  };
}

async function readTargets({ dataset, trainable }: Session, indices: Uint32Array): Promise<Uint8Array | null> {
  if (!trainable.targetShape) return null;
  const targets = new Uint8Array(indices.length * dataset.targetBytes);
  await dataset.readTargets(indices, targets);
  return targets;
}

type Guesses = NonNullable<StripInfo['guesses']>;

export class Strip {
  readonly #session: Session;
  readonly #folder: RunFolder;
  readonly #samples: FixedSamples;
  #epochs: readonly number[];
  #guesses: Guesses;
  #stride: number;
  /** Rows whose one picture for the whole run lies in the folder. */
  readonly #lasting = new Set<string>();

  private constructor(
    session: Session,
    folder: RunFolder,
    samples: FixedSamples,
    epochs: readonly number[],
    guesses: Guesses,
  ) {
    this.#session = session;
    this.#folder = folder;
    this.#samples = samples;
    this.#epochs = epochs;
    this.#guesses = guesses;
    this.#stride = thinOut(epochs).stride;
  }

  /** Null for a network of which there is nothing to show. Keeps the rows of epochs up to `epochs`. */
  static async open(session: Session, folder: RunFolder, epochs: number): Promise<Strip | null> {
    if (!fillsStrip(session)) return null;
    await mkdir(folder.strip, { recursive: true });
    const samples = await readFixedSamples(session);
    const { epochs: known, guesses } = await readKnown(folder.stripInfo);
    const kept = known.filter((epoch) => epoch <= epochs);
    return new Strip(session, folder, samples, kept, guesses);
  }

  /** Adds an epoch's pictures, unless there are so many that it is left out (never the last one). Says whether it did. */
  async add(epoch: number, isLast: boolean): Promise<boolean> {
    if (epoch % this.#stride !== 0 && !isLast) return false;
    const rows = await fillRows(this.#session, this.#samples);
    for (const row of rows) {
      if (this.#lasting.has(row.picture)) continue;
      await writeFileSafely(this.#file(row, epoch), await row.content());
      if (!row.changes) this.#lasting.add(row.picture);
    }
    if (namesClasses(this.#session)) {
      const samples = await guessSamples(this.#session, this.#samples);
      this.#guesses = [...this.#guesses.filter((other) => other.epoch < epoch), { epoch, samples }];
    }
    await this.#keep([...this.#epochs.filter((known) => known !== epoch), epoch], isLast ? epoch : null, rows);
    return true;
  }

  #file(row: StripRow, epoch: number): string {
    const name = pictureName(row, epoch);
    return this.#session.dataset.info.form.kind === 'image' ? this.#folder.picture(name) : this.#folder.numbers(name);
  }

  async #keep(epochs: readonly number[], always: number | null, rows: readonly StripRow[]): Promise<void> {
    const { stride, kept } = thinOut(epochs);
    if (always !== null && !kept.includes(always)) kept.push(always);
    this.#stride = stride;
    const dropped = epochs.filter((epoch) => !kept.includes(epoch));
    this.#epochs = kept;
    this.#guesses = this.#guesses.filter(({ epoch }) => kept.includes(epoch));
    const { count, labels } = this.#samples;
    const { targetShape } = this.#session.trainable;
    const { shape, form } = this.#session.dataset.info;
    const info: StripInfo = {
      ...{ count, ...(form.kind === 'image' ? sizeAs(shape) : { width: 0, height: 0 }), labels, epochs: kept },
      rows: rows.map(({ picture, title, changes }) => ({ picture, title, changes })),
      ...(form.kind === 'image'
        ? targetShape && { target: sizeAs(targetShape) }
        : { numbers: { form, shape: [...shape], ...(targetShape && { target: [...targetShape] }) } }),
      ...(namesClasses(this.#session) ? { guesses: this.#guesses } : {}),
    };
    // First the list, then the files: a crash in between leaves files that nobody lists, not a list of missing files.
    await writeFileSafely(this.#folder.stripInfo, JSON.stringify(info));
    for (const epoch of dropped)
      for (const row of rows.filter(({ changes }) => changes)) await rm(this.#file(row, epoch), { force: true });
  }
}

const sizeAs = ([height, width]: Shape): { readonly width: number; readonly height: number } => ({
  width: width!,
  height: height!,
});

/** What an earlier part of the run left; nothing where that cannot be read. */
async function readKnown(path: string): Promise<{ readonly epochs: readonly number[]; readonly guesses: Guesses }> {
  try {
    const { epochs, guesses } = JSON.parse(await readFile(path, 'utf8')) as Partial<
      Record<'epochs' | 'guesses', unknown>
    >;
    return {
      epochs: Array.isArray(epochs) ? epochs.filter((epoch): epoch is number => Number.isSafeInteger(epoch)) : [],
      guesses: Array.isArray(guesses) ? (guesses as Guesses) : [],
    };
  } catch {
    return { epochs: [], guesses: [] };
  }
}
