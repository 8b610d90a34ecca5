/**
 * The part of ONNX's file format that is read: what the compiler writes (compiler/onnx/schema.ts), and what others do besides. Graphs within
 * nodes are left out, so that nothing in a file nests.
 */
import protobuf from 'protobufjs/light.js';
import { messages } from '../../compiler/onnx/schema.ts';

const field = (id: number, type: string) => ({ id, type });
const repeated = (id: number, type: string) => ({ id, type, rule: 'repeated' as const });

const { AttributeProto, NodeProto, TensorProto } = messages;
const { g: _nested, ...attribute } = AttributeProto.fields;

const root = protobuf.Root.fromJSON({
  nested: {
    ...messages,
    NodeProto: { fields: { ...NodeProto.fields, domain: field(7, 'string') } },
    AttributeProto: { fields: { ...attribute, t: field(5, 'TensorProto') } },
    TensorProto: {
      fields: {
        ...TensorProto.fields,
        floatData: repeated(4, 'float'),
        int32Data: repeated(5, 'int32'),
        int64Data: repeated(7, 'int64'),
        doubleData: repeated(10, 'double'),
        dataLocation: field(14, 'int32'),
      },
    },
  },
});

/** protobufjs gives whole numbers of 64 bits as objects; those of a model fit a number, or are refused where they count. */
type Whole = number | { toNumber(): number };

export interface TensorProto {
  readonly dims: readonly Whole[];
  readonly dataType: number;
  readonly name: string;
  readonly rawData: Uint8Array;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly int64Data: readonly Whole[];
  readonly doubleData: readonly number[];
  /** 1: in another file. */
  readonly dataLocation: number;
}

export interface AttributeProto {
  readonly name: string;
  readonly f: number;
  readonly i: Whole;
  readonly s: Uint8Array;
  readonly t: TensorProto | null;
  readonly floats: readonly number[];
  readonly ints: readonly Whole[];
}

export interface NodeProto {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly attribute: readonly AttributeProto[];
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: { readonly dim: readonly { readonly dimValue: Whole; readonly dimParam: string }[] } | null;
    } | null;
  } | null;
}

export interface GraphProto {
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}

export interface ModelProto {
  readonly irVersion: Whole;
  readonly producerName: string;
  readonly graph: GraphProto | null;
  readonly opsetImport: readonly { readonly domain: string; readonly version: Whole }[];
}

export const numberOf = (value: Whole): number => (typeof value === 'number' ? value : value.toNumber());

/** Encodes, too: tests make files with it. */
export const modelType = root.lookupType('ModelProto');

/** Throws whatever protobufjs throws for bytes that are no such message. */
export const decodeModel = (bytes: Uint8Array): ModelProto => modelType.decode(bytes) as unknown as ModelProto;
