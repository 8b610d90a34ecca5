/**
 * The part of TensorFlow's file formats that the compiler writes, as a protobufjs descriptor: field numbers are those of
 * graph.proto, node_def.proto, attr_value.proto, tensor.proto, meta_graph.proto and saved_model.proto
 * (https://github.com/tensorflow/tensorflow/tree/v2.9.1/tensorflow/core/protobuf and …/framework).
 */
import protobuf from 'protobufjs/light.js';

/** DataType of types.proto. */
export const elementTypes = {
  float32: 1,
  double: 2,
  int32: 3,
  uint8: 4,
  int64: 9,
  bool: 10,
  resource: 20,
} as const;
export type ElementType = keyof typeof elementTypes;

/**
 * Says what the graph may rely on. Any release since 2.5 reads it; nothing here is newer than TensorFlow 2.9, which is
 * what @tensorflow/tfjs-node-gpu brings.
 */
export const graphVersions = { producer: 716, minConsumer: 0 } as const;

/** The tag under which the model is loaded. */
export const modelTag = 'hourglass';

const field = (id: number, type: string) => ({ id, type });
const repeated = (id: number, type: string) => ({ id, type, rule: 'repeated' as const });

const mapField = (id: number, type: string) => ({ id, type, keyType: 'string' });

const root = protobuf.Root.fromJSON({
  nested: {
    SavedModel: {
      fields: { savedModelSchemaVersion: field(1, 'int64'), metaGraphs: repeated(2, 'MetaGraphDef') },
    },
    MetaGraphDef: {
      fields: {
        metaInfoDef: field(1, 'MetaInfoDef'),
        graphDef: field(2, 'GraphDef'),
        signatureDef: mapField(5, 'SignatureDef'),
      },
    },
    MetaInfoDef: { fields: { tags: repeated(4, 'string'), tensorflowVersion: field(5, 'string') } },
    SignatureDef: {
      fields: { inputs: mapField(1, 'TensorInfo'), outputs: mapField(2, 'TensorInfo'), methodName: field(3, 'string') },
    },
    TensorInfo: {
      fields: { name: field(1, 'string'), dtype: field(2, 'int32'), tensorShape: field(3, 'TensorShapeProto') },
    },
    GraphDef: { fields: { node: repeated(1, 'NodeDef'), versions: field(4, 'VersionDef') } },
    VersionDef: { fields: { producer: field(1, 'int32'), minConsumer: field(2, 'int32') } },
    NodeDef: {
      fields: {
        name: field(1, 'string'),
        op: field(2, 'string'),
        input: repeated(3, 'string'),
        device: field(4, 'string'),
        attr: mapField(5, 'AttrValue'),
      },
    },
    AttrValue: {
      fields: {
        list: field(1, 'ListValue'),
        s: field(2, 'bytes'),
        i: field(3, 'int64'),
        f: field(4, 'float'),
        b: field(5, 'bool'),
        type: field(6, 'int32'),
        shape: field(7, 'TensorShapeProto'),
        tensor: field(8, 'TensorProto'),
      },
      // Members of a oneof are written also when they are zero, false or empty.
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor'] } },
    },
    ListValue: { fields: { i: repeated(3, 'int64') } },
    TensorShapeProto: { fields: { dim: repeated(2, 'Dim') } },
    Dim: { fields: { size: field(1, 'int64') } },
    TensorProto: {
      fields: {
        dtype: field(1, 'int32'),
        tensorShape: field(2, 'TensorShapeProto'),
        tensorContent: field(4, 'bytes'),
      },
    },
  },
});

export interface TensorProto {
  readonly dtype: number;
  readonly tensorShape: ShapeProto;
  /** Little endian, row-major. */
  readonly tensorContent: Uint8Array;
}

interface ShapeProto {
  readonly dim: readonly { readonly size: number }[];
}

export interface AttributeProto {
  readonly i?: number;
  readonly f?: number;
  readonly b?: boolean;
  readonly s?: Uint8Array;
  readonly type?: number;
  readonly shape?: ShapeProto;
  readonly tensor?: TensorProto;
  readonly list?: { readonly i: readonly number[] };
}

export interface NodeProto {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, AttributeProto>>;
  readonly device: string;
}

/** A tensor that a signature names. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: number;
  readonly tensorShape: ShapeProto;
}

export interface Signature {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly outputs: Readonly<Record<string, TensorInfo>>;
  readonly methodName: string;
}

/** Writes a SavedModel of one graph, without a checkpoint of variables. */
export function encodeSavedModel(
  nodes: readonly NodeProto[],
  tag: string = modelTag,
  signatureDef: Readonly<Record<string, Signature>> = {},
): Uint8Array {
  const type = root.lookupType('SavedModel');
  const graphDef = { node: nodes, versions: graphVersions };
  const metaInfoDef = { tags: [tag], tensorflowVersion: '2.9.1' };
  const model = { savedModelSchemaVersion: 1, metaGraphs: [{ metaInfoDef, graphDef, signatureDef }] };
  return type.encode(type.create(model)).finish();
}

export const shapeProto = (shape: readonly number[]): ShapeProto => ({ dim: shape.map((size) => ({ size })) });

/** The signatures of a SavedModel that encodeSavedModel wrote. */
export function decodeSignatures(file: Uint8Array): Readonly<Record<string, Signature>> {
  const { metaGraphs } = root.lookupType('SavedModel').decode(file) as unknown as {
    readonly metaGraphs: readonly { readonly signatureDef: Readonly<Record<string, Signature>> }[];
  };
  return metaGraphs[0]!.signatureDef;
}
