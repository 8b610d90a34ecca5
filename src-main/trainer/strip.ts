/**
 * The sample strip: the same few samples reconstructed after every epoch, as pictures in the run's folder. Owns which
 * samples, which epochs are kept, and the files; tiles.ts owns pixels.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import type { StripInfo } from '#shared/wire/studio.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { writeFileSafely } from '../files/write-safely.ts';
import { valuesOfBytes } from './pixels.ts';
import type { RunFolder } from './run-folder.ts';
import type { Session } from './session.ts';
import { differenceTiles, encodePng, valueTiles } from './tiles.ts';

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
  /** [count, …sample]. */
  readonly bytes: Uint8Array;
  /** The same as the network sees them. */
  readonly values: Float32Array;
  readonly count: number;
  /** One a sample, or empty. */
  readonly labels: readonly string[];
}

/** The strip's samples of a session: from the validation samples, or from the others where there are none. */
export async function readFixedSamples(session: Session, wanted = stripSamples): Promise<FixedSamples> {
  const { split, dataset, project } = session;
  const labels = await dataset.labels();
  const candidates = split.validation.length > 0 ? split.validation : split.train;
  const indices = chooseSamples(candidates, labels, wanted);
  const bytes = new Uint8Array(indices.length * sizeOf(dataset.info.shape));
  await dataset.read(indices, bytes);
  return {
    bytes,
    values: valuesOfBytes(project.data.image.range, bytes),
    count: indices.length,
    labels: labels ? [...indices].map((index) => dataset.info.labels[labels[index]!]?.name ?? '') : [],
  };
}

/** The network's output for some samples, [count, …sample]. */
export async function reconstruct(session: Session, samples: FixedSamples): Promise<ArrayLike<number>> {
  const { output } = await session.predict(samples.bytes, samples.count);
  return output!;
}

export class Strip {
  readonly #session: Session;
  readonly #folder: RunFolder;
  readonly #samples: FixedSamples;
  #epochs: readonly number[];
  #stride: number;

  private constructor(session: Session, folder: RunFolder, samples: FixedSamples, epochs: readonly number[]) {
    this.#session = session;
    this.#folder = folder;
    this.#samples = samples;
    this.#epochs = epochs;
    this.#stride = thinOut(epochs).stride;
  }

  /** Null for a network whose output is no picture of the data's size. Keeps the pictures of epochs up to `epochs`. */
  static async open(session: Session, folder: RunFolder, epochs: number): Promise<Strip | null> {
    const { output } = session.trainable.model;
    if (!output || sizeOf(output.shape) !== sizeOf(session.dataset.info.shape)) return null;
    await mkdir(folder.strip, { recursive: true });
    const samples = await readFixedSamples(session);
    const { shape } = session.dataset.info;
    const { range } = session.project.data.image;
    const original = valueTiles(samples.values, samples.count, shape, range);
    await writeFileSafely(folder.picture('original'), await encodePng(original));
    const known = await readEpochs(folder.stripInfo);
    return new Strip(
      session,
      folder,
      samples,
      known.filter((epoch) => epoch <= epochs),
    );
  }

  /** Adds an epoch's pictures, unless there are so many that it is left out (never the last one). Says whether it did. */
  async add(epoch: number, isLast: boolean): Promise<boolean> {
    if (epoch % this.#stride !== 0 && !isLast) return false;
    const { shape } = this.#session.dataset.info;
    const { range } = this.#session.project.data.image;
    const { values, count } = this.#samples;
    const output = await reconstruct(this.#session, this.#samples);
    const reconstruction = await encodePng(valueTiles(output, count, shape, range));
    const difference = await encodePng(differenceTiles(values, output, count, shape, range));
    await writeFileSafely(this.#folder.picture(`reconstruction-${epoch}`), reconstruction);
    await writeFileSafely(this.#folder.picture(`difference-${epoch}`), difference);
    await this.#keep([...this.#epochs.filter((known) => known !== epoch), epoch], isLast ? epoch : null);
    return true;
  }

  async #keep(epochs: readonly number[], always: number | null): Promise<void> {
    const { stride, kept } = thinOut(epochs);
    if (always !== null && !kept.includes(always)) kept.push(always);
    this.#stride = stride;
    const dropped = epochs.filter((epoch) => !kept.includes(epoch));
    this.#epochs = kept;
    const [height, width] = this.#session.dataset.info.shape;
    const { count, labels } = this.#samples;
    const info: StripInfo = { count, width: width!, height: height!, labels, epochs: kept };
    // First the list, then the files: a crash in between leaves files that nobody lists, not a list of missing files.
    await writeFileSafely(this.#folder.stripInfo, JSON.stringify(info));
    for (const epoch of dropped) {
      await rm(this.#folder.picture(`reconstruction-${epoch}`), { force: true });
      await rm(this.#folder.picture(`difference-${epoch}`), { force: true });
    }
  }
}

async function readEpochs(path: string): Promise<readonly number[]> {
  try {
    const { epochs } = JSON.parse(await readFile(path, 'utf8')) as { epochs?: unknown };
    return Array.isArray(epochs) ? epochs.filter((epoch): epoch is number => Number.isSafeInteger(epoch)) : [];
  } catch {
    return [];
  }
}
