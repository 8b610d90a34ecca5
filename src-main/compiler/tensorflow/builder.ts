/**
 * Builds one TensorFlow graph: nodes, constants, what is fed, and variables, by name. Equal nodes and equal small constants
 * are made once. It writes what operations.ts lists, and the few operations that have no inputs or side effects.
 */
import { attributeKey, numberText, sizeOf } from '../graph.ts';
import { isUniform, rawBytes } from '../lowering/constants.ts';
import { composePermutations, isIdentity } from '../passes/cancel-transposes.ts';
import type { InputSpec } from '../types.ts';
import { operations, type Operation, type OperationName } from './operations.ts';
import {
  elementTypes,
  encodeSavedModel,
  shapeProto,
  type AttributeProto,
  type ElementType,
  type NodeProto,
} from './schema.ts';

/** One output of a node. */
export interface Tensor {
  readonly name: string;
  readonly dtype: ElementType;
}

/** Numbers are ints; a float, a type or a shape says so. */
export type Attribute =
  | number
  | readonly number[]
  | string
  | boolean
  | { readonly float: number }
  | { readonly type: ElementType }
  | { readonly shape: readonly number[] };
type Attributes = Readonly<Record<string, Attribute>>;

interface NodeDef {
  readonly op: string;
  readonly input: readonly string[];
  readonly attributes: Attributes;
  /** "^name": a node that runs before, without giving anything. */
  readonly after?: readonly string[];
  readonly device?: string;
}

/** Constants up to this many elements are compared by content. */
const comparedElements = 64;
/** Constants of one value above this size are computed by the graph instead of stored. */
const storedElements = 256;

/** What is fed lies in the processor's memory, and is moved from there once it has its own type. */
const processor = '/device:CPU:0';

export class TensorFlowBuilder {
  readonly #prefix: string;
  readonly #nodes: NodeProto[] = [];
  readonly #made = new Map<string, string>();
  readonly #constants = new Map<string, Tensor>();
  readonly #transposed = new Map<string, { readonly origin: Tensor; readonly perm: readonly number[] }>();
  #computing = 0;

  /** `prefix` goes before the names of all nodes. */
  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  get definitions(): readonly NodeProto[] {
    return this.#nodes;
  }

  /** Without constants. */
  get nodeCount(): number {
    return this.#computing;
  }

  /** A node with one output. */
  node(type: OperationName, inputs: readonly Tensor[], attributes: Attributes = {}): Tensor {
    return this.nodes(type, inputs, attributes, 1)[0]!;
  }

  nodes(type: OperationName, inputs: readonly Tensor[], attributes: Attributes, outputCount: number): Tensor[] {
    const { types, result = 0, variadic }: Operation = operations[type];
    const all: Record<string, Attribute> = { ...attributes };
    for (const [attribute, input] of Object.entries(types ?? {})) all[attribute] = { type: inputs.at(input)!.dtype };
    if (variadic) all['N'] = inputs.length - variadic.after;
    const name = this.#once({ op: type, input: inputs.map((input) => input.name), attributes: all });
    const dtype = typeof result === 'string' ? result : inputs[result]!.dtype;
    return Array.from({ length: outputCount }, (_, index) => ({
      name: index === 0 ? name : `${name}:${index}`,
      dtype,
    }));
  }

  reshape(x: Tensor, shape: readonly number[]): Tensor {
    return this.node('Reshape', [x, this.int32(shape)]);
  }

  /** Transposes, joined with the transpose that made `x` if there was one. */
  transpose(x: Tensor, perm: readonly number[]): Tensor {
    const before = this.#transposed.get(x.name);
    if (before) return this.transpose(before.origin, composePermutations(before.perm, perm));
    if (isIdentity(perm)) return x;
    const result = this.node('Transpose', [x, this.int32(perm)]);
    this.#transposed.set(result.name, { origin: x, perm });
    return result;
  }

