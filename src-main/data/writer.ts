/**
 * Writes a prepared dataset into a folder, sample by sample, with a few megabytes of memory. Owns the order in which
 * things reach the disk: info.json comes last, after all else was flushed. Not where the folder goes (cache.ts).
 */
import { open, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '#shared/problem.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';
import { parts, type Part, type Plan, type Sample, type Skipped } from './format.ts';
import { bytesOf } from './elements.ts';
import { cacheFileNames, cacheVersion, type CacheInfo } from './layout.ts';
import { RunningStatistics } from './statistics.ts';

const mostListed = 1000;
const mostSizes = 20;

export interface WriterOptions {
  readonly id: string;
  readonly plan: Plan;
  readonly labelNames: readonly string[] | null;
  readonly samplesAreFiles: boolean;
}

export class DatasetWriter {
  readonly #folder: string;
  readonly #options: WriterOptions;
  readonly #inputs: BufferedFile;
  readonly #targets: BufferedFile;
  readonly #files: BufferedFile;
  readonly #fileEnds: BufferedFile;
  readonly #statistics = new RunningStatistics();
  readonly #sizes = new Map<string, { width: number; height: number; count: number }>();
  readonly #skipped: Skipped[] = [];
  readonly #parts: Record<Part, number> = { train: 0, validation: 0, test: 0 };
  #labels = new Uint16Array(1024);
  #skippedCount = 0;
  #samples = 0;

  constructor(folder: string, options: WriterOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#inputs = new BufferedFile(join(folder, cacheFileNames.samples));
    this.#targets = new BufferedFile(join(folder, cacheFileNames.targets));
    this.#files = new BufferedFile(join(folder, cacheFileNames.files));
    this.#fileEnds = new BufferedFile(join(folder, cacheFileNames.fileEnds));
  }

  get samples(): number {
    return this.#samples;
  }

  get skippedCount(): number {
    return this.#skippedCount;
  }

  get firstSkipped(): Skipped | undefined {
    return this.#skipped[0];
  }

  skip(skipped: Skipped): void {
    this.#skippedCount += 1;
    if (this.#skipped.length < mostListed) this.#skipped.push({ file: skipped.file, reason: skipped.reason });
  }

  /** Throws a UserError naming the file that cannot be written. */
  async add(sample: Sample): Promise<void> {
    if (sample.values instanceof Uint8Array) this.#statistics.add(sample.values);
    await this.#inputs.write(bytesOf(sample.values));
    if (sample.target) await this.#targets.write(bytesOf(sample.target));
    if (sample.part) this.#countPart(sample.part);
    if (this.#options.labelNames) this.#addLabel(sample.label ?? 0);
    if (this.#options.samplesAreFiles) {
      await this.#files.write(Buffer.from(sample.file ?? '', 'utf8'));
      const end = Uint32Array.of(this.#files.bytes);
      await this.#fileEnds.write(new Uint8Array(end.buffer));
    }
    const { originalWidth: width, originalHeight: height } = sample;
    if (width !== undefined && height !== undefined) this.#countSize(width, height);
    this.#samples += 1;
  }

  /** Flushes everything and writes info.json. */
  async finish(title: string): Promise<DatasetInfo> {
    const { id, plan, labelNames, samplesAreFiles } = this.#options;
    const labels = labelNames ? await this.#writeLabels(labelNames) : [];
    await this.close(true);
    const sizes = [...this.#sizes.values()].sort(
      (a, b) => b.count - a.count || b.width * b.height - a.width * a.height,
    );
    const info: CacheInfo = {
      version: cacheVersion,
      hasLabels: labelNames !== null,
      hasFiles: samplesAreFiles,
      fileNameBytes: this.#files.bytes,
      dataset: {
        id,
        title,
        samples: this.#samples,
        shape: [...plan.input.shape],
        dtype: plan.input.dtype,
        ...(plan.target && { target: [...plan.target.shape] }),
        form: plan.form,
        ...(parts.some((part) => this.#parts[part] > 0) && { parts: { ...this.#parts } }),
        labels,
        statistics: { ...this.#statistics.result() } as CacheInfo['dataset']['statistics'],
        originalSizes: sizes.slice(0, mostSizes),
        skipped: this.#skipped,
        skippedCount: this.#skippedCount,
        bytes: this.#inputs.bytes + this.#targets.bytes,
      },
    };
    await writeAndFlush(join(this.#folder, cacheFileNames.info), JSON.stringify(info));
    return info.dataset;
  }

  /** Closes all files. Without `flush` they are about to be removed. */
  async close(flush = false): Promise<void> {
    for (const file of [this.#inputs, this.#targets, this.#files, this.#fileEnds]) await file.close(flush);
  }

  #countSize(width: number, height: number): void {
    const size = this.#sizes.get(`${width}×${height}`);
    if (size) size.count += 1;
    else this.#sizes.set(`${width}×${height}`, { width, height, count: 1 });
  }

  #countPart(part: Part): void {
    const later = parts.slice(parts.indexOf(part) + 1);
    if (later.some((other) => this.#parts[other] > 0)) throw new Error(`a sample to ${part} on came after later ones`);
    this.#parts[part] += 1;
  }

  #addLabel(label: number): void {
    if (this.#samples === this.#labels.length) {
      const larger = new Uint16Array(this.#labels.length * 2);
      larger.set(this.#labels);
      this.#labels = larger;
    }
    this.#labels[this.#samples] = label;
  }

  /** Leaves out the names that no sample has, and renumbers the rest. */
  async #writeLabels(names: readonly string[]): Promise<{ name: string; count: number }[]> {
    const labels = this.#labels.subarray(0, this.#samples);
    const counts = new Float64Array(names.length);
    for (const label of labels) counts[label]! += 1;
    const used = [...names.keys()].filter((label) => counts[label]! > 0);
    const positions = new Uint16Array(names.length);
    used.forEach((label, position) => (positions[label] = position));
    const renumbered = labels.map((label) => positions[label]!);
    await writeAndFlush(join(this.#folder, cacheFileNames.labels), new Uint8Array(renumbered.buffer));
    return used.map((label) => ({ name: names[label]!, count: counts[label]! }));
  }
}

/** A file that is written from start to end in large pieces; created by the first byte. */
export class BufferedFile {
  readonly #path: string;
  readonly #buffer = Buffer.allocUnsafe(1024 * 1024);
  #filled = 0;
  #bytes = 0;
  #handle: FileHandle | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  async write(data: Uint8Array): Promise<void> {
    this.#bytes += data.length;
    if (this.#filled + data.length > this.#buffer.length) await this.#flush();
    if (data.length > this.#buffer.length) return this.#writeOut(data);
    this.#buffer.set(data, this.#filled);
    this.#filled += data.length;
  }

  async close(flush: boolean): Promise<void> {
    try {
      if (flush && this.#bytes > 0) {
        await this.#flush();
        await this.#guard(async () => (await this.#opened()).sync());
      }
    } finally {
      const handle = this.#handle;
      this.#handle = null;
      await handle?.close();
    }
  }

  async #flush(): Promise<void> {
    const data = this.#buffer.subarray(0, this.#filled);
    this.#filled = 0;
    if (data.length > 0) await this.#writeOut(data);
  }

  #writeOut(data: Uint8Array): Promise<void> {
    return this.#guard(async () => {
      const handle = await this.#opened();
      for (let done = 0; done < data.length;) done += (await handle.write(data, done)).bytesWritten;
    });
  }

  async #opened(): Promise<FileHandle> {
    return (this.#handle ??= await open(this.#path, 'w'));
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      throw explainWriteError(error, this.#path);
    });
  }
}

async function writeAndFlush(path: string, data: Uint8Array | string): Promise<void> {
  await writeFile(path, data, { flush: true }).catch((error: unknown) => {
    throw explainWriteError(error, path);
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EACCES: 'the folder may not be written to',
  EPERM: 'the folder may not be written to',
  EROFS: 'the disk can only be read',
  EIO: 'the disk reported an error',
  ENOENT: 'its folder is gone',
  ENOTDIR: 'its folder is a file',
};

/** "the disk is full"; null for what is no error of the file system. */
export function writeReason(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === '' || error instanceof UserError ? null : (reasons[code] ?? code);
}

/** Any error from writing into the cache, with the file's name. */
export function explainWriteError(error: unknown, path: string): unknown {
  const reason = writeReason(error);
  if (reason === null) return error;
  return new UserError({
    received: `The prepared data could not be written to “${path}”: ${reason}.`,
    expected: `Room and permission to write in ${dirname(path)}.`,
    action: 'Free some space there, make samples smaller, or limit their number.',
  });
}
