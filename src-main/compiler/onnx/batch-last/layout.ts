/**
 * Images stored with the batch last, `[channels, height, width, batch]`, and cut into parts of a few rows. On a processor
 * this is the faster layout: one element of a window is a row of the whole batch, so that windows are gathered in long
 * rows however few channels there are; and a part stays in the cache from one operation to the next. Owns which values
 * exist in which form, and the way from one to another; nothing is converted before somebody needs it.
 */
import { sizeOf } from '../../graph.ts';
import type { TensorSpec } from '../../types.ts';
import type { OnnxBuilder } from '../builder.ts';
import type { Operand } from '../rule.ts';

export interface Sizes {
  /** Fewer images make rows too short to be worth it. */
  readonly fewestImages: number;
  /** What one part of some images holds at most, if it is more than one row of pixels. */
  readonly partElements: number;
  /** More parts make more nodes, which take time to start. */
  readonly mostParts: number;
  /** With fewer rows, a product is no faster for being smaller. */
  readonly fewestProductRows: number;
}

/** Measured with the reference models on two cores with 1 MiB of second-level cache each; halving or doubling changes little. */
const measuredSizes: Sizes = { fewestImages: 8, partElements: 3 * 2 ** 16, mostParts: 32, fewestProductRows: 64 };

/** However many parts that makes: the windows of a part are several times as large, and exist at once. */
const largestPart = 2 ** 21;

/** Parts of image rows, `[from, to)`. */
export type Cut = readonly (readonly [number, number])[];

interface Stored {
  /** Parts `[channels, rows · width, batch]`, as computed. */
  parts: readonly string[] | undefined;
  /** `[channels, height · width (+ 1 of zeros), batch]`. */
  whole: string | undefined;
  /** Whether the whole has a last position of zeros, which stands for padding. */
  padded: boolean;
}

export class BatchLastLayout {
  readonly #op: OnnxBuilder;
  readonly sizes: Sizes;
  readonly #odd: ReadonlySet<string>;
  /** By the value's name in the ordinary layout. */
  readonly #values = new Map<string, Stored>();

  /** `odd`: shapes, as text, of images whose rows go together in pairs from the second on, since a padded row is before the first. */
  constructor(op: OnnxBuilder, sizes = measuredSizes, odd: ReadonlySet<string> = new Set()) {
    this.#op = op;
    this.sizes = sizes;
    this.#odd = odd;
  }

  fits({ shape }: TensorSpec): boolean {
    return shape.length === 4 && shape[0]! >= this.sizes.fewestImages && sizeOf(shape) > 0;
  }

  /** Whether the value is there already. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** How images of this shape `[batch, height, width, channels]` are cut. */
  cut(shape: readonly number[]): Cut {
    const height = shape[1]!;
    const { partElements, mostParts } = this.sizes;
    const size = sizeOf(shape);
    const parts = Math.max(Math.min(mostParts, Math.ceil(size / partElements)), Math.ceil(size / largestPart));
    // Rows in pairs, as strides of two make them.
    const wanted = Math.ceil(height / parts);
    const rows = wanted < 2 ? wanted : 2 * Math.ceil(wanted / 2);
    const missing = rows > 1 && this.#odd.has(String(shape)) ? 1 : 0;
    const count = parts <= 1 ? 1 : Math.ceil((height + missing) / rows);
    return Array.from({ length: count }, (_, part) => [
      Math.max(0, part * rows - missing),
      count === 1 ? height : Math.min(height, (part + 1) * rows - missing),
    ]);
  }

  /** The images' parts by `cut`, each `[channels, rows · width, batch]`. */
  parts(x: Operand): readonly string[] {
    const stored = this.#store(x);
    stored.parts ??= this.#slices(stored, x.shape);
    return stored.parts;
  }

  /** All of the images, `[channels, height · width, batch]`; `padded`: with one more position of zeros, which it may have anyway. */
  whole(x: Operand, padded: boolean): { readonly name: string; readonly padded: boolean } {
    const op = this.#op;
    const stored = this.#store(x);
    if (stored.whole === undefined || (padded && !stored.padded)) {
      const parts = stored.parts ?? [stored.whole!];
      const [batch = 0, , , channels = 0] = x.shape;
      const zeros = padded ? [op.filled(0, [channels, 1, batch], 'float32')] : [];
      stored.whole = op.joined([...parts, ...zeros], 1);
      stored.padded = padded;
    }
    return { name: stored.whole, padded: stored.padded };
  }

  /** The name, in the ordinary layout, of images that are computed in parts. */
  define(parts: readonly string[], spec: TensorSpec): string {
    const [batch = 0, height = 0, width = 0, channels = 0] = spec.shape;
    const stored: Stored = { parts, whole: undefined, padded: false };
    const op = this.#op;
    const ordinary = op.lazy(() => {
      const whole = stored.whole && !stored.padded ? stored.whole : op.joined(stored.parts!, 1);
      const rows = op.reshape(whole, [channels * height * width, batch]);
      const order = rowOrder(height * width, channels, (channel, pixel) => channel * height * width + pixel);
      const arranged =
        channels === 1 || height * width === 1
          ? rows
          : op.node('Gather', [rows, op.constant(order, [order.length], 'int32')], { axis: 0 });
      return op.reshape(op.transpose(arranged, [1, 0]), spec.shape);
    });
    this.#values.set(ordinary, stored);
    return ordinary;
  }

  #slices({ whole, padded }: Stored, shape: readonly number[]): readonly string[] {
    const op = this.#op;
    const width = shape[2]!;
    const cut = this.cut(shape);
    if (cut.length === 1 && !padded) return [whole!];
    return cut.map(([from, to]) =>
      op.node('Slice', [whole!, op.int64([from * width]), op.int64([to * width]), op.int64([1])]),
    );
  }

  #store(x: Operand): Stored {
    let stored = this.#values.get(x.name);
    if (stored) return stored;
    const op = this.#op;
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
    const pixels = height * width;
    const rows = op.transpose(op.reshape(x.name, [batch, pixels * channels]), [1, 0]);
    // A Gather of rows: ONNX Runtime would join a second Transpose with the first into a very slow one.
    const order = rowOrder(channels, pixels, (pixel, channel) => pixel * channels + channel);
    const arranged =
      channels === 1 || pixels === 1
        ? rows
        : op.node('Gather', [rows, op.constant(order, [order.length], 'int32')], { axis: 0 });
    const whole = op.reshape(arranged, [channels, pixels, batch]);
    stored = { parts: undefined, whole, padded: false };
    this.#values.set(x.name, stored);
    return stored;
  }
}

/** Source rows in the order of `outer` × `inner` results. */
function rowOrder(outer: number, inner: number, at: (inner: number, outer: number) => number): number[] {
  return Array.from({ length: outer * inner }, (_, index) => at(index % inner, Math.floor(index / inner)));
}