  cast(x: Tensor, to: ElementType): Tensor {
    if (x.dtype === to) return x;
    const attributes = { SrcT: { type: x.dtype }, DstT: { type: to } };
    return { name: this.#once({ op: 'Cast', input: [x.name], attributes }), dtype: to };
  }

  /** Shape and axis arguments. */
  int32(values: readonly number[]): Tensor {
    return this.constant(values, [values.length], 'int32');
  }

  scalar(value: number, dtype: ElementType): Tensor {
    return this.constant([value], [], dtype);
  }

  constant(values: ArrayLike<number>, shape: readonly number[], dtype: ElementType): Tensor {
    if (values.length > storedElements && isUniform(values)) return this.filled(values[0]!, shape, dtype);
    if (values.length > comparedElements) return this.#constant(values, shape, dtype);
    const key = `${dtype}[${shape.join()}]${Array.from(values, numberText).join()}`;
    const known = this.#constants.get(key) ?? this.#constant(values, shape, dtype);
    this.#constants.set(key, known);
    return known;
  }

  /** A tensor of one value everywhere. */
  filled(value: number, shape: readonly number[], dtype: ElementType): Tensor {
    const size = sizeOf(shape);
    if (size <= storedElements) return this.constant(new Float64Array(size).fill(value), shape, dtype);
    return this.node('Fill', [this.int32(shape), this.scalar(value, dtype)]);
  }

  /**
   * Something that each run is given. It is fed as 32-bit words in a row (words.ts), whatever its type: the addon would move
   * any other type to the graphics device and back before the session sees it. Bytes come out as `float32`.
   */
  fed({ shape, dtype }: InputSpec): { feed: string; value: Tensor } {
    const inBytes = dtype === 'bool' || dtype === 'uint8';
    const size = sizeOf(shape);
    const count = inBytes ? Math.ceil(size / 4) : size;
    const feed = this.#add({
      op: 'Placeholder',
      input: [],
      attributes: { dtype: { type: 'int32' }, shape: { shape: [count] } },
      device: processor,
    });
    const words: Tensor = { name: feed, dtype: 'int32' };
    if (!inBytes) return { feed, value: this.#fedAs(words, dtype, shape) };
    const bytes = this.#fedAs(words, 'uint8', [count * 4]);
    const exact = size % 4 === 0 ? bytes : this.#slice(bytes, size);
    return { feed, value: this.cast(this.#fedAs(exact, 'uint8', shape), dtype === 'bool' ? 'bool' : 'float32') };
  }

  /** Something that each run is given as it is; a size of -1 may be any. */
  placeholder(dtype: ElementType, shape: readonly number[]): Tensor {
    const attributes = { dtype: { type: dtype }, shape: { shape } };
    return { name: this.#add({ op: 'Placeholder', input: [], attributes }), dtype };
  }

  /** A constant of this name, without the prefix. */
  namedConstant(name: string, values: ArrayLike<number>, shape: readonly number[], dtype: ElementType): Tensor {
    return this.#constant(values, shape, dtype, name);
  }

  /** A variable of the session. */
  variable(name: string, dtype: ElementType, shape: readonly number[]): Tensor {
    const attributes = { shared_name: name, dtype: { type: dtype }, shape: { shape } };
    return { name: this.#add({ op: 'VarHandleOp', input: [], attributes }), dtype: 'resource' };
  }

  readVariable(variable: Tensor, dtype: ElementType): Tensor {
    return {
      name: this.#add({ op: 'ReadVariableOp', input: [variable.name], attributes: { dtype: { type: dtype } } }),
      dtype,
    };
  }

  /** Returns the node's name, to run it after others and before others. */
  assignVariable(variable: Tensor, value: Tensor, after: readonly string[] = []): string {
    const attributes = { dtype: { type: value.dtype } };
    return this.#add({ op: 'AssignVariableOp', input: [variable.name, value.name], attributes, after });
  }

  /** A node that only waits for others. */
  wait(after: readonly string[]): string {
    return this.#add({ op: 'NoOp', input: [], attributes: {}, after });
  }

  /** A name to fetch: that value, once others have run. */
  fetched(value: Tensor, after: readonly string[]): string {
    const attributes = { T: { type: value.dtype } };
    return this.#add({ op: 'Identity', input: [value.name], attributes, after });
  }

  /** The SavedModel. */
  encode(): Uint8Array {
    return encodeSavedModel(this.#nodes);
  }

  /** The same bits as another type and shape, still in the processor's memory: nothing is copied. */
  #fedAs(x: Tensor, dtype: ElementType, shape: readonly number[]): Tensor {
    const cast = { T: { type: x.dtype }, type: { type: dtype } };
    const same =
      x.dtype === dtype ? x.name : this.#add({ op: 'Bitcast', input: [x.name], attributes: cast, device: processor });
    const attributes = { T: { type: dtype }, Tshape: { type: 'int32' } } as const;
    const input = [same, this.int32(shape).name];
    return { name: this.#add({ op: 'Reshape', input, attributes, device: processor }), dtype };
  }

  #slice(bytes: Tensor, size: number): Tensor {
    const input = [bytes.name, this.int32([0]).name, this.int32([size]).name];
    const attributes = { T: { type: bytes.dtype }, Index: { type: 'int32' } } as const;
    return { name: this.#add({ op: 'Slice', input, attributes, device: processor }), dtype: bytes.dtype };
  }

  #constant(
    values: ArrayLike<number>,
    shape: readonly number[],
    dtype: ElementType,
    name: string = this.#name(),
  ): Tensor {
    if (dtype === 'resource') throw new Error('A variable was taken for a constant.');
    const tensor = {
      dtype: elementTypes[dtype],
      tensorShape: shapeProto(shape),
      tensorContent: rawBytes(values, dtype),
    };
    const attr = { dtype: { type: elementTypes[dtype] }, value: { tensor } };
    this.#nodes.push({ name, op: 'Const', input: [], attr, device: '' });
    return { name, dtype };
  }

  #once(node: NodeDef): string {
    const key = `${node.op}(${node.input.join()})${attributeKey(node.attributes)}`;
    const name = this.#made.get(key) ?? this.#add(node);
    this.#made.set(key, name);
    return name;
  }

  #add({ op, input, attributes, after = [], device = '' }: NodeDef): string {
    const name = this.#name();
    const attr = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attributeProto(value)]));
    const before = [...new Set(after.map((each) => `^${each.replace(/:\d+$/, '')}`))];
    this.#nodes.push({ name, op, input: [...input, ...before], attr, device });
    this.#computing++;
    return name;
  }

  #name(): string {
    return `${this.#prefix}n${this.#nodes.length}`;
  }
}

export function attributeProto(value: Attribute): AttributeProto {
  if (typeof value === 'number') return { i: value };
  if (typeof value === 'string') return { s: new TextEncoder().encode(value) };
  if (typeof value === 'boolean') return { b: value };
  if ('float' in value) return { f: value.float };
  if ('type' in value) return { type: elementTypes[value.type] };
  if ('shape' in value) return { shape: shapeProto(value.shape) };
  return { list: { i: value } };
}
