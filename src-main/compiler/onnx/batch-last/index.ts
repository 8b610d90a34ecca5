/**
 * The lowering for processors: images stay with the batch last from one convolution to the next, through whatever works
 * element by element or sums over pixels. Everything else meets the ordinary layout.
 */
import { sameShape, type Graph } from '../../graph.ts';
import { elementwise } from '../../kernels/elementwise.ts';
import type { KernelName } from '../../kernels/index.ts';
import { reducedAxes } from '../../kernels/reductions.ts';
import { windowGeometry, type WindowAttributes } from '../../kernels/window.ts';
import type { OnnxBuilder } from '../builder.ts';
import { onnxRules } from '../kernels/index.ts';
import { result, type Call, type Operand, type OnnxRule } from '../rule.ts';
import { convolution, filterGradient, inputGradient } from './convolution.ts';
import { BatchLastLayout, type Sizes } from './layout.ts';

/** Kernels on images that know only the ordinary layout; converting for each of them would cost more than is won. */
const ordinaryOnly: ReadonlySet<KernelName> = new Set<KernelName>([
  'AvgPool',
  'AvgPoolGrad',
  'DepthwiseConv2dNative',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'MaxPool',
  'MaxPoolGrad',
  'ResizeBilinear',
  'ResizeBilinearGrad',
  'ResizeNearestNeighbor',
  'ResizeNearestNeighborGrad',
]);

/** Rules for this graph on a processor; `sizes` only for tests. */
export function processorRules(op: OnnxBuilder, graph: Graph, sizes?: Sizes): Record<KernelName, OnnxRule> {
  if (graph.nodes.some(({ kernel }) => ordinaryOnly.has(kernel))) return onnxRules;
  const layout = new BatchLastLayout(op, sizes, oddRows(graph));
  const rules = { ...onnxRules };
  for (const kernel of Object.keys(elementwise) as KernelName[]) rules[kernel] = followed(layout, onnxRules[kernel]);
  rules.Sum = reduced(layout, onnxRules.Sum, () => 1);
  rules.Mean = reduced(layout, onnxRules.Mean, (pixels) => 1 / pixels);
  rules.Conv2D = whenLarge(layout, 'x', convolution(layout), onnxRules.Conv2D);
  rules.Conv2DBackpropInput = whenLarge(layout, 'dy', inputGradient(layout), onnxRules.Conv2DBackpropInput);
  rules.Conv2DBackpropFilter = whenLarge(layout, 'x', filterGradient(layout), onnxRules.Conv2DBackpropFilter);
  return rules;
}

/** Shapes of what a stride of two makes of an odd padding: of rows 2q − 1 and 2q, which one row of its source gives. */
function oddRows({ nodes }: Graph): ReadonlySet<string> {
  const odd = nodes.filter(({ kernel, inputs, outputs, attributes }) => {
    if (kernel !== 'Conv2DBackpropInput') return false;
    const { height } = windowGeometry(
      outputs[0]!.shape,
      inputs['filter']!.shape,
      attributes as unknown as WindowAttributes,
    );
    return height.stride === 2 && height.before % 2 === 1;
  });
  return new Set(odd.map(({ outputs }) => String(outputs[0]!.shape)));
}

/** The batch-last rule where the images fit it. */
const whenLarge =
  (layout: BatchLastLayout, input: string, rule: OnnxRule, ordinary: OnnxRule): OnnxRule =>
  (call, op) => {
    const images = call.inputs[input];
    return images && layout.fits(images) ? rule(call, op) : ordinary(call, op);
  };

/** An elementwise rule that works in the layout which its images are in, part by part. */
const followed =
  (layout: BatchLastLayout, rule: OnnxRule): OnnxRule =>
  (call, op) => {
    const output = result(call);
    const operands = Object.entries(call.inputs);
    if (!layout.fits(output) || !operands.some(([, { name }]) => layout.has(name))) return rule(call, op);
    const moved = operands.map(([name, value]) => [name, partsOf(layout, op, value, output.shape)] as const);
    if (moved.some(([, parts]) => parts === undefined)) return rule(call, op);
    const [batch = 0, , width = 0, channels = 0] = output.shape;
    const parts = layout.cut(output.shape).map(([from, to], part) => {
      const shape = [channels, (to - from) * width, batch];
      const inputs = Object.fromEntries(moved.map(([name, parts]) => [name, parts!(part, shape)]));
      const partCall: Call = { ...call, inputs, outputs: [{ ...output, shape }] };
      return [rule(partCall, op)].flat()[0]!;
    });
    return layout.define(parts, output);
  };

type PartOf = (part: number, shape: readonly number[]) => Operand;

/** The parts of an elementwise kernel's operand, `[channels, positions, batch]`; undefined for a rare broadcast. */
function partsOf(
  layout: BatchLastLayout,
  op: OnnxBuilder,
  value: Operand,
  output: readonly number[],
): PartOf | undefined {
  const { shape, dtype } = value;
  if (shape.length === 4 && shape.every((size, axis) => size === output[axis])) {
    const parts = layout.parts(value);
    return (part, shape) => ({ dtype, shape, name: parts[part]! });
  }
  if (shape.slice(0, -1).some((size) => size !== 1)) return undefined;
  const flat = shape.at(-1) ?? 1;
  const same: Operand = flat === 1 ? reshaped(op, value, []) : reshaped(op, value, [flat, 1, 1]);
  return () => same;
}

const reshaped = (op: OnnxBuilder, value: Operand, shape: readonly number[]): Operand => ({
  ...value,
  name: sameShape(value.shape, shape) ? value.name : op.reshape(value.name, shape),
  shape,
});

/** A sum over the batch and all pixels, by channel or over everything: of each part, then of the parts. */
const reduced =
  (layout: BatchLastLayout, rule: OnnxRule, factor: (pixels: number) => number): OnnxRule =>
  (call, op) => {
    const x = call.inputs['x'];
    if (!x || x.dtype !== 'float32' || !layout.has(x.name)) return rule(call, op);
    const axes = reducedAxes(call.attributes as Parameters<typeof reducedAxes>[0], x.shape);
    if (![0, 1, 2].every((axis) => axes.includes(axis))) return rule(call, op);
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
    const everything = axes.length === 4;
    const cut = layout.cut(x.shape);
    const sums = layout.parts(x).map((part, index) => {
      const [from, to] = cut[index]!;
      const count = (to - from) * width;
      // Two steps: ONNX Runtime sums short rows fastest, and in parallel.
      const rows = op.node('ReduceSum', [op.reshape(part, [channels * count, batch]), op.int64([1])], { keepdims: 0 });
      return op.node('ReduceSum', [op.reshape(rows, [channels, count]), op.int64([1])], { keepdims: 0 });
    });
    const byChannel = sums.reduce((sum, each) => op.node('Add', [sum, each]));
    const total = everything ? op.node('ReduceSum', [byChannel, op.int64([0])], { keepdims: 0 }) : byChannel;
    const scale = factor(batch * height * width * (everything ? channels : 1));
    const scaled = scale === 1 ? total : op.node('Mul', [total, op.scalar(scale, 'float32')]);
    return call.attributes['keepDims'] === true ? op.reshape(scaled, result(call).shape) : scaled;
  };
