/**
 * Builds one ONNX graph: nodes, constants, inputs and outputs, by name. Equal nodes and equal small constants are made
 * once, so a lowering may ask for the same thing again (patches of an image, say) without paying twice.
 */
import { composePermutations, isIdentity } from '../passes/cancel-transposes.ts';
import { attributeKey, numberText, sizeOf } from '../graph.ts';
import { isUniform, rawBytes } from '../lowering/constants.ts';
import type { TensorSpec } from '../types.ts';
import {
  attributeTypes,
  elementTypes,
  encodeModel,
  type AttributeProto,
  type ElementType,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfo,
} from './schema.ts';

/** Numbers are ONNX ints; a float attribute says so. */
export type OnnxAttribute =
  number | readonly number[] | string | { readonly float: number } | { readonly graph: GraphProto };
type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/** Constants up to this many elements are compared by content. */
const comparedElements = 4096;
/** Constants of one value above this size are computed by the graph instead of stored. */
const storedElements = 256;

interface Transposed {
  readonly origin: string;
  readonly perm: readonly number[];
}

export class OnnxBuilder {
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #made = new Map<string, readonly string[]>();
  readonly #constants = new Map<string, string>();
  readonly #transposed = new Map<string, Transposed>();
  readonly #lazy = new Map<string, () => string>();
  readonly #processorNodes: string[] = [];
  #onProcessor = false;
  #names = 0;

  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** Names of the nodes that stay on the processor. */
  get processorNodes(): readonly string[] {
    return this.#processorNodes;
  }

  /** Nodes made meanwhile stay on the processor, whatever device runs the others. */
  onProcessor(make: () => string): string {
    this.#onProcessor = true;
    const made = make();
    this.#onProcessor = false;
    return made;
  }

  /** A node with one output. An empty input name leaves an optional input out. */
  node(type: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    return this.nodes(type, inputs, attributes, 1)[0] ?? '';
  }

  nodes(type: string, given: readonly string[], attributes: OnnxAttributes, outputCount: number): readonly string[] {
    const inputs = given.map((name) => this.#present(name));
    const key = `${type}(${inputs.join()})${attributeKey(attributes)}`;
    const known = this.#made.get(key);
    if (known) return known;
    const outputs = Array.from({ length: outputCount }, () => this.#name());
    const node = makeNode(type, inputs, outputs, attributes);
    if (this.#onProcessor) {
      const name = `processor ${this.#processorNodes.length}`;
      this.#processorNodes.push(name);
      this.#nodes.push({ ...node, name });
    } else this.#nodes.push(node);
    this.#made.set(key, outputs);
    return outputs;
  }

  /** A name for what `make` makes, which it only does once a node or an output needs it. */
  lazy(make: () => string): string {
    const name = this.#name();
    this.#lazy.set(name, make);
    return name;
  }

  /** The name of the value itself, made now if it was lazy. */
  #present(name: string): string {
    const make = this.#lazy.get(name);
    if (!make) return name;
    const made = this.#present(make());
    this.#lazy.set(name, () => made);
    return made;
  }

  /** Transposes, joined with the transpose that made `x` if there was one: layout changes there and back cancel. */
  transpose(given: string, perm: readonly number[]): string {
    const x = this.#present(given);
    const before = this.#transposed.get(x);
    if (before) return this.transpose(before.origin, composePermutations(before.perm, perm));
    if (isIdentity(perm)) return x;
    const result = this.node('Transpose', [x], { perm });
    this.#transposed.set(result, { origin: x, perm });
    return result;
  }

  reshape(x: string, shape: readonly number[]): string {
    // A size of zero would mean "as in the input".
    return this.node('Reshape', [x, this.int64(shape)], shape.includes(0) ? { allowzero: 1 } : {});
  }

  /** The parts put together along an axis. */
  joined(parts: readonly string[], axis: number): string {
    return parts.length === 1 ? parts[0]! : this.node('Concat', parts, { axis });
  }

  /** Reduces the middle one of `[outer, middle, inner]` elements: three axes are what ONNX Runtime reduces fastest. */
  reduceMiddle(type: 'ReduceSum' | 'ReduceMax', x: string, sizes: readonly [number, number, number]): string {
    return this.node(type, [this.reshape(x, sizes), this.int64([1])], { keepdims: 0 });
  }

  cast(x: string, to: ElementType): string {
    return this.node('Cast', [x], { to: elementTypes[to] });
  }

  /** Shape and axis arguments. */
  int64(values: readonly number[]): string {
    return this.constant(values, [values.length], 'int64');
  }

  scalar(value: number, type: ElementType): string {
    return this.constant([value], [], type);
  }

  constant(values: ArrayLike<number>, shape: readonly number[], type: ElementType): string {
    const uniform = values.length > storedElements && isUniform(values);
    if (uniform) return this.filled(values[0] ?? 0, shape, type);
    const make = (): string => this.ownConstant(values, shape, type);
    if (values.length > comparedElements) return make();
    const content = Array.from(values, numberText).join();
    const key = `${type}[${shape.join()}]${content}`;
    const name = this.#constants.get(key) ?? make();
    this.#constants.set(key, name);
    return name;
  }

  /** A constant that is no other, even if equal: nodes on it are not joined with equal ones. */
  ownConstant(values: ArrayLike<number>, shape: readonly number[], type: ElementType): string {
    const name = this.#name();
    this.#initializers.push({ name, dims: shape, dataType: elementTypes[type], rawData: rawBytes(values, type) });
    return name;
  }

  /** A tensor of one value everywhere, stored as one element. */
  filled(value: number, shape: readonly number[], type: ElementType): string {
    if (sizeOf(shape) <= storedElements) return this.constant(new Float64Array(sizeOf(shape)).fill(value), shape, type);
    return this.node('Expand', [this.scalar(value, type), this.int64(shape)]);
  }

  input(name: string, spec: TensorSpec | { shape: readonly number[]; dtype: ElementType }): string {
    this.#inputs.push(valueInfo(name, spec.shape, spec.dtype));
    return name;
  }

  /** Names a value as an output, through an Identity: ONNX has no output that is an input, a constant or another output. */
  output(name: string, value: string, spec: TensorSpec): void {
    this.#nodes.push(makeNode('Identity', [this.#present(value)], [name], {}));
    this.#outputs.push(valueInfo(name, spec.shape, spec.dtype));
  }

  graph(name: string): GraphProto {
    return {
      name,
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    };
  }

  /** The model file. */
  encode(graphName: string): Uint8Array {
    return encodeModel(this.graph(graphName));
  }

  #name(): string {
    return `v${this.#names++}`;
  }
}

export function makeNode(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: OnnxAttributes,
): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) => ({ name, ...attributeValue(value) }));
  return { opType, input, output, attribute };
}

function attributeValue(value: OnnxAttribute): Omit<AttributeProto, 'name'> {
  if (typeof value === 'number') return { i: value, type: attributeTypes.int };
  if (typeof value === 'string') return { s: new TextEncoder().encode(value), type: attributeTypes.string };
  if ('float' in value) return { f: value.float, type: attributeTypes.float };
  if ('graph' in value) return { g: value.graph, type: attributeTypes.graph };
  return { ints: value, type: attributeTypes.ints };
}

export function valueInfo(name: string, shape: readonly number[], type: ElementType): ValueInfo {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}
