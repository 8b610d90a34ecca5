/**
 * The part of ONNX's file format that the compiler writes, as a protobufjs descriptor: field numbers are those of
 * onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). Kept here because the npm package of the full
 * schema brings a protobufjs of its own, two major versions back; tests decode our files with that package.
 */
import protobuf from 'protobufjs/light.js';

/** TensorProto.DataType */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
} as const;
/** Those that the lowering computes with; the others come of storing weights in less (portable/). */
export type ElementType = Exclude<keyof typeof elementTypes, 'int8' | 'float16'>;

/** AttributeProto.AttributeType */
export const attributeTypes = { float: 1, int: 2, string: 3, graph: 5, floats: 6, ints: 7 } as const;

/** Opset 21 came with ONNX 1.16 and IR version 10; ONNX Runtime 1.18 and later read them. */
const opsetVersion = 21;
const irVersion = 10;

const field = (id: number, type: string) => ({ id, type });
const repeated = (id: number, type: string) => ({ id, type, rule: 'repeated' as const });

/** By their names; whoever reads files of others adds to them (src-main/import/onnx/schema.ts). */
export const messages = {
  ModelProto: {
    fields: {
      irVersion: field(1, 'int64'),
      producerName: field(2, 'string'),
      producerVersion: field(3, 'string'),
      docString: field(6, 'string'),
      graph: field(7, 'GraphProto'),
      opsetImport: repeated(8, 'OperatorSetIdProto'),
      metadataProps: repeated(14, 'StringStringEntryProto'),
    },
  },
  StringStringEntryProto: { fields: { key: field(1, 'string'), value: field(2, 'string') } },
  OperatorSetIdProto: { fields: { domain: field(1, 'string'), version: field(2, 'int64') } },
  GraphProto: {
    fields: {
      node: repeated(1, 'NodeProto'),
      name: field(2, 'string'),
      initializer: repeated(5, 'TensorProto'),
      input: repeated(11, 'ValueInfoProto'),
      output: repeated(12, 'ValueInfoProto'),
    },
  },
  NodeProto: {
    fields: {
      input: repeated(1, 'string'),
      output: repeated(2, 'string'),
      name: field(3, 'string'),
      opType: field(4, 'string'),
      attribute: repeated(5, 'AttributeProto'),
    },
  },
  AttributeProto: {
    fields: {
      name: field(1, 'string'),
      f: field(2, 'float'),
      i: field(3, 'int64'),
      s: field(4, 'bytes'),
      g: field(6, 'GraphProto'),
      floats: repeated(7, 'float'),
      ints: repeated(8, 'int64'),
      type: field(20, 'int32'),
    },
  },
  TensorProto: {
    fields: {
      dims: repeated(1, 'int64'),
      dataType: field(2, 'int32'),
      name: field(8, 'string'),
      rawData: field(9, 'bytes'),
    },
  },
  ValueInfoProto: { fields: { name: field(1, 'string'), type: field(2, 'TypeProto') } },
  TypeProto: { fields: { tensorType: field(1, 'TensorTypeProto') } },
  TensorTypeProto: { fields: { elemType: field(1, 'int32'), shape: field(2, 'TensorShapeProto') } },
  TensorShapeProto: { fields: { dim: repeated(1, 'DimensionProto') } },
  DimensionProto: { fields: { dimValue: field(1, 'int64'), dimParam: field(2, 'string') } },
};

const root = protobuf.Root.fromJSON({ nested: messages });

/** A value that goes into a graph or comes out of it. A dimension without a value may be any. */
export interface ValueInfo {
  readonly name: string;
  readonly type: {
    readonly tensorType: { readonly elemType: number; readonly shape: { readonly dim: readonly Dimension[] } };
  };
}

interface Dimension {
  readonly dimValue?: number;
  /** Any size, but the same wherever it has this name. */
  readonly dimParam?: string;
}

export interface NodeProto {
  readonly name?: string;
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly i?: number;
  readonly f?: number;
  readonly s?: Uint8Array;
  readonly ints?: readonly number[];
  readonly g?: GraphProto;
}

export interface TensorProto {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  /** Little endian, row-major. */
  readonly rawData: Uint8Array;
}

export interface GraphProto {
  readonly name: string;
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
  readonly input: readonly ValueInfo[];
  readonly output: readonly ValueInfo[];
}

/** What a model file says of itself beside its graph. */
export interface ModelWords {
  readonly opsetVersion: number;
  readonly irVersion: number;
  readonly producerVersion?: string;
  readonly docString?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The model file of a graph; the fields are named as in onnx.proto, in camel case. */
export function encodeModel(graph: GraphProto, words: ModelWords = { opsetVersion, irVersion }): Uint8Array {
  const type = root.lookupType('ModelProto');
  const { opsetVersion: version, metadata = {}, ...others } = words;
  const model = {
    ...others,
    producerName: 'hourglass',
    opsetImport: [{ domain: '', version }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph,
  };
  return type.encode(type.create(model)).finish();
}
