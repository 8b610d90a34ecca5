/** ONNX nodes of convolutions on images with the batch last: gathered windows and large matrix products, part by part. */
import { windowGeometry, type WindowAttributes, type WindowAxis } from '../../kernels/window.ts';
import type { OnnxBuilder } from '../builder.ts';
import { phasedAxis, phasedKernel, range } from '../kernels/patches.ts';
import { lower, operand, result, type Operand, type OnnxRule } from '../rule.ts';
import { crossed, gatherColumns, isPadded, windowColumns, type Columns, type Source } from './gather.ts';
import type { BatchLastLayout } from './layout.ts';

type InputGradient = WindowAttributes & { inputShape: readonly number[] };
type FilterGradient = WindowAttributes & { filterShape: readonly number[] };

export function convolution(layout: BatchLastLayout): OnnxRule {
  return lower<WindowAttributes>((call, op) => {
    const [x, filter] = [operand(call, 'x'), operand(call, 'filter')];
    const { height, width } = windowGeometry(x.shape, filter.shape, call.attributes);
    const [kernelHeight = 1, kernelWidth = 1, channels = 1, filters = 1] = filter.shape;
    const columns = windowColumns(height, width);
    const source = sourceOf(layout, x, columns);
    const kernel = op.reshape(op.transpose(filter.name, [3, 2, 0, 1]), [
      filters,
      kernelHeight * kernelWidth * channels,
    ]);
    const parts = layout.cut(result(call).shape).map(([from, to]) => {
      const windows = gatherColumns(op, source, columns.slice(from * width.output, to * width.output));
      return op.reshape(op.node('MatMul', [kernel, windows]), [filters, (to - from) * width.output, source.batch]);
    });
    return layout.define(parts, result(call));
  });
}

export function filterGradient(layout: BatchLastLayout): OnnxRule {
  return lower<FilterGradient>((call, op) => {
    const [x, dy] = [operand(call, 'x'), operand(call, 'dy')];
    const { filterShape } = call.attributes;
    const { height, width } = windowGeometry(x.shape, filterShape, call.attributes);
    const [kernelHeight = 1, kernelWidth = 1, channels = 1, filters = 1] = filterShape;
    const columns = windowColumns(height, width);
    const source = sourceOf(layout, x, columns);
    const cut = layout.cut(dy.shape);
    const gradients = layout.parts(dy);
    let sum: string | undefined;
    cut.forEach(([from, to], part) => {
      // Windows are gathered once more: in parts that is cheaper than to keep all of them since the forward pass.
      const windows = gatherColumns(op, source, columns.slice(from * width.output, to * width.output), cut.length > 1);
      const gradient = op.reshape(gradients[part]!, [filters, (to - from) * width.output * source.batch]);
      sum = op.node('Gemm', sum === undefined ? [windows, gradient] : [windows, gradient, sum], { transB: 1 });
    });
    const arranged = op.reshape(sum!, [channels, kernelHeight, kernelWidth, filters]);
    return op.transpose(arranged, [1, 2, 0, 3]);
  });
}

export function inputGradient(layout: BatchLastLayout): OnnxRule {
  return lower<InputGradient>((call, op) => {
    const [dy, filter] = [operand(call, 'dy'), operand(call, 'filter')];
    const { height, width } = windowGeometry(call.attributes.inputShape, filter.shape, call.attributes);
    const [kernelHeight = 1, kernelWidth = 1, channels = 1, filters = 1] = filter.shape;
    const compute = kernelHeight * kernelWidth * channels <= filters ? scatter : phases;
    return layout.define(compute(op, layout, dy, filter, height, width, result(call).shape), result(call));
  });
}

/** Phases of a stride that one product makes: those of some rows and columns, from so many steps of the kernel. */
interface PhaseGroup {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly rowSteps: number;
  readonly columnSteps: number;
}

/**
 * A kernel of 3 with strides of 2 has two elements for even and one for odd pixels. All phases in one product multiply with
 * zeros for those that are missing; in products of their own they do not, if these are large enough.
 */
function groupPhases(
  height: WindowAxis,
  width: WindowAxis,
  channels: number,
  fewestProductRows: number,
): readonly PhaseGroup[] {
  const steps = ({ kernel, stride }: WindowAxis, phase: number): number => Math.ceil((kernel - phase) / stride);
  const apart = ({ kernel, stride }: WindowAxis): number[][] =>
    kernel % stride === 0 || kernel < stride ? [range(stride)] : range(stride).map((phase) => [phase]);
  const both = channels >= fewestProductRows;
  const splitRows = both || channels * width.stride >= fewestProductRows;
  const rows = splitRows ? apart(height) : [range(height.stride)];
  const columns = both ? apart(width) : [range(width.stride)];
  return rows.flatMap((rows) =>
    columns.map((columns) => ({
      rows,
      columns,
      rowSteps: steps(height, rows[0]!),
      columnSteps: steps(width, columns[0]!),
    })),
  );
}

/**
 * The input's gradient by the phases of the strides (see phasedAxis): each group of phases is one product of the outputs'
 * windows with the kernel's elements of these phases; then the pixels are put in their places.
 */
