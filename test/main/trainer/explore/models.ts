/** Small TensorFlow.js models like MobileNet, as files: a layers model saved by TensorFlow.js itself, and a graph model. Owns no expectations. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import { useTraceBackend } from '#main/compiler/index.ts';

export interface SavedModel {
  readonly topology: unknown;
  readonly specs: tf.io.WeightsManifestEntry[];
  readonly data: ArrayBuffer;
  readonly format: 'layers-model' | 'graph-model';
}

/** Writes model.json and two shards; `change` breaks the description, `cut` takes bytes off the weights. */
export async function writeModel(
  folder: string,
  { topology, specs, data, format }: SavedModel,
  { change, cut = 0 }: { change?: (json: Record<string, unknown>) => unknown; cut?: number } = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const paths = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
  const json = { format, modelTopology: topology, weightsManifest: [{ paths, weights: specs }] };
  const file = join(folder, 'model.json');
  await writeFile(file, JSON.stringify(change ? change(structuredClone(json) as Record<string, unknown>) : json));
  const bytes = Buffer.from(data);
  const half = Math.floor(bytes.length / 2);
  await writeFile(join(folder, paths[0]!), bytes.subarray(0, half));
  await writeFile(join(folder, paths[1]!), bytes.subarray(half, bytes.length - cut));
  return file;
}

/** conv, batch norm, relu6, depthwise conv, batch norm, relu6, pointwise conv, global pooling, dense softmax: 32 × 32 × 3 → 5. */
export async function layersModel(): Promise<SavedModel> {
  await useTraceBackend();
  const { layers } = tfLayers;
  const model = tfLayers.sequential({
    layers: [
      layers.conv2d({
        inputShape: [32, 32, 3],
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        useBias: false,
        name: 'conv1',
      }),
      layers.batchNormalization({ name: 'conv1_bn' }),
      layers.reLU({ maxValue: 6, name: 'conv1_relu' }),
      layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false, name: 'dw1' }),
      layers.batchNormalization({ name: 'dw1_bn' }),
      layers.reLU({ maxValue: 6, name: 'dw1_relu' }),
      layers.conv2d({ filters: 12, kernelSize: 1, name: 'pw1', activation: 'tanh' }),
      layers.globalAveragePooling2d({ name: 'pool' }),
      layers.dense({ units: 5, activation: 'softmax', name: 'classes' }),
    ],
  });
  let saved: SavedModel | null = null;
  await model.save({
    save: async (artifacts) => {
      const data = tf.io.CompositeArrayBuffer.join(artifacts.weightData);
      saved = { topology: artifacts.modelTopology, specs: artifacts.weightSpecs!, data, format: 'layers-model' };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  model.dispose();
  return saved!;
}

type Node = { name: string; op: string; input?: string[]; attr?: Record<string, unknown> };
const float = { type: 'DT_FLOAT' };
const list = (...i: number[]) => ({ list: { i: i.map(String) } });
const text = (s: string) => ({ s: Buffer.from(s).toString('base64') });

/** FusedConv2D with bias and relu6, depthwise, bias, relu6, mean, matmul, softmax: 24 × 24 × 3 → 4. */
export function graphModel(): SavedModel {
  const weights: { spec: tf.io.WeightsManifestEntry; values: ArrayLike<number> }[] = [];
  const number = (at: number): number => Math.sin(at * 12.9898 + 4.1) * 0.4;
  const constant = (name: string, shape: number[], values?: number[]): Node => {
    const count = shape.reduce((a, b) => a * b, 1);
    const dtype = values ? ('int32' as const) : ('float32' as const);
    weights.push({
      spec: { name, shape, dtype },
      values: values ?? Array.from({ length: count }, (_, at) => number(at + count)),
    });
    return { name, op: 'Const', attr: { dtype: { type: values ? 'DT_INT32' : 'DT_FLOAT' }, value: { tensor: {} } } };
  };
  const window = {
    strides: list(1, 2, 2, 1),
    padding: text('SAME'),
    data_format: text('NHWC'),
    dilations: list(1, 1, 1, 1),
    T: float,
  };
  const dim = [-1, 24, 24, 3].map((size) => ({ size: String(size) }));
  const node: Node[] = [
    { name: 'image', op: 'Placeholder', attr: { dtype: float, shape: { shape: { dim } } } },
    constant('w1', [3, 3, 3, 6]),
    constant('b1', [6]),
    {
      ...{ name: 'net/conv/Relu6', op: '_FusedConv2D', input: ['image', 'w1', 'b1'] },
      attr: {
        ...window,
        fused_ops: { list: { s: ['BiasAdd', 'Relu6'].map((s) => Buffer.from(s).toString('base64')) } },
        num_args: { i: '1' },
        epsilon: { f: 0 },
      },
    },
    constant('w2', [3, 3, 6, 1]),
    {
      name: 'net/dw/conv',
      op: 'DepthwiseConv2dNative',
      input: ['net/conv/Relu6', 'w2'],
      attr: { ...window, strides: list(1, 1, 1, 1) },
    },
    constant('b2', [6]),
    { name: 'net/dw/bias', op: 'BiasAdd', input: ['net/dw/conv', 'b2'], attr: { T: float, data_format: text('NHWC') } },
    { name: 'net/dw/Relu6', op: 'Relu6', input: ['net/dw/bias'], attr: { T: float } },
    constant('axes', [2], [1, 2]),
    { name: 'net/pool', op: 'Mean', input: ['net/dw/Relu6', 'axes'], attr: { keep_dims: { b: false }, T: float } },
    constant('w3', [6, 4]),
    {
      name: 'net/logits',
      op: 'MatMul',
      input: ['net/pool', 'w3'],
      attr: { transpose_a: { b: false }, transpose_b: { b: false }, T: float },
    },
    { name: 'net/Softmax', op: 'Softmax', input: ['net/logits'], attr: { T: float } },
  ];
  const size = weights.reduce((sum, { values }) => sum + values.length * 4, 0);
  const data = new ArrayBuffer(size);
  let at = 0;
  for (const { spec, values } of weights) {
    const into =
      spec.dtype === 'int32' ? new Int32Array(data, at, values.length) : new Float32Array(data, at, values.length);
    into.set(values);
    at += values.length * 4;
  }
  return {
    topology: { node, library: {}, versions: {} },
    specs: weights.map(({ spec }) => spec),
    data,
    format: 'graph-model',
  };
}
