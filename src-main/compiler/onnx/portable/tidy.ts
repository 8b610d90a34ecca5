/** Small changes to a finished ONNX graph, each keeping the numbers: names, older forms of operators, weights turned once and for all. */
import { sizeOf } from '../../graph.ts';
import { attributeTypes, elementTypes, type GraphProto, type NodeProto, type TensorProto } from '../schema.ts';

/** Values get other names everywhere; those that are not named keep theirs. */
export function renamed(graph: GraphProto, names: ReadonlyMap<string, string>): GraphProto {
  const to = (name: string): string => names.get(name) ?? name;
  return {
    ...graph,
    node: graph.node.map((node) => ({ ...node, input: node.input.map(to), output: node.output.map(to) })),
    initializer: graph.initializer.map((tensor) => ({ ...tensor, name: to(tensor.name) })),
    input: graph.input.map((info) => ({ ...info, name: to(info.name) })),
    output: graph.output.map((info) => ({ ...info, name: to(info.name) })),
  };
}

/** Without an Identity at the end: what it passes on gets the output's name, where that is no input, constant or other output. */
export function withoutIdentities(graph: GraphProto): GraphProto {
  const outputs = new Set(graph.output.map(({ name }) => name));
  const computed = new Set(graph.node.flatMap(({ output }) => output));
  const names = new Map<string, string>();
  const node = graph.node.filter(({ opType, input: [from], output: [to] }) => {
    const dropped =
      opType === 'Identity' && outputs.has(to!) && computed.has(from!) && !names.has(from!) && !outputs.has(from!);
    if (dropped) names.set(from!, to!);
    return !dropped;
  });
  return renamed({ ...graph, node }, names);
}

const reductions = new Set(['ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceProd']);

/** Axes of reductions as attributes, as all but ReduceSum had them before opset 18. */
export function withAxesAsAttributes(graph: GraphProto): GraphProto {
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  return {
    ...graph,
    node: graph.node.map((node) => {
      const axes = constants.get(node.input[1] ?? '');
      if (!reductions.has(node.opType) || !axes) return node;
      const ints = Array.from(new BigInt64Array(axes.rawData.slice().buffer), Number);
      return {
        ...node,
        input: [node.input[0]!],
        attribute: [...node.attribute, { name: 'axes', type: attributeTypes.ints, ints }],
      };
    }),
  };
}

/** Weights that are only ever used turned or reshaped are stored so. */
export function withTurnedWeights(graph: GraphProto): GraphProto {
  let [node, initializer] = [graph.node, graph.initializer];
  for (;;) {
    const users = new Map<string, NodeProto[]>();
    for (const each of node) for (const name of each.input) users.set(name, [...(users.get(name) ?? []), each]);
    const constants = new Map(initializer.map((tensor) => [tensor.name, tensor]));
    const turned = new Map<NodeProto, TensorProto>();
    for (const tensor of initializer) {
      const [user, another] = users.get(tensor.name) ?? [];
      const result = user && !another && user.input[0] === tensor.name ? turn(user, tensor, constants) : null;
      if (result) turned.set(user!, result);
    }
    if (turned.size === 0) return { ...graph, node, initializer };
    const names = new Map([...turned].map(([{ output }, { name }]) => [output[0]!, name]));
    node = node
      .filter((each) => !turned.has(each))
      .map((each) => ({ ...each, input: each.input.map((name) => names.get(name) ?? name) }));
    const byName = new Map([...turned.values()].map((tensor) => [tensor.name, tensor]));
    initializer = initializer.map((tensor) => byName.get(tensor.name) ?? tensor);
  }
}

function turn(node: NodeProto, tensor: TensorProto, constants: ReadonlyMap<string, TensorProto>): TensorProto | null {
  if (tensor.dataType !== elementTypes.float32) return null;
  if (node.opType === 'Transpose') return transposed(tensor, node.attribute[0]!.ints!);
  const shape = node.opType === 'Reshape' ? constants.get(node.input[1]!) : undefined;
  if (!shape) return null;
  const dims = Array.from(new BigInt64Array(shape.rawData.slice().buffer), Number);
  return sizeOf(dims) === sizeOf(tensor.dims) ? { ...tensor, dims } : null;
}

function transposed(tensor: TensorProto, perm: readonly number[]): TensorProto {
  const { dims, rawData } = tensor;
  const from = new Uint32Array(rawData.slice().buffer);
  const to = new Uint32Array(from.length);
  const strides = dims.map((_, axis) => sizeOf(dims.slice(axis + 1)));
  const shape = perm.map((axis) => dims[axis]!);
  const steps = perm.map((axis) => strides[axis]!);
  const at = shape.map(() => 0);
  let source = 0;
  for (let index = 0; index < to.length; index++) {
    to[index] = from[source]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at[axis]! += 1;
      source += steps[axis]!;
      if (at[axis]! < shape[axis]!) break;
      source -= steps[axis]! * shape[axis]!;
      at[axis] = 0;
    }
  }
  return { ...tensor, dims: shape, rawData: new Uint8Array(to.buffer) };
}

/** Without constants that nothing uses any more; and every node with a name, which some tools need. */
export function withNames(graph: GraphProto): GraphProto {
  const used = new Set([...graph.node.flatMap(({ input }) => input), ...graph.output.map(({ name }) => name)]);
  const counts = new Map<string, number>();
  return {
    ...graph,
    initializer: graph.initializer.filter(({ name }) => used.has(name)),
    node: graph.node.map((node) => {
      const number = (counts.get(node.opType) ?? 0) + 1;
      counts.set(node.opType, number);
      return { ...node, name: `${node.opType}_${number}` };
    }),
  };
}
