/** ONNX nodes of image resizing and its gradients, `[batch, height, width, channels]`. */
import { lower, operand, type OnnxRule } from '../rule.ts';
import { applyMap, transposeMap, type AxisMap } from './axis-map.ts';

interface ResizeAttributes {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

type Interpolation = (from: number, to: number, attributes: ResizeAttributes) => AxisMap;

/** Source position of each result position, as TensorFlow.js computes it. */
function positions(
  from: number,
  to: number,
  { alignCorners, halfPixelCenters }: ResizeAttributes,
  centre: number,
): number[] {
  const ratio = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return Array.from({ length: to }, (_, at) => (halfPixelCenters ? ratio * (at + 0.5) - centre : ratio * at));
}

const bilinear: Interpolation = (from, to, attributes) => ({
  inputSize: from,
  sources: positions(from, to, attributes, 0.5).map((exact) => {
    const below = Math.max(0, Math.floor(exact));
    const above = Math.min(from - 1, Math.ceil(exact));
    const fraction = exact - below;
    // Both neighbours are the edge itself outside the image.
    if (below >= above || fraction === 0) return [{ at: Math.min(below, from - 1), weight: 1 }];
    return [
      { at: below, weight: 1 - fraction },
      { at: above, weight: fraction },
    ];
  }),
});

const nearest: Interpolation = (from, to, attributes) => ({
  inputSize: from,
  sources: positions(from, to, attributes, 0).map((exact) => {
    const at = attributes.alignCorners ? Math.round(exact) : Math.floor(exact);
    return [{ at: Math.min(from - 1, Math.max(0, at)), weight: 1 }];
  }),
});

function resize(interpolation: Interpolation): OnnxRule {
  return lower<ResizeAttributes & { size: [number, number] }>((call, op) => {
    const { name, shape } = operand(call, 'images');
    const [height, width] = call.attributes.size;
    const rows = applyMap(op, name, shape, 1, interpolation(shape[1] ?? 0, height, call.attributes));
    return applyMap(op, rows.name, rows.shape, 2, interpolation(shape[2] ?? 0, width, call.attributes)).name;
  });
}

function gradient(interpolation: Interpolation): OnnxRule {
  return lower<ResizeAttributes>((call, op) => {
    const [dy, images] = [operand(call, 'dy'), operand(call, 'images')];
    const back = (axis: 1 | 2): AxisMap =>
      transposeMap(interpolation(images.shape[axis] ?? 0, dy.shape[axis] ?? 0, call.attributes));
    const rows = applyMap(op, dy.name, dy.shape, 1, back(1));
    return applyMap(op, rows.name, rows.shape, 2, back(2)).name;
  });
}

export const resizeBilinear = resize(bilinear);
export const resizeBilinearGradient = gradient(bilinear);
export const resizeNearest = resize(nearest);
export const resizeNearestGradient = gradient(nearest);
