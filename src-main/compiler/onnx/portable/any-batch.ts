/**
 * One graph for any number of samples, of two that were lowered for two numbers of them. Whatever differs between the two
 * depends on the number of samples: sizes in shapes become "what is left", or are computed from the input's own shape.
 * Owns that comparison, not what is computed.
 */
import { sizeOf } from '../../graph.ts';
import { isRepeated, sizesFor, withRest, type Pair, type Size } from '../../lowering/any-batch.ts';
import { rawBytes } from '../../lowering/constants.ts';
import { makeNode } from '../builder.ts';
import { elementTypes, type GraphProto, type NodeProto, type TensorProto, type ValueInfo } from '../schema.ts';

export const batchName = 'batch';

/** Null where the two differ in more than sizes: by chance, when another size equals one of the two numbers. */
export function joinBatches(a: GraphProto, b: GraphProto, pair: Pair): GraphProto | null {
  if (!sameNodes(a.node, b.node) || a.initializer.length !== b.initializer.length) return null;
  const first = a.input[0];
  if (!first) return null;
  const made = new Sizes(first.name, pair);
  const initializer: TensorProto[] = [];
  for (const [at, tensor] of a.initializer.entries()) {
    const known = b.initializer[at]!;
    if (sameTensor(tensor, known)) initializer.push(tensor);
    else if (tensor.name !== known.name || !made.replace(tensor, known, a.node)) return null;
  }
  const dimensions = (infos: readonly ValueInfo[], others: readonly ValueInfo[]) =>
    infos.map((info, at) => namedBatch(info, others[at]!));
  return {
    ...a,
    node: [...made.nodes, ...a.node],
    initializer: [...initializer, ...made.initializers],
    input: dimensions(a.input, b.input),
    output: dimensions(a.output, b.output),
  };
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? String(each) : each));

const sameNodes = (a: readonly NodeProto[], b: readonly NodeProto[]): boolean =>
  a.length === b.length && a.every((node, at) => text(node) === text(b[at]));

const sameTensor = (a: TensorProto, b: TensorProto): boolean =>
  a.name === b.name &&
  a.dataType === b.dataType &&
  a.dims.join() === b.dims.join() &&
  Buffer.compare(a.rawData, b.rawData) === 0;

/** The size in which two otherwise equal values differ is the number of samples. */
function namedBatch(info: ValueInfo, other: ValueInfo): ValueInfo {
  const { tensorType } = info.type;
  const sizes = other.type.tensorType.shape.dim;
  const dim = tensorType.shape.dim.map((size, axis) =>
    size.dimValue === sizes[axis]!.dimValue ? size : { dimParam: batchName },
  );
  return { ...info, type: { tensorType: { ...tensorType, shape: { dim } } } };
}

/** Makes what stands for constants that depend on the number of samples. */
class Sizes {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly #input: string;
  readonly #pair: Pair;

  constructor(input: string, pair: Pair) {
    this.#input = input;
    this.#pair = pair;
  }

  /** False where it is no shape, and no tensor of one value. */
  replace(a: TensorProto, b: TensorProto, nodes: readonly NodeProto[]): boolean {
    if (a.dataType === elementTypes.int64 && a.dims.join() === b.dims.join()) {
      const sizes = sizesFor(integers(a), integers(b), this.#pair);
      if (!sizes) return false;
      const users = nodes.filter(({ input }) => input.includes(a.name));
      const onlyReshapes = users.every(({ opType, input }) => opType === 'Reshape' && input.indexOf(a.name) === 1);
      const rest = onlyReshapes ? withRest(sizes) : null;
      if (rest) {
        this.#constant(a.name, rest);
        return true;
      }
      this.#shape(a.name, sizes);
      return true;
    }
    const sizes = sizesFor(a.dims, b.dims, this.#pair);
    const bytes = a.rawData.length / sizeOf(a.dims);
    if (!sizes || a.dataType !== b.dataType || !isRepeated(a.rawData, bytes) || !isRepeated(b.rawData, bytes))
      return false;
    const [scalar, shape] = [`${a.name} each`, `${a.name} shape`];
    this.initializers.push({ ...a, name: scalar, dims: [], rawData: a.rawData.slice(0, bytes) });
    this.#shape(shape, sizes);
    this.nodes.push(makeNode('Expand', [scalar, shape], [a.name], {}));
    return true;
  }

  /** A shape that is computed. */
  #shape(name: string, sizes: readonly Size[]): void {
    const parts = sizes.map((size, at) => {
      if ('times' in size) return this.#samples(size.times);
      return this.#constant(`${name} ${at}`, [size.fixed]);
    });
    this.nodes.push(makeNode('Concat', parts, [name], { axis: 0 }));
  }

  /** [1]: so many times the number of samples. */
  #samples(times: number): string {
    const name = times === 1 ? 'samples' : `samples times ${times}`;
    if (this.nodes.some(({ output }) => output.includes(name))) return name;
    if (times === 1) {
      this.nodes.push(
        makeNode('Shape', [this.#input], ['shape of input'], {}),
        makeNode('Gather', ['shape of input', this.#constant('number of samples axis', [0])], [name], { axis: 0 }),
      );
    } else {
      const factor = this.#constant(`factor ${times}`, [times]);
      const samples = this.#samples(1);
      this.nodes.push(makeNode('Mul', [samples, factor], [name], {}));
    }
    return name;
  }

  #constant(name: string, values: readonly number[]): string {
    const rawData = rawBytes(values, 'int64');
    this.initializers.push({ name, dims: [values.length], dataType: elementTypes.int64, rawData });
    return name;
  }
}

const integers = ({ rawData }: TensorProto): number[] =>
  Array.from(new BigInt64Array(rawData.slice().buffer), (value) => Number(value));
