/** A TensorFlow.js graph model as a network to dream in: its operations are traced; one that the compiler lacks is named. */
import * as converter from '@tensorflow/tfjs-converter';
import type * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { graphTopology, type GraphTopologyNode } from './model-file.ts';
import type { ImportedNetwork } from './network.ts';
import { refused, type ModelFiles } from './read-model.ts';

/** Operations that compute nothing worth a look. */
const silent = new Set([
  'Const',
  'Placeholder',
  'Identity',
  'NoOp',
  'Shape',
  'Pack',
  'StridedSlice',
  'Cast',
  'Pad',
  'PadV2',
]);

/** Ours that are like one of TensorFlow's. */
const kinds: Readonly<Record<string, string>> = {
  ...{ Conv2D: 'conv2d', _FusedConv2D: 'conv2d', FusedConv2D: 'conv2d', MatMul: 'dense', _FusedMatMul: 'dense' },
  ...{ DepthwiseConv2dNative: 'depthwiseConv2d', FusedDepthwiseConv2dNative: 'depthwiseConv2d' },
  ...{ Relu: 'activation', Relu6: 'activation', Softmax: 'activation', Sigmoid: 'activation', Tanh: 'activation' },
  ...{ MaxPool: 'maxPooling2d', AvgPool: 'averagePooling2d', Mean: 'globalAveragePooling2d', Reshape: 'reshape' },
};

/** Under the compiler's backend. Throws a UserError that names the fault. */
export async function importGraphModel(files: ModelFiles): Promise<ImportedNetwork> {
  const { json, weightSpecs, weightData, name } = files;
  const parsed = v.safeParse(graphTopology, json.modelTopology);
  if (!parsed.success) throw refused(name, 'its graph is not a list of operations');
  const nodes = parsed.output.node;
  const inputs = nodes.filter(({ op }) => op === 'Placeholder');
  if (inputs.length !== 1) throw refused(name, `it has ${inputs.length} inputs, not one picture`);
  const dims = dimensions(inputs[0]!);
  if (dims.length !== 4) throw refused(name, `its input is no picture but has ${dims.length} dimensions`);
  const [, height, width, channels] = dims as [number, number, number, number];
  const missing = nodes
    .flatMap(({ op, input }) => (op === 'Const' ? [] : input))
    .find((from) => !nodes.some((node) => node.name === sourceOf(from)));
  if (missing !== undefined) throw refused(name, `its operation “${sourceOf(missing)}” is used but not there`);
  // Of any size: what is tied to one is found by trying.
  const topology = {
    ...json.modelTopology,
    node: nodes.map((node) => (node === inputs[0] ? withAnySize(node, channels) : node)),
  };
  const model = await converter
    .loadGraphModel({
      load: () =>
        Promise.resolve({ modelTopology: topology, weightSpecs: [...weightSpecs], weightData, format: 'graph-model' }),
    })
    .catch((error: unknown) => {
      throw refused(
        name,
        `TensorFlow.js cannot read it (${error instanceof Error ? error.message.split('\n')[0]!.slice(0, 240) : String(error)})`,
      );
    });
  const shown = nodes.filter(({ op }) => !silent.has(op));
  if (shown.length === 0) throw refused(name, 'it has no operations');
  return {
    input: {
      height: height > 0 ? height : null,
      width: width > 0 ? width : null,
      ...{ channels, bytes: isWhole(inputs[0]!) },
    },
    layers: shown.map(({ name: id, op }) => ({ id, name: shortName(id), kind: kinds[op] ?? op, kernel: null })),
    endsInProbabilities: shown.at(-1)!.op === 'Softmax',
    variables: [],
    activations(pictures, id) {
      const result = model.execute({ [inputs[0]!.name]: pictures }, id);
      return Array.isArray(result) ? result[0]! : (result as tf.Tensor);
    },
  };
}

const sourceOf = (input: string): string => input.replace(/^\^/, '').replace(/:\d+$/, '');

/** The last two parts of "MobilenetV1/Conv2d_0/Relu6". */
const shortName = (id: string): string => id.split('/').slice(-2).join('/');

function dimensions({ attr }: GraphTopologyNode): number[] {
  const shape = attr['shape'] as { shape?: { dim?: { size?: string | number }[] } } | undefined;
  return (shape?.shape?.dim ?? []).map(({ size }) => Number(size ?? -1));
}

const isWhole = ({ attr }: GraphTopologyNode): boolean =>
  /^DT_U?INT(8|32)$/.test(String((attr['dtype'] as { type?: unknown } | undefined)?.type));

/** Pixels are fed with fractions: whole numbers have no gradient. */
function withAnySize(node: GraphTopologyNode, channels: number): GraphTopologyNode {
  const dim = [-1, -1, -1, channels].map((size) => ({ size: String(size) }));
  return { ...node, attr: { ...node.attr, dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim } } } };
}
