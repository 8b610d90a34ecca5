/**
 * How good generated samples are, whoever generated them: the Fréchet distance that `hourglass evaluate` states, and how varied
 * they are. Owns what real samples they are compared with; not their making, but for ours.
 */
import sharp from 'sharp';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import { fitGaussian, frechetDistance, type Gaussian } from '#main/trainer/evaluation/frechet-distance.ts';
import { generating } from '#main/trainer/evaluation/generating.ts';
import { Judge } from '#main/trainer/evaluation/judge.ts';
import { gather, spread } from '#main/trainer/evaluation/passes.ts';
import { toByte, valuesOfBytes } from '#main/trainer/pixels.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import { Session } from '#main/trainer/session.ts';
import type { Project } from '#shared/graph/document.ts';
import { sizeOf } from '#shared/layers/layer.ts';

/** What is said of a crowd of generated samples. */
export interface Impression {
  /** From the samples kept apart: the mean over crowds of as many as those. */
  readonly distance: number;
  /** The share of samples that the classifier takes for each label. */
  readonly shares: readonly number[];
  /** exp of the entropy of those shares: as many labels as there are where all are equally common, 1 where all look alike. */
  readonly effectiveLabels: number;
  /** Mean distance between two samples, root of the sum over pixels, as a share of that between real ones. */
  readonly spread: number;
}

/** A run's data, with the classifier that learned them and the samples that nobody trained on. */
export class Gallery {
  readonly #session: Session;
  readonly #judge: Judge;
  readonly #real: Float32Array;
  readonly #cloud: Gaussian;

  private constructor(session: Session, judge: Judge, real: Float32Array, cloud: Gaussian) {
    this.#session = session;
    this.#judge = judge;
    this.#real = real;
    this.#cloud = cloud;
  }

  static async open(project: Project, dataset: string): Promise<Gallery> {
    const session = await Session.open(project, dataset, 'cpu');
    const { shape, labels } = session.dataset.info;
    const { train, test } = session.split;
    const judge = await Judge.train(project, dataset, train, shape, labels.length);
    const real = await pixelsOf(session, test);
    return new Gallery(session, judge, real, await cloudOf(judge, real, test.length));
  }

  /** Samples kept apart. */
  get size(): number {
    return this.#session.split.test.length;
  }

  accuracy(): Promise<number> {
    return this.#judge.accuracy(this.#session.split.test);
  }

  /** What the network of a run generates, [count, …sample]. */
  async generate(run: string, count: number): Promise<Float32Array> {
    await this.#session.writeTensors((await readCheckpoint(runFolder(run).best)).tensors);
    const fn = generating(this.#session);
    if (fn === null || 'reason' in fn) throw new Error('The run generates nothing.');
    // Which samples lead the way does not matter: each batch draws noise of its own.
    const order = Uint32Array.from({ length: count }, (_, at) => this.#session.split.train[at % this.size]!);
    return (await gather(this.#session, { name: 'generate', fn }, order))['output']!;
  }

  /** Of samples as many as the held-out ones, or some times as many: [count, …sample] as a network sees them. */
  async judge(samples: Float32Array): Promise<Impression> {
    const crowd = this.#real.length;
    const crowds = Array.from({ length: samples.length / crowd }, (_, at) =>
      samples.subarray(at * crowd, (at + 1) * crowd),
    );
    const distances: number[] = [];
    for (const each of crowds)
      distances.push(frechetDistance(await cloudOf(this.#judge, each, this.size), this.#cloud));
    const seen = await this.#judge.labelsOf(samples, this.size * crowds.length);
    const counts = this.#session.dataset.info.labels.map((_, label) => seen.filter((each) => each === label).length);
    const shares = counts.map((count) => count / seen.length);
    const entropy = shares.reduce((sum, share) => sum - (share > 0 ? share * Math.log(share) : 0), 0);
    const sampleSize = crowd / this.size;
    return {
      distance: distances.reduce((sum, distance) => sum + distance, 0) / distances.length,
      shares,
      effectiveLabels: Math.exp(entropy),
      spread: meanDistance(crowds[0]!, sampleSize) / meanDistance(this.#real, sampleSize),
    };
  }

  /** The same of real samples that were trained on: nothing generated can be expected to be better. */
  async judgeReal(): Promise<Impression> {
    const { train } = this.#session.split;
    return this.judge(await pixelsOf(this.#session, spread(train, this.size)));
  }

  async close(): Promise<void> {
    await this.#judge.close();
    await this.#session.close();
  }
}

async function pixelsOf({ dataset, project }: Session, order: Uint32Array): Promise<Float32Array> {
  const bytes = new Uint8Array(order.length * sizeOf(dataset.info.shape));
  await dataset.read(order, bytes);
  return valuesOfBytes(project.data.image.range, bytes);
}

async function cloudOf(judge: Judge, samples: Float32Array, count: number): Promise<Gaussian> {
  const features = await judge.featuresOf(samples, count);
  return fitGaussian(features, features.length / count);
}

/** Of all pairs of samples of that many values. */
function meanDistance(samples: Float32Array, size: number): number {
  const count = samples.length / size;
  let sum = 0;
  for (let a = 0; a < count; a++)
    for (let b = 0; b < a; b++) {
      let squared = 0;
      for (let at = 0; at < size; at++) squared += (samples[a * size + at]! - samples[b * size + at]!) ** 2;
      sum += Math.sqrt(squared);
    }
  return sum / ((count * (count - 1)) / 2);
}

/** A PNG of rows of pictures: files of pictures as high, or grey values 0 to 1 [columns, height, width]. */
export async function paintRows(
  png: string,
  rows: readonly (string | Float32Array)[],
  { columns, height, width }: { readonly columns: number; readonly height: number; readonly width: number },
): Promise<void> {
  const full = columns * width;
  const pixels = new Uint8Array(rows.length * height * full);
  for (const [row, content] of rows.entries()) {
    const read = typeof content === 'string' ? await sharp(content).greyscale().raw().toBuffer() : null;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < full; x++) {
        const at = (row * height + y) * full + x;
        const [column, inside] = [Math.floor(x / width), x % width];
        pixels[at] = read
          ? read[y * full + x]!
          : toByte('zeroToOne', (content as Float32Array)[(column * height + y) * width + inside]!);
      }
  }
  const raw = { width: full, height: rows.length * height, channels: 1 as const };
  await sharp(pixels, { raw })
    .resize({ width: full * 2, kernel: 'nearest' })
    .png()
    .toFile(png);
}
