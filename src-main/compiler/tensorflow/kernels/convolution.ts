/**
 * TensorFlow nodes of convolutions, channels last. TensorFlow's own operations, but for what its kernels refuse on the
 * processor: gradients of dilated windows, dilated depthwise windows, and depthwise windows with two different strides.
 */
import { windowGeometry, type WindowAttributes, type WindowAxis } from '../../kernels/window.ts';
import type { Attribute, Tensor, TensorFlowBuilder } from '../builder.ts';
import { lower, operand, type Operand, type TensorFlowRule } from '../rule.ts';
import { paddingBehind, paddingOf } from './padding.ts';
import { phasesOf } from './phases.ts';

type InputGradient = WindowAttributes & { inputShape: readonly number[] };
type FilterGradient = WindowAttributes & { filterShape: readonly number[] };
type Axes = readonly [WindowAxis, WindowAxis];

/** The operations of ordinary convolutions, or of depthwise ones, `[height, width, channels, multiplier]`. */
interface Family {
  readonly forward: 'Conv2D' | 'DepthwiseConv2dNative';
  readonly inputGradient: 'Conv2DBackpropInput' | 'DepthwiseConv2dNativeBackpropInput';
  readonly filterGradient: 'Conv2DBackpropFilter' | 'DepthwiseConv2dNativeBackpropFilter';
  readonly depthwise: boolean;
}

const ordinary: Family = {
  forward: 'Conv2D',
  inputGradient: 'Conv2DBackpropInput',
  filterGradient: 'Conv2DBackpropFilter',
  depthwise: false,
};
const depthwise: Family = {
  forward: 'DepthwiseConv2dNative',
  inputGradient: 'DepthwiseConv2dNativeBackpropInput',
  filterGradient: 'DepthwiseConv2dNativeBackpropFilter',
  depthwise: true,
};

const forward = (family: Family): TensorFlowRule =>
  lower<WindowAttributes>((call, op) => {
    const [x, filter] = [operand(call, 'x'), operand(call, 'filter')];
    const axes = axesOf(x.shape, filter.shape, call.attributes, family);
    if (isUneven(axes, family)) {
      const all = op.node(family.forward, [x, filter], attributesOf(axes.map(slidByOne)));
      return op.node('StridedSlice', [all, ...chosen(op, axes, call.outputs[0]!.shape)]);
    }
    if (!family.depthwise || !isDilated(axes)) return op.node(family.forward, [x, filter], attributesOf(axes));
    const phases = phasesOf(op, axes);
    return phases.joinOutput(op.node(family.forward, [phases.splitInput(x), filter], single));
  });

const inputGradient = (family: Family): TensorFlowRule =>
  lower<InputGradient>((call, op) => {
    const [given, filter] = [operand(call, 'dy'), operand(call, 'filter')];
    const { inputShape } = call.attributes;
    const { axes, dy } = evened(op, given, axesOf(inputShape, filter.shape, call.attributes, family), family);
    if (!isDilated(axes)) return op.node(family.inputGradient, [op.int32(inputShape), filter, dy], attributesOf(axes));
    const phases = phasesOf(op, axes);
    const sizes = op.int32(phases.splitShape(inputShape));
    return phases.joinInput(op.node(family.inputGradient, [sizes, filter, phases.splitOutput(dy)], single));
  });

const filterGradient = (family: Family): TensorFlowRule =>
  lower<FilterGradient>((call, op) => {
    const [x, given] = [operand(call, 'x'), operand(call, 'dy')];
    const { filterShape } = call.attributes;
    const { axes, dy } = evened(op, given, axesOf(x.shape, filterShape, call.attributes, family), family);
    const sizes = op.int32(filterShape);
    if (!isDilated(axes)) return op.node(family.filterGradient, [x, sizes, dy], attributesOf(axes));
    const phases = phasesOf(op, axes);
    return op.node(family.filterGradient, [phases.splitInput(x), sizes, phases.splitOutput(dy)], single);
  });

export const convolutions = {
  Conv2D: forward(ordinary),
  Conv2DBackpropFilter: filterGradient(ordinary),
  Conv2DBackpropInput: inputGradient(ordinary),
  DepthwiseConv2dNative: forward(depthwise),
  DepthwiseConv2dNativeBackpropFilter: filterGradient(depthwise),
  DepthwiseConv2dNativeBackpropInput: inputGradient(depthwise),
};

function axesOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: WindowAttributes,
  family: Family,
): Axes {
  const { height, width } = windowGeometry(inputShape, filterShape, attributes, family.depthwise);
  return [height, width];
}

const isDilated = (axes: Axes): boolean => axes.some(({ dilation }) => dilation > 1);

const isUneven = ([height, width]: Axes, { depthwise }: Family): boolean => depthwise && height.stride !== width.stride;

function attributesOf(axes: readonly WindowAxis[]): Record<string, Attribute> {
  const each = (of: (axis: WindowAxis) => number): number[] => [1, ...axes.map(of), 1];
  return {
    ...paddingOf(axes),
    strides: each(({ stride }) => stride),
    dilations: each(({ dilation }) => dilation),
    data_format: 'NHWC',
  };
}

const single = { padding: 'VALID', strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], data_format: 'NHWC' } as const;

/** The same window going over every position. */
function slidByOne(axis: WindowAxis): WindowAxis {
  return { ...axis, stride: 1, output: axis.before + axis.input + paddingBehind(axis) - axis.kernel + 1 };
}

/** Where among the results of windows that go over every position those with strides lie: begin, end, strides. */
function chosen(op: TensorFlowBuilder, axes: Axes, shape: readonly number[]): Tensor[] {
  const [batch, channels] = [shape[0]!, shape[3]!];
  const ends = axes.map(({ output, stride }) => (output - 1) * stride + 1);
  return [
    op.int32([0, 0, 0, 0]),
    op.int32([batch, ...ends, channels]),
    op.int32([1, ...axes.map(({ stride }) => stride), 1]),
  ];
}

/** For two different strides: the gradient as it is when the window goes over every position, zero where it would not. */
function evened(op: TensorFlowBuilder, dy: Operand, axes: Axes, family: Family): { axes: Axes; dy: Tensor } {
  if (!isUneven(axes, family)) return { axes, dy };
  const [height, width] = [slidByOne(axes[0]), slidByOne(axes[1])];
  const shape = [dy.shape[0]!, height.output, width.output, dy.shape[3]!];
  return {
    axes: [height, width],
    dy: op.node('StridedSliceGrad', [op.int32(shape), ...chosen(op, axes, dy.shape), dy]),
  };
}
