/**
 * Windows of an image as rows of a matrix ("im2col"), channels last, and back. ONNX Runtime's own convolution works one
 * image at a time and wants channels first; one matrix product over the whole batch is several times faster, and the
 * patches are shared by the forward pass and the filter's gradient.
 */
import type { WindowAxis, WindowGeometry } from '../../kernels/window.ts';
import type { OnnxBuilder } from '../builder.ts';

/** For each result position along an axis, the source position of each tap; outside the source means padding. */
export type Taps = readonly (readonly number[])[];

export interface Patches {
  /** `[batch, positions, taps, channels]` */
  readonly name: string;
  readonly positions: number;
  readonly taps: number;
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Source positions of the kernel's elements at each output position. */
export function forwardTaps({ output, kernel, stride, dilation, before }: WindowAxis): Taps {
  return range(output).map((at) => range(kernel).map((tap) => at * stride + tap * dilation - before));
}

/** Every window of `x` `[batch, height, width, channels]`, padded with `fill`. */
export function windows(
  op: OnnxBuilder,
  x: string,
  shape: readonly number[],
  { height, width }: WindowGeometry,
  fill = 0,
): Patches {
  return gatherPatches(op, x, shape, forwardTaps(height), forwardTaps(width), fill);
}

export function gatherPatches(
  op: OnnxBuilder,
  x: string,
  shape: readonly number[],
  rows: Taps,
  columns: Taps,
  fill: number,
): Patches {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape;
  const [top, bottom] = margins(rows, height);
  const [left, right] = margins(columns, width);
  const padded =
    top + bottom + left + right === 0
      ? x
      : op.node('Pad', [x, op.int64([0, top, left, 0, 0, bottom, right, 0]), op.scalar(fill, 'float32')]);
  const paddedWidth = left + width + right;
  const flat = op.reshape(padded, [batch, (top + height + bottom) * paddedWidth, channels]);

  const indices: number[] = [];
  for (const row of rows)
    for (const column of columns)
      for (const y of row) for (const at of column) indices.push((y + top) * paddedWidth + at + left);
  const taps = (rows[0]?.length ?? 0) * (columns[0]?.length ?? 0);
  const positions = rows.length * columns.length;
  const name =
    padded === x && taps === 1 && positions === height * width && indices.every((from, to) => from === to)
      ? op.reshape(x, [batch, positions, 1, channels])
      : op.node('Gather', [flat, op.constant(indices, [positions, taps], 'int32')], { axis: 1 });
  return { name, positions, taps };
}

function margins(taps: Taps, size: number): [number, number] {
  const all = taps.flat();
  return [Math.max(0, -Math.min(...all)), Math.max(0, Math.max(...all) - size + 1)];
}

/**
 * How one axis of a convolution's input gradient is gathered from the output's gradient. A stride of s makes s phases:
 * input position s·q + p (counted in the padded input) receives kernel element s·t + p from output q - t. All phases
 * gather the same outputs, so one matrix product with the kernel's elements arranged `[t, phase]` computes them all.
 * A dilation only occurs with stride 1, where t counts kernel elements.
 */
export interface PhasedAxis {
  /** Output positions gathered for each q. */
  readonly taps: Taps;
  readonly phases: number;
  /** The kernel is padded with zeros to `phases × steps` elements. */
  readonly steps: number;
  /** For each input position, its index in `[q, phase]` order. */
  readonly order: readonly { readonly q: number; readonly phase: number }[];
}

export function phasedAxis({ input, kernel, stride, dilation, before }: WindowAxis): PhasedAxis {
  const steps = Math.ceil(kernel / stride);
  const first = Math.floor(before / stride);
  const last = Math.floor((before + input - 1) / stride);
  return {
    taps: range(last - first + 1).map((q) => range(steps).map((step) => first + q - step * dilation)),
    phases: stride,
    steps,
    order: range(input).map((at) => ({
      q: Math.floor((before + at) / stride) - first,
      phase: (before + at) % stride,
    })),
  };
}

/** A padding of outputs may gather past the last output; those outputs do not exist and count as zeros. */
export function gatherPhased(
  op: OnnxBuilder,
  dy: string,
  shape: readonly number[],
  height: PhasedAxis,
  width: PhasedAxis,
): Patches {
  return gatherPatches(op, dy, shape, height.taps, width.taps, 0);
}

/**
 * The kernel `[height, width, ...rest]` arranged for `gatherPhased`, as
 * `[steps, steps, phases, phases, ...rest]` (height first in each pair).
 */
export function phasedKernel(
  op: OnnxBuilder,
  filter: string,
  shape: readonly number[],
  height: PhasedAxis,
  width: PhasedAxis,
): { name: string; shape: readonly number[] } {
  const [kernelHeight = 1, kernelWidth = 1, ...rest] = shape;
  const missing = [height.steps * height.phases - kernelHeight, width.steps * width.phases - kernelWidth];
  const zeros = shape.map(() => 0);
  const padded = missing.some((count) => count > 0)
    ? op.node('Pad', [filter, op.int64([...zeros, ...missing, ...zeros.slice(2)]), op.scalar(0, 'float32')])
    : filter;
  const split = op.reshape(padded, [height.steps, height.phases, width.steps, width.phases, ...rest]);
  const name = op.transpose(split, [0, 2, 1, 3, ...rest.map((_, index) => index + 4)]);
  return { name, shape: [height.steps, width.steps, height.phases, width.phases, ...rest] };
}

/** Puts rows in `[q, q, phase, phase]` order (`[batch, rows, channels]`) at their places in the input image. */
export function interleave(
  op: OnnxBuilder,
  rows: string,
  shape: readonly number[],
  height: PhasedAxis,
  width: PhasedAxis,
): string {
  const [batch = 0, , , channels = 0] = shape;
  const columns = width.taps.length;
  const indices = height.order.flatMap((y) =>
    width.order.map((x) => ((y.q * columns + x.q) * height.phases + y.phase) * width.phases + x.phase),
  );
  const count = height.taps.length * columns * height.phases * width.phases;
  const flat = op.reshape(rows, [batch, count, channels]);
  const whole = count === indices.length && indices.every((from, to) => from === to);
  const placed = whole ? flat : op.node('Gather', [flat, op.constant(indices, [indices.length], 'int32')], { axis: 1 });
  return op.reshape(placed, shape);
}
