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
    MetaGraphDef: { fields: { metaInfoDef: field(1, 'MetaInfoDef'), graphDef: field(2, 'GraphDef') } },
    MetaInfoDef: { fields: { tags: repeated(4, 'string') } },
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

/** Writes a SavedModel of one graph, without a checkpoint of variables; nodes are NodeDefs, fields in camel case. */
export function encodeSavedModel(nodes: readonly object[]): Uint8Array {
  const type = root.lookupType('SavedModel');
  const graphDef = { node: nodes, versions: graphVersions };
  const model = {
    savedModelSchemaVersion: 1,
    metaGraphs: [{ metaInfoDef: { tags: [modelTag] }, graphDef }],
  };
  return type.encode(type.create(model)).finish();
}

export const shapeProto = (shape: readonly number[]): object => ({ dim: shape.map((size) => ({ size })) });
