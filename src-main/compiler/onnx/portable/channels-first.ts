/**
 * The lowering for exports: ONNX's own convolutions, pooling and resizing, which know pictures with the channels first.
 * Pictures stay that way from one to the next, through whatever works element by element; everything else meets the
 * ordinary layout.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../graph.ts';
import { parseSlice, positiveAxis } from '../../kernels/arrangement.ts';
import { elementwise } from '../../kernels/elementwise.ts';
import type { KernelName } from '../../kernels/index.ts';
import { poolGeometry, windowGeometry, type PoolAttributes, type WindowAttributes } from '../../kernels/window.ts';
import type { OnnxBuilder } from '../builder.ts';
import { slice } from '../kernels/arrangement.ts';
import { ownWindow } from '../kernels/convolution.ts';
import { onnxRules } from '../kernels/index.ts';
import { lower, operand, result, type Call, type Operand, type OnnxRule } from '../rule.ts';

const channelsFirst = [0, 3, 1, 2];
const channelsLast = [0, 2, 3, 1];

/** Of a list with one entry for each axis, channels last. */
const first = <T>(perAxis: readonly T[]): T[] => channelsFirst.map((axis) => perAxis[axis]!);

/** Names of pictures with the channels first, by their names in the ordinary layout. */
class Layout {
  readonly #op: OnnxBuilder;
  readonly #known = new Map<string, string>();

  constructor(op: OnnxBuilder) {
    this.#op = op;
  }

  has(name: string): boolean {
    return this.#known.has(name);
  }

  first({ name }: Operand): string {
    return this.#known.get(name) ?? this.#op.transpose(name, channelsFirst);
  }

  /** The name in the ordinary layout of pictures that are computed with the channels first. */
  define(pictures: string): string {
    const ordinary = this.#op.lazy(() => this.#op.transpose(pictures, channelsLast));
    this.#known.set(ordinary, pictures);
    return ordinary;
  }
}

export function portableRules(op: OnnxBuilder): Record<KernelName, OnnxRule> {
  const layout = new Layout(op);
  const rules = { ...onnxRules };
  for (const kernel of Object.keys(elementwise) as KernelName[]) rules[kernel] = followed(layout, onnxRules[kernel]);
  return {
    ...rules,
    Conv2D: convolution(layout),
    Conv2DBackpropInput: transposed(layout),
    DepthwiseConv2dNative: depthwise(layout),
    MaxPool: pooling(layout, 'MaxPool'),
    // Padding does not count, as in TensorFlow.
    AvgPool: pooling(layout, 'AveragePool'),
    ResizeNearestNeighbor: resizing(layout, 'nearest'),
    ResizeBilinear: resizing(layout, 'linear'),
    Concat: concatenation(layout),
    PadV2: padding(layout),
    Slice: slicing(layout),
  };
}

const convolution = (layout: Layout): OnnxRule =>
  lower<WindowAttributes>((call, op) => {
    const [x, filter] = [operand(call, 'x'), operand(call, 'filter')];
    const { attributes } = ownWindow(windowGeometry(x.shape, filter.shape, call.attributes));
    return layout.define(op.node('Conv', [layout.first(x), op.transpose(filter.name, [3, 2, 0, 1])], attributes));
  });

const transposed = (layout: Layout): OnnxRule =>
  lower<WindowAttributes & { inputShape: readonly number[] }>((call, op) => {
    const [dy, filter] = [operand(call, 'dy'), operand(call, 'filter')];
    const window = ownWindow(windowGeometry(call.attributes.inputShape, filter.shape, call.attributes));
    const attributes = { ...window.attributes, output_padding: window.outputPadding };
    const kernel = op.transpose(filter.name, [3, 2, 0, 1]);
    return layout.define(op.node('ConvTranspose', [layout.first(dy), kernel], attributes));
  });

/** Filters [height, width, channels, multiplier] as [channels × multiplier, 1, height, width], in as many groups as channels. */
const depthwise = (layout: Layout): OnnxRule =>
  lower<WindowAttributes>((call, op) => {
    const [x, filter] = [operand(call, 'x'), operand(call, 'filter')];
    const [height = 1, width = 1, channels = 1, multiplier = 1] = filter.shape;
    const { attributes } = ownWindow(windowGeometry(x.shape, filter.shape, call.attributes, true));
    const kernel = op.reshape(op.transpose(filter.name, [2, 3, 0, 1]), [channels * multiplier, 1, height, width]);
    return layout.define(op.node('Conv', [layout.first(x), kernel], { ...attributes, group: channels }));
  });

