/** Takes exact numbers of bytes out of a stream of chunks. Owns no files and no formats. */
import type { Readable } from 'node:stream';

/** The stream ended before all wanted bytes came. */
export class EndOfBytes extends Error {}

export class ByteStream {
  readonly #stream: Readable;
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #consumed = 0;

  constructor(stream: Readable) {
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Bytes handed out or skipped so far. */
  get consumed(): number {
    return this.#consumed;
  }

  /** A view where possible, valid until the next call; throws EndOfBytes. */
  async take(count: number): Promise<Uint8Array> {
    if (
      count <= this.#chunk.length ||
      (this.#chunk.length === 0 && (await this.#next()) && count <= this.#chunk.length)
    ) {
      return this.#cut(count);
    }
    const whole = Buffer.allocUnsafe(count);
    for (let done = 0; done < count;) {
      if (await this.atEnd()) throw new EndOfBytes();
      const part = this.#cut(Math.min(count - done, this.#chunk.length));
      whole.set(part, done);
      done += part.length;
    }
    return whole;
  }

  /** As many bytes as there are, at most `count`. */
  async takeUpTo(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let left = count; left > 0 && !(await this.atEnd());) {
      const part = this.#cut(Math.min(left, this.#chunk.length));
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }

  async skip(count: number): Promise<void> {
    for (let left = count; left > 0;) {
      if (await this.atEnd()) throw new EndOfBytes();
      left -= this.#cut(Math.min(left, this.#chunk.length)).length;
    }
  }

  async atEnd(): Promise<boolean> {
    while (this.#chunk.length === 0) if (!(await this.#next())) return true;
    return false;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
    this.#stream.destroy();
  }

  #cut(count: number): Buffer {
    const part = this.#chunk.subarray(0, count);
    this.#chunk = this.#chunk.subarray(count);
    this.#consumed += count;
    return part;
  }

  async #next(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done) return false;
    this.#chunk = value;
    return true;
  }
}
