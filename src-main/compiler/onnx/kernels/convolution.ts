/** ONNX nodes of convolutions, channels last, as patches and matrix products; see patches.ts for why. */
import { sizeOf } from '../../graph.ts';
import { windowGeometry, type WindowAttributes, type WindowGeometry } from '../../kernels/window.ts';
import type { OnnxBuilder } from '../builder.ts';
import { lower, operand, result, type Operand, type OnnxRule } from '../rule.ts';
import { gatherPhased, interleave, phasedAxis, phasedKernel, windows } from './patches.ts';

type InputGradient = WindowAttributes & { inputShape: readonly number[] };
type FilterGradient = WindowAttributes & { filterShape: readonly number[] };

/**
 * The rules of the three kernels. Above `mostPatchElements` patches are not made: ONNX Runtime's own convolution, slower,
 * needs no more than one image's patches at a time.
 */
export function convolutionRules(mostPatchElements: number) {
  return {
    Conv2D: forward(mostPatchElements),
    Conv2DBackpropInput: inputGradient(mostPatchElements),
    Conv2DBackpropFilter: filterGradient(mostPatchElements),
  };
}

const forward = (mostPatchElements: number): OnnxRule =>
  lower<WindowAttributes>((call, op) => {
    const [x, filter] = [operand(call, 'x'), operand(call, 'filter')];
    const { shape } = result(call);
    const [kernelHeight = 1, kernelWidth = 1, channels = 1, filters = 1] = filter.shape;
    const geometry = windowGeometry(x.shape, filter.shape, call.attributes);
    const rows = sizeOf(shape.slice(0, 3));
    const depth = kernelHeight * kernelWidth * channels;
    if (rows * depth > mostPatchElements) return ownConvolution(op, x, filter, call.attributes);
    const patches = windows(op, x.name, x.shape, geometry);
    const product = op.node('MatMul', [
      op.reshape(patches.name, [rows, depth]),
      op.reshape(filter.name, [depth, filters]),
    ]);
    return op.reshape(product, shape);
  });

const inputGradient = (mostPatchElements: number): OnnxRule =>
  lower<InputGradient>((call, op) => {
    const [dy, filter] = [operand(call, 'dy'), operand(call, 'filter')];
    const { inputShape } = call.attributes;
    const [, , channels = 1, filters = 1] = filter.shape;
    const geometry = windowGeometry(inputShape, filter.shape, call.attributes);
    const [height, width] = [phasedAxis(geometry.height), phasedAxis(geometry.width)];
    const rows = (inputShape[0] ?? 0) * height.taps.length * width.taps.length;
    const depth = height.steps * width.steps * filters;
    if (rows * depth > mostPatchElements) return ownTransposed(op, dy, filter, call.attributes);
    const patches = gatherPhased(op, dy.name, dy.shape, height, width);
    const kernel = phasedKernel(op, filter.name, filter.shape, height, width);
    // [steps, steps, phases, phases, channels, filters] -> [steps · steps · filters, phases · phases · channels]
    const arranged = op.reshape(op.transpose(kernel.name, [0, 1, 5, 2, 3, 4]), [
      depth,
      height.phases * width.phases * channels,
    ]);
    const product = op.node('MatMul', [op.reshape(patches.name, [rows, depth]), arranged]);
    return interleave(op, product, inputShape, height, width);
  });

const filterGradient = (mostPatchElements: number): OnnxRule =>
  lower<FilterGradient>((call, op) => {
    const [x, dy] = [operand(call, 'x'), operand(call, 'dy')];
    const { filterShape } = call.attributes;
    const [kernelHeight = 1, kernelWidth = 1, channels = 1, filters = 1] = filterShape;
    const geometry = windowGeometry(x.shape, filterShape, call.attributes);
    const rows = sizeOf(dy.shape.slice(0, 3));
    const gradient = op.reshape(dy.name, [rows, filters]);
    const taps = kernelHeight * kernelWidth;
    if (rows * taps * channels <= mostPatchElements) {
      const patches = op.reshape(windows(op, x.name, x.shape, geometry).name, [rows, taps * channels]);
      return op.reshape(op.node('Gemm', [patches, gradient], { transA: 1 }), filterShape);
    }
    // One kernel element at a time, so that only one shifted copy of the input exists at once.
    const parts: string[] = [];
    for (let row = 0; row < kernelHeight; row++)
      for (let column = 0; column < kernelWidth; column++) {
        const { height, width } = geometry;
        const shifted = windows(op, x.name, x.shape, {
          ...geometry,
          height: { ...height, kernel: 1, before: height.before - row * height.dilation },
          width: { ...width, kernel: 1, before: width.before - column * width.dilation },
        });
        parts.push(op.node('Gemm', [op.reshape(shifted.name, [rows, channels]), gradient], { transA: 1 }));
      }
    return op.reshape(op.node('Concat', parts, { axis: 0 }), filterShape);
  });

const channelsFirst = [0, 3, 1, 2];
const channelsLast = [0, 2, 3, 1];

/** ONNX's own convolution, channels first. */
function ownConvolution(op: OnnxBuilder, x: Operand, filter: Operand, attributes: WindowAttributes): string {
  const own = ownAttributes(x.shape, filter.shape, attributes);
  const image = op.transpose(x.name, channelsFirst);
  return op.transpose(op.node('Conv', [image, op.transpose(filter.name, [3, 2, 0, 1])], own.attributes), channelsLast);
}

/** The adjoint of ONNX's own convolution. */
function ownTransposed(op: OnnxBuilder, dy: Operand, filter: Operand, attributes: InputGradient): string {
  const own = ownAttributes(attributes.inputShape, filter.shape, attributes);
  const image = op.transpose(dy.name, channelsFirst);
  const transposed = op.node('ConvTranspose', [image, op.transpose(filter.name, [3, 2, 0, 1])], {
    ...own.attributes,
    output_padding: own.outputPadding,
  });
  return op.transpose(transposed, channelsLast);
}

function ownAttributes(inputShape: readonly number[], filterShape: readonly number[], attributes: WindowAttributes) {
  return ownWindow(windowGeometry(inputShape, filterShape, attributes));
}

/** A window as attributes of ONNX's own Conv and pooling. */
export function ownWindow(geometry: WindowGeometry) {
  const axes = [geometry.height, geometry.width];
  const reach = axes.map((axis) => (axis.output - 1) * axis.stride + (axis.kernel - 1) * axis.dilation + 1);
  const after = axes.map((axis, index) => Math.max(0, (reach[index] ?? 0) - axis.before - axis.input));
  return {
    attributes: {
      kernel_shape: axes.map(({ kernel }) => kernel),
      strides: axes.map(({ stride }) => stride),
      dilations: axes.map(({ dilation }) => dilation),
      pads: [...axes.map(({ before }) => before), ...after],
    },
    /** Input elements after the last window, which the transposed convolution has to add. */
    outputPadding: axes.map((axis, index) => Math.max(0, axis.before + axis.input - (reach[index] ?? 0))),
  };
}