const pooling = (layout: Layout, type: 'MaxPool' | 'AveragePool'): OnnxRule =>
  lower<PoolAttributes>((call, op) => {
    const x = operand(call, 'x');
    const { dilations, ...attributes } = ownWindow(poolGeometry(x.shape, call.attributes)).attributes;
    if (dilations.some((dilation) => dilation !== 1))
      return onnxRules[type === 'MaxPool' ? 'MaxPool' : 'AvgPool'](call as unknown as Call, op);
    return layout.define(op.node(type, [layout.first(x)], attributes));
  });

interface ResizeAttributes {
  alignCorners: boolean;
  halfPixelCenters: boolean;
  size: [number, number];
}

const resizing = (layout: Layout, mode: 'nearest' | 'linear'): OnnxRule =>
  lower<ResizeAttributes>((call, op) => {
    const images = operand(call, 'images');
    const { alignCorners, halfPixelCenters, size } = call.attributes;
    const [, height = 1, width = 1] = images.shape;
    const scales = op.constant([1, 1, size[0] / height, size[1] / width], [4], 'float32');
    const transformation = alignCorners ? 'align_corners' : halfPixelCenters ? 'half_pixel' : 'asymmetric';
    // TensorFlow.js takes the pixel below a position, and with aligned corners or centres of pixels the nearest one.
    const nearest = { nearest_mode: alignCorners || halfPixelCenters ? 'round_prefer_ceil' : 'floor' };
    return layout.define(
      op.node('Resize', [layout.first(images), '', scales], {
        mode,
        coordinate_transformation_mode: transformation,
        ...(mode === 'nearest' ? nearest : {}),
      }),
    );
  });

const concatenation = (layout: Layout): OnnxRule =>
  lower<tf.ConcatAttrs>((call, op) => {
    const parts = Object.values(call.inputs).filter(({ shape }) => sizeOf(shape) > 0);
    if (!parts.some(({ name }) => layout.has(name))) return onnxRules.Concat(call as unknown as Call, op);
    const axis = channelsFirst.indexOf(positiveAxis(call.attributes.axis, 4));
    return layout.define(
      op.node(
        'Concat',
        parts.map((part) => layout.first(part)),
        { axis },
      ),
    );
  });

const padding = (layout: Layout): OnnxRule =>
  lower<tf.PadV2Attrs>((call, op) => {
    const x = operand(call, 'x');
    if (!layout.has(x.name)) return onnxRules.PadV2(call as unknown as Call, op);
    const { paddings, constantValue } = call.attributes;
    const pads = [0, 1].flatMap((end) => first(paddings.map((pair) => pair[end]!)));
    return layout.define(op.node('Pad', [layout.first(x), op.int64(pads), op.scalar(constantValue, x.dtype)]));
  });

const slicing = (layout: Layout): OnnxRule =>
  lower<tf.SliceAttrs>((call, op) => {
    const x = operand(call, 'x');
    if (!layout.has(x.name)) return onnxRules.Slice(call as unknown as Call, op);
    const { begin, size } = parseSlice(x.shape, call.attributes.begin, call.attributes.size);
    const end = begin.map((start, axis) => start + (size[axis] ?? 0));
    return layout.define(slice(op, layout.first(x), first(x.shape), first(begin), first(end)));
  });

/** An elementwise rule, which computes with the channels first where one of its operands is there. */
const followed =
  (layout: Layout, rule: OnnxRule): OnnxRule =>
  (call, op) => {
    const output = result(call);
    const operands = Object.entries(call.inputs);
    if (output.shape.length !== 4 || !operands.some(([, { name }]) => layout.has(name))) return rule(call, op);
    const inputs = Object.fromEntries(operands.map(([name, value]) => [name, moved(layout, op, value)]));
    const [computed = ''] = [
      rule({ ...call, inputs, outputs: [{ ...output, shape: first(output.shape) }] }, op),
    ].flat();
    return layout.define(computed);
  };

/** An operand that has fewer axes, or sizes of one, is spread as before. */
function moved(layout: Layout, op: OnnxBuilder, value: Operand): Operand {
  const { shape } = value;
  if (shape.length === 4) return { ...value, name: layout.first(value), shape: first(shape) };
  if (sizeOf(shape) === 1) return value;
  const whole = [...Array<number>(4 - shape.length).fill(1), ...shape];
  const name = op.reshape(value.name, shape.length === 1 ? [shape[0]!, 1, 1] : whole);
  if (shape.length === 1) return { ...value, name, shape: [shape[0]!, 1, 1] };
  return { ...value, name: op.transpose(name, channelsFirst), shape: first(whole) };
}
