/** A graph that computes in 16-bit floating point; what goes in and comes out stays as it was. Owns that change. */
import { makeNode } from '../builder.ts';
import { elementTypes, type GraphProto, type NodeProto, type TensorProto } from '../schema.ts';

const { float32, float16 } = elementTypes;

/** Inputs that ONNX has in 32 bits whatever the others are: how much a Resize enlarges. */
const staysWide = (node: NodeProto, at: number): boolean => node.opType === 'Resize' && at === 2;

export function inHalves(graph: GraphProto): GraphProto {
  const wide = new Set(
    graph.node.flatMap((node) => node.input.filter((name, at) => name !== '' && staysWide(node, at))),
  );
  const given = graph.input.filter(({ type }) => type.tensorType.elemType === float32).map(({ name }) => name);
  const defaults = new Set(given.filter((name) => graph.initializer.some((tensor) => tensor.name === name)));
  const names = new Map([
    ...given.map((name) => [name, `${name} in halves`] as const),
    ...graph.output.map(({ name }) => [name, `${name} in halves`] as const),
  ]);
  const narrow = (name: string): string => names.get(name) ?? name;
  const node = graph.node.map((each) => ({
    ...each,
    input: each.input.map(narrow),
    output: each.output.map(narrow),
    attribute: each.attribute.map((attribute) =>
      each.opType === 'Cast' && attribute.i === float32 ? { ...attribute, i: float16 } : attribute,
    ),
  }));
  const cast = (from: string, to: string, type: number): NodeProto => makeNode('Cast', [from], [to], { to: type });
  return {
    ...graph,
    node: [
      ...given.map((name) => cast(name, narrow(name), float16)),
      ...node,
      ...graph.output.map(({ name }) => cast(narrow(name), name, float32)),
    ],
    initializer: graph.initializer.map((tensor) =>
      tensor.dataType === float32 && !wide.has(tensor.name) && !defaults.has(tensor.name) ? halved(tensor) : tensor,
    ),
  };
}

function halved(tensor: TensorProto): TensorProto {
  const values = new Float32Array(tensor.rawData.slice().buffer);
  return { ...tensor, dataType: float16, rawData: new Uint8Array(Uint16Array.from(values, half).buffer) };
}

const [single, bits] = [new Float32Array(1), new Uint32Array(1)];
const word = new Uint32Array(single.buffer);

/** The bits of the nearest 16-bit number (IEEE 754 binary16, ties to even); what is too large becomes the largest. */
export function half(value: number): number {
  single[0] = value;
  bits[0] = word[0]!;
  const sign = (bits[0] >>> 16) & 0x8000;
  const magnitude = bits[0] & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude === 0x7f800000) return sign | 0x7c00;
  // 65,519 and less round to a finite number.
  if (magnitude >= 0x477ff000) return sign | 0x7bff;
  const size = Math.abs(value);
  if (size < 2 ** -14) return sign | roundedEven(size * 2 ** 24);
  const exponent = (magnitude >>> 23) - 127;
  return sign | (((exponent + 15) << 10) + roundedEven((size / 2 ** exponent - 1) * 1024));
}

function roundedEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