function phases(
  op: OnnxBuilder,
  layout: BatchLastLayout,
  dy: Operand,
  filter: Operand,
  heightAxis: WindowAxis,
  widthAxis: WindowAxis,
  shape: readonly number[],
): string[] {
  const [, , channels = 1, filters = 1] = filter.shape;
  const [height, width] = [phasedAxis(heightAxis), phasedAxis(widthAxis)];
  const across = width.taps.length;
  const columnsOf = ({ rowSteps, columnSteps }: PhaseGroup): Columns =>
    crossed(
      height.taps.map((taps) => taps.slice(0, rowSteps)),
      width.taps.map((taps) => taps.slice(0, columnSteps)),
      heightAxis.output,
      widthAxis.output,
    );
  const phased = phasedKernel(op, filter.name, filter.shape, height, width);
  const groups = groupPhases(heightAxis, widthAxis, channels, layout.sizes.fewestProductRows).map((group) => ({
    ...group,
    all: columnsOf(group),
    kernel: groupKernel(op, phased.name, group, channels, filters),
  }));
  const source = sourceOf(layout, dy, groups.map(({ all }) => all).flat());
  return layout.cut(shape).map(([from, to]) => {
    const rows = height.order.slice(from, to).map(({ q }) => q);
    const [first, last] = [Math.min(...rows), Math.max(...rows) + 1];
    const positions = (last - first) * across;
    /** Where in what is put together each phase begins. */
    const starts = new Map<string, number>();
    let count = 0;
    const products = groups.map((group) => {
      for (const row of group.rows)
        for (const column of group.columns) {
          starts.set(`${row} ${column}`, count);
          count += positions;
        }
      const windows = gatherColumns(op, source, group.all.slice(first * across, last * across));
      const size = group.rows.length * group.columns.length * positions;
      return op.reshape(op.node('MatMul', [group.kernel, windows]), [channels, size, source.batch]);
    });
    const places = height.order
      .slice(from, to)
      .flatMap((y) => width.order.map((x) => starts.get(`${y.phase} ${x.phase}`)! + (y.q - first) * across + x.q));
    return placed(op, op.joined(products, 1), places, count);
  });
}

/** `[channels · phases, filters · steps]` of `[steps, steps, phases, phases, channels, filters]`. */
function groupKernel(op: OnnxBuilder, phased: string, group: PhaseGroup, channels: number, filters: number): string {
  const { rows, columns, rowSteps, columnSteps } = group;
  const part = op.node('Slice', [
    phased,
    op.int64([0, 0, rows[0]!, columns[0]!]),
    op.int64([rowSteps, columnSteps, rows.at(-1)! + 1, columns.at(-1)! + 1]),
    op.int64([0, 1, 2, 3]),
  ]);
  return op.reshape(op.transpose(part, [4, 2, 3, 5, 0, 1]), [
    channels * rows.length * columns.length,
    filters * rowSteps * columnSteps,
  ]);
}

function placed(op: OnnxBuilder, images: string, places: readonly number[], count: number): string {
  if (places.length === count && places.every((from, to) => from === to)) return images;
  return op.node('Gather', [images, op.constant(places, [places.length], 'int32')], { axis: 1 });
}

/** For few channels: what each output gives to each tap, and then for each pixel the sum of what it is given. */
function scatter(
  op: OnnxBuilder,
  layout: BatchLastLayout,
  dy: Operand,
  filter: Operand,
  height: WindowAxis,
  width: WindowAxis,
  shape: readonly number[],
): string[] {
  const batch = dy.shape[0]!;
  const [kernelHeight = 1, kernelWidth = 1, channels = 1, filters = 1] = filter.shape;
  const outputs = height.output * width.output;
  const taps = kernelHeight * kernelWidth;
  const given: number[][] = Array.from({ length: height.input * width.input }, () => []);
  windowColumns(height, width).forEach((sources, at) =>
    sources.forEach((pixel, tap) => pixel >= 0 && given[pixel]!.push(tap * outputs + at)),
  );
  const most = Math.max(1, ...given.map(({ length }) => length));
  const padded = given.some(({ length }) => length < most);
  // A tap of zeros stands for what is missing.
  const kernel = op.reshape(op.transpose(filter.name, [2, 0, 1, 3]), [channels, taps, filters]);
  const whole = padded
    ? op.node('Concat', [kernel, op.filled(0, [channels, 1, filters], 'float32')], { axis: 1 })
    : kernel;
  const rows = padded ? taps + 1 : taps;
  const flat = op.reshape(whole, [channels * rows, filters]);
  const products = layout.parts(dy).map((part, index) => {
    const [from, to] = layout.cut(dy.shape)[index]!;
    return op.node('MatMul', [flat, op.reshape(part, [filters, (to - from) * width.output * batch])]);
  });
  const offers = op.reshape(op.joined(products, 1), [channels, rows * outputs, batch]);
  return layout.cut(shape).map(([from, to]) => {
    const pixels = given.slice(from * width.input, to * width.input);
    const indices = Array.from({ length: most }, (_, rank) =>
      pixels.map((each) => each[rank] ?? taps * outputs),
    ).flat();
    const gathered = op.node('Gather', [offers, op.constant(indices, [most, pixels.length], 'int32')], { axis: 1 });
    const sum = op.reduceMiddle('ReduceSum', gathered, [channels, most, pixels.length * batch]);
    return op.reshape(sum, [channels, pixels.length, batch]);
  });
}

function sourceOf(layout: BatchLastLayout, x: Operand, columns: Columns): Source {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  return { ...layout.whole(x, isPadded(columns)), channels, positions: height * width, batch };
}
