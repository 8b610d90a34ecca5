/** One TensorFlow graph for any number of samples, of two that were lowered for two numbers of them. Owns what stands in place of the constants in which they differ. */
import { sizeOf } from '../../graph.ts';
import { isRepeated, sizesFor, withRest, type Pair, type Size } from '../../lowering/any-batch.ts';
import { rawBytes } from '../../lowering/constants.ts';
import { attributeProto } from '../builder.ts';
import { elementTypes, shapeProto, type NodeProto, type TensorProto } from '../schema.ts';

/** Null where the two differ in more than sizes. `given`: the input whose first size is the number of samples. */
export function joinBatches(
  given: string,
  a: readonly NodeProto[],
  b: readonly NodeProto[],
  pair: Pair,
): readonly NodeProto[] | null {
  if (a.length !== b.length) return null;
  const joined: NodeProto[] = [];
  const input = a.find(({ name }) => name === given)!;
  const sizes = new Sizes(input, joined);
  for (const [at, node] of a.entries()) {
    const other = b[at]!;
    if (text(node) === text(other)) joined.push(node);
    else if (!replace(node, other, a, pair, sizes)) return null;
  }
  return joined;
}

const text = (node: NodeProto): string =>
  JSON.stringify(node, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );

function replace(node: NodeProto, other: NodeProto, all: readonly NodeProto[], pair: Pair, made: Sizes): boolean {
  const [a, b] = [node.attr['value']?.tensor, other.attr['value']?.tensor];
  if (!a || !b || node.name !== other.name || a.dtype !== b.dtype) return false;
  const [dims, others] = [dimsOf(a), dimsOf(b)];
  if (a.dtype === elementTypes.int32 && dims.length === 1 && dims.join() === others.join()) {
    const sizes = sizesFor(integers(a), integers(b), pair);
    if (!sizes) return false;
    const users = all.filter(({ input }) => input.includes(node.name));
    const onlyReshapes = users.every(({ op, input }) => op === 'Reshape' && input.indexOf(node.name) === 1);
    const rest = onlyReshapes ? withRest(sizes) : null;
    if (rest) made.constant(node.name, rest, [rest.length]);
    else made.shape(node.name, sizes);
    return true;
  }
  const sizes = sizesFor(dims, others, pair);
  const bytes = a.tensorContent.length / sizeOf(dims);
  if (!sizes || !isRepeated(a.tensorContent, bytes) || !isRepeated(b.tensorContent, bytes)) return false;
  made.filled(node.name, { ...a, tensorShape: shapeProto([]), tensorContent: a.tensorContent.slice(0, bytes) }, sizes);
  return true;
}

const dimsOf = ({ tensorShape }: TensorProto): number[] => tensorShape.dim.map(({ size }) => size);
const integers = ({ tensorContent }: TensorProto): number[] => [...new Int32Array(tensorContent.slice().buffer)];

/** Appends what computes shapes from the input's own. */
class Sizes {
  readonly #given: NodeProto;
  readonly #nodes: NodeProto[];
  readonly #samples = new Map<number, string>();

  constructor(given: NodeProto, nodes: NodeProto[]) {
    this.#given = given;
    this.#nodes = nodes;
  }

  constant(name: string, values: readonly number[], shape: readonly number[]): string {
    const tensor = {
      dtype: elementTypes.int32,
      tensorShape: shapeProto(shape),
      tensorContent: rawBytes(values, 'int32'),
    };
    this.#constant(name, tensor);
    return name;
  }

  shape(name: string, sizes: readonly Size[]): void {
    const parts = sizes.map((size, at) =>
      'times' in size ? this.#times(name, size.times) : this.constant(`${name}/size${at}`, [size.fixed], [1]),
    );
    const axis = this.constant(`${name}/axis`, [0], []);
    this.#add(name, 'ConcatV2', [...parts, axis], { N: parts.length, T: int32, Tidx: int32 });
  }

  filled(name: string, value: TensorProto, sizes: readonly Size[]): void {
    this.shape(`${name}/shape`, sizes);
    this.#constant(`${name}/value`, value);
    const types = { index_type: int32, T: { type: typeNames.get(value.dtype)! } };
    this.#add(name, 'Fill', [`${name}/shape`, `${name}/value`], types);
  }

  /** [1]: so many times the number of samples. */
  #times(asker: string, times: number): string {
    const known = this.#samples.get(times);
    if (known !== undefined) return known;
    const name = `${asker}/samples${times}`;
    this.#samples.set(times, name);
    if (times !== 1) {
      const factor = this.constant(`${name}/factor`, [times], [1]);
      this.#add(name, 'Mul', [this.#times(asker, 1), factor], { T: int32 });
      return name;
    }
    const type = typeNames.get(this.#given.attr['dtype']!.type!)!;
    this.#add(`${name}/shape`, 'Shape', [this.#given.name], { T: { type }, out_type: int32 });
    const [begin, size] = [this.constant(`${name}/begin`, [0], [1]), this.constant(`${name}/size`, [1], [1])];
    this.#add(name, 'Slice', [`${name}/shape`, begin, size], { T: int32, Index: int32 });
    return name;
  }

  #constant(name: string, tensor: TensorProto): void {
    const attr = { dtype: { type: tensor.dtype }, value: { tensor } };
    this.#nodes.push({ name, op: 'Const', input: [], attr, device: '' });
  }

  #add(name: string, op: string, input: readonly string[], attributes: Parameters<typeof attributesOf>[0]): void {
    this.#nodes.push({ name, op, input, attr: attributesOf(attributes), device: '' });
  }
}

const int32 = { type: 'int32' } as const;
const typeNames: ReadonlyMap<number, keyof typeof elementTypes> = new Map(
  Object.entries(elementTypes).map(([name, type]) => [type, name as keyof typeof elementTypes]),
);

const attributesOf = (attributes: Readonly<Record<string, Parameters<typeof attributeProto>[0]>>) =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeProto(value)]));
