/**
 * A graph whose products and convolutions with weights are of whole numbers of 8 bits ("dynamic quantisation"): weights once
 * and for all, by output channel; what they meet at each run, by its present range. Weights of other operators are stored so,
 * and enlarged when the file is opened. Owns that change; ONNX Runtime has the operators (MatMulInteger, ConvInteger,
 * DynamicQuantizeLinear, DequantizeLinear).
 */
import { sizeOf } from '../../graph.ts';
import { makeNode } from '../builder.ts';
import { elementTypes, type GraphProto, type NodeProto, type TensorProto } from '../schema.ts';

/** Smaller ones are not worth the nodes. */
const leastElements = 256;

/** Weights as bytes, and what stands beside them. */
interface Quantised {
  readonly weights: string;
  /** Of the bytes that mean zero. */
  readonly zero: string;
  /** Of each output channel, to be spread over the results. */
  readonly scale: string;
}

export function inBytes(graph: GraphProto): GraphProto {
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const made = new Map<string, TensorProto>();
  const measured = new Set<string>();
  const keep = (tensor: TensorProto): string => {
    made.set(tensor.name, tensor);
    return tensor.name;
  };
  const node = graph.node.flatMap((each): NodeProto[] => {
    const product = productOf(each, constants);
    if (!product) return [each];
    const { weights, zero, scale } = product.quantise(keep);
    const [x] = each.input as [string];
    const [bytes, step, middle] = [`${x} as bytes`, `${x} step`, `${x} zero`] as const;
    // What several products share is measured once.
    const measure = measured.has(x) ? [] : [makeNode('DynamicQuantizeLinear', [x], [bytes, step, middle], {})];
    measured.add(x);
    const result = each.output[0]!;
    const [whole, floating, unit] = [`${result} whole`, `${result} floating`, `${result} unit`] as const;
    const scaled = product.bias === undefined ? result : `${result} scaled`;
    return [
      ...measure,
      { ...makeNode(product.type, [bytes, weights, middle, zero], [whole], {}), attribute: product.attribute },
      makeNode('Cast', [whole], [floating], { to: elementTypes.float32 }),
      makeNode('Mul', [step, scale], [unit], {}),
      makeNode('Mul', [floating, unit], [scaled], {}),
      ...(product.bias === undefined ? [] : [makeNode('Add', [scaled, product.bias], [result], {})]),
    ];
  });
  return withStoredBytes({ ...graph, node, initializer: [...graph.initializer, ...made.values()] });
}

/** What is still used of the larger weights, as bytes and an operator that enlarges them. */
function withStoredBytes(graph: GraphProto): GraphProto {
  const used = new Set(graph.node.flatMap(({ input }) => input));
  const inputs = new Set(graph.input.map(({ name }) => name));
  const enlarging: NodeProto[] = [];
  const initializer = graph.initializer.flatMap((tensor): TensorProto[] => {
    const { name, dims, dataType } = tensor;
    const isWeight = dataType === elementTypes.float32 && dims.length >= 2 && sizeOf(dims) >= leastElements;
    if (!isWeight || !used.has(name) || inputs.has(name)) return [tensor];
    const { bytes, scales } = quantised(tensor, 1, 0);
    const [stored, scale] = [`${name}/stored`, `${name}/step`] as const;
    enlarging.push(makeNode('DequantizeLinear', [stored, scale], [name], { axis: 1 }));
    return [
      { name: stored, dims, dataType: elementTypes.int8, rawData: bytes },
      { name: scale, dims: [scales.length], dataType: elementTypes.float32, rawData: new Uint8Array(scales.buffer) },
    ];
  });
  return { ...graph, node: [...enlarging, ...graph.node], initializer };
}

interface Product {
  readonly type: 'MatMulInteger' | 'ConvInteger';
  readonly attribute: NodeProto['attribute'];
  readonly bias: string | undefined;
  quantise(keep: (tensor: TensorProto) => string): Quantised;
}

/** What a node multiplies with constant weights; null where it is no such node. */
function productOf(node: NodeProto, constants: ReadonlyMap<string, TensorProto>): Product | null {
  const weights = constants.get(node.input[1] ?? '');
  if (!weights || weights.dataType !== elementTypes.float32 || sizeOf(weights.dims) < leastElements) return null;
  const flag = (name: string): boolean => node.attribute.some((each) => each.name === name && each.i === 1);
  if (node.opType === 'Conv' && node.input.length === 2) {
    const attribute = node.attribute;
    // ONNX Runtime's ConvInteger takes weights without a sign.
    return { type: 'ConvInteger', attribute, bias: undefined, quantise: (keep) => byChannel(weights, 0, true, keep) };
  }
  const isProduct = (node.opType === 'MatMul' || node.opType === 'Gemm') && weights.dims.length === 2;
  if (!isProduct || flag('transA')) return null;
  const turned = flag('transB') ? transposed(weights) : weights;
  const quantise: Product['quantise'] = (keep) => byChannel(turned, 1, false, keep);
  return { type: 'MatMulInteger', attribute: [], bias: node.input[2], quantise };
}

/** Each channel along an axis (0 of filters, 1 of matrices) by its own largest weight. */
function byChannel(
  tensor: TensorProto,
  axis: 0 | 1,
  unsigned: boolean,
  keep: (tensor: TensorProto) => string,
): Quantised {
  const offset = unsigned ? 128 : 0;
  const { bytes, scales } = quantised(tensor, axis, offset);
  const channels = scales.length;
  const { name } = tensor;
  const type = unsigned ? elementTypes.uint8 : elementTypes.int8;
  const spread = axis === 0 ? [1, channels, ...tensor.dims.slice(2).map(() => 1)] : [channels];
  return {
    weights: keep({ name: `${name}/bytes`, dims: tensor.dims, dataType: type, rawData: bytes }),
    zero: keep({ name: `${name}/zero`, dims: [], dataType: type, rawData: Uint8Array.of(offset) }),
    scale: keep({
      name: `${name}/scale`,
      dims: spread,
      dataType: elementTypes.float32,
      rawData: new Uint8Array(scales.buffer),
    }),
  };
}

/** Bytes around `offset`, each channel along an axis in steps of its own. */
function quantised(
  { dims, rawData }: TensorProto,
  axis: 0 | 1,
  offset: number,
): { readonly bytes: Uint8Array; readonly scales: Float32Array } {
  const values = new Float32Array(rawData.slice().buffer);
  const channels = dims[axis]!;
  const inner = sizeOf(dims.slice(axis + 1));
  const channelOf = (index: number): number => Math.floor(index / inner) % channels;
  const largest = new Float32Array(channels);
  values.forEach((value, index) => {
    const channel = channelOf(index);
    largest[channel] = Math.max(largest[channel]!, Math.abs(value));
  });
  const scales = largest.map((most) => (most === 0 ? 1 : most / 127));
  const bytes = Uint8Array.from(values, (value, index) => Math.round(value / scales[channelOf(index)]!) + offset);
  return { bytes, scales };
}

function transposed(tensor: TensorProto): TensorProto {
  const [rows, columns] = tensor.dims as [number, number];
  const from = new Float32Array(tensor.rawData.slice().buffer);
  const to = Float32Array.from(from, (_, index) => from[(index % rows) * columns + Math.floor(index / rows)]!);
  return { ...tensor, dims: [columns, rows], rawData: new Uint8Array(to.buffer) };
}
