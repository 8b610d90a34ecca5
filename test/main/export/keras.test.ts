import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it, test } from 'vitest';
import { directRules, type DirectKind } from '#main/export/keras/direct.ts';
import { givenOf } from '#main/export/keras/given.ts';
import { kerasLayersOf } from '#main/export/keras/kinds.ts';
import { kerasModel } from '#main/export/keras/model.ts';
import { inKerasOrder } from '#main/export/keras/order.ts';
import type { KerasLayer, KerasModel } from '#main/export/keras/layer.ts';
import { snakeCase } from '#main/export/keras/weights-file.ts';
import { modelSource } from '#main/export/python/model-source.ts';
import { exportParts } from '#shared/export/parts.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { defaultParams, type LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { drawTemplate } from '../../contract/templates/index.ts';
import { exportCase, exportCases } from '../../exports/cases.ts';
import { kindCases } from '../../exports/kinds.ts';
import { temporaryFolder } from '../trainer/fixtures.ts';

const temporary = await temporaryFolder();
afterAll(temporary.remove);

const layersOf = (kind: LayerKind, params: AnyParams, input: Shape, shape: Shape): readonly KerasLayer[] =>
  kerasLayersOf(kind, givenOf({ ...defaultParams(kind), ...params }, [input], shape, new Map()));

const zeros = { module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null };
const glorot = {
  module: 'keras.initializers',
  class_name: 'GlorotUniform',
  config: { seed: null },
  registered_name: null,
};

describe('what kinds are in Keras', () => {
  it('writes a dense layer with exactly its settings', () => {
    const params = { units: 3, activation: 'leakyRelu', kernelPenalty: { l1: 0, l2: 0.5 } };
    expect(layersOf('dense', params, [4], [3])).toEqual([
      {
        className: 'Dense',
        config: {
          units: 3,
          activation: 'leaky_relu',
          use_bias: true,
          kernel_initializer: glorot,
          bias_initializer: zeros,
          kernel_regularizer: {
            module: 'keras.regularizers',
            class_name: 'L1L2',
            config: { l1: 0, l2: 0.5 },
            registered_name: null,
          },
          bias_regularizer: null,
          activity_regularizer: null,
        },
        weights: [],
        shape: [3],
      },
    ]);
  });

  it('cuts what a transposed convolution paints by a layer of its own, which bears the name', () => {
    const params = { filters: 2, strides: [2, 2], cropping: [1, 0, 0, 2] };
    const [painted, cropped] = layersOf('conv2dTranspose', params, [4, 4, 1], [8, 7, 2]);
    expect([painted!.className, painted!.shape, painted!.suffix]).toEqual(['Conv2DTranspose', [9, 9, 2], undefined]);
    expect(cropped).toMatchObject({
      className: 'Cropping2D',
      config: {
        cropping: [
          [1, 0],
          [0, 2],
        ],
      },
      shape: [8, 7, 2],
    });
  });

  it('makes pixel shuffles of reshapes and a permutation', () => {
    const layers = layersOf('pixelShuffle', {}, [2, 3, 8], [4, 6, 2]);
    expect(layers.map(({ className, config }) => [className, config['target_shape'] ?? config['dims']])).toEqual([
      ['Reshape', [2, 3, 2, 4]],
      ['Permute', [1, 3, 2, 4]],
      ['Reshape', [4, 6, 2]],
    ]);
  });
});

test.each(Object.entries(directRules))('settings of %s are read back as they were written', (kind, { settings }) => {
  const tried = kindCases.filter(({ template }) => template.startsWith(`${kind}-`)).map(({ project }) => project);
  const all = [
    defaultParams(kind as DirectKind),
    ...tried.map(({ graph }) => graph.nodes.find(({ id }) => id === 'tried')!.params),
  ];
  for (const params of all)
    for (const [name, setting] of Object.entries(settings))
      if (setting && name !== 'valueDim')
        expect([name, setting.read(setting.write(params[name]!))]).toEqual([name, params[name]]);
});

test.each([
  ['Conv2DTranspose', 'conv2d_transpose'],
  ['PReLU', 'p_re_lu'],
  ['LSTM', 'lstm'],
  ['MaxPooling1D', 'max_pooling1d'],
  ['SimpleRNN', 'simple_rnn'],
])('%s is kept as %s, as Keras has it', (className, kept) => {
  expect(snakeCase(className)).toBe(kept);
});

describe('order of layers', () => {
  const layer: KerasLayer = { className: 'Dense', config: {}, weights: [], shape: [1] };
  const placed = (name: string, ...inputs: string[]) => ({ layer, name, inputs });
  const model = (layers: KerasModel['layers']): KerasModel => ({
    ...{ name: 'm', layers, inputs: ['in'], outputs: ['out'] },
    carriers: new Map(),
  });

  it('goes by the distance from the output, not by the order in which layers were drawn', () => {
    // From Keras 3.15: model.layers of this graph.
    const drawn = [
      placed('in'),
      placed('short', 'in'),
      placed('long1', 'in'),
      placed('long2', 'long1'),
      placed('out', 'short', 'long2'),
    ];
    expect(inKerasOrder(model(drawn)).map(({ name }) => name)).toEqual(['in', 'long1', 'short', 'long2', 'out']);
  });
});

test('a .keras archive holds a version, a config without code, and weights', async () => {
  const each = exportCases.find(({ template, format }) => template === 'fully-connected' && format === 'keras')!;
  const path = join(temporary.path, 'm.keras');
  await exportCase(each, { path, samples: null, cacheFolder: null });
  const files = unzipSync(await readFile(path));
  expect(Object.keys(files).sort()).toEqual(['config.json', 'metadata.json', 'model.weights.h5']);
  const text = (name: string): unknown => JSON.parse(new TextDecoder().decode(files[name]));
  expect(text('metadata.json')).toEqual({
    keras_version: expect.stringMatching(/^3\./),
    date_saved: expect.any(String),
  });
  const config = text('config.json') as { config: { layers: { class_name: string; module: string; name: string }[] } };
  expect(config.config.layers.map(({ class_name, name }) => [class_name, name])).toEqual([
    ['InputLayer', 'input'],
    ['Dense', 'dense_1'],
    ['Activation', 'latent_1'],
    ['Dense', 'dense_2'],
  ]);
  expect(JSON.stringify(config)).not.toMatch(/Lambda|__lambda__/);
  // "\x89HDF": what HDF5 files begin with.
  expect([...files['model.weights.h5']!.subarray(0, 4)]).toEqual([0x89, 0x48, 0x44, 0x46]);
});

test('Python source says what differs from Keras’s defaults, and nothing else', () => {
  const input: KerasLayer = { className: 'InputLayer', config: {}, weights: [], shape: [4, 4, 1] };
  const params = { filters: 2, padding: 'same', kernelInitializer: 'heNormal' };
  const [conv] = layersOf('conv2d', params, [4, 4, 1], [4, 4, 2]);
  const model: KerasModel = {
    name: 'encoder',
    layers: [
      { layer: input, name: 'input', inputs: [] },
      { layer: conv!, name: 'lambda', inputs: ['input'] },
    ],
    inputs: ['input'],
    outputs: ['lambda'],
    carriers: new Map(),
  };
  expect(modelSource('A "title"', [{ name: 'build', says: 'Encoder.', model }])).toBe(
    [
      `"""A 'title': the network as it was drawn in Hourglass.`,
      '',
      '    net = build()',
      '    net.load_weights("model.weights.h5")',
      '"""',
      '',
      'import keras',
      'from keras import layers',
      '',
      '',
      'def build():',
      '    """Encoder."""',
      '    input = keras.Input((4, 4, 1), name="input")',
      '    lambda_ = layers.Conv2D(filters=2, kernel_size=(3, 3), padding="same", kernel_initializer=keras.initializers.HeNormal(), name="lambda")(input)',
      '    return keras.Model(input, lambda_, name="encoder")',
      '',
    ].join('\n'),
  );
});

test('a frozen layer is not trainable in Keras either', () => {
  const project = drawTemplate['fully-connected']('fully-connected');
  const nodes = project.graph.nodes.map((node) => (node.kind === 'dense' ? { ...node, frozen: true as const } : node));
  const [whole] = exportParts({ ...project, graph: { ...project.graph, nodes } });
  const weight = { spec: { shape: [1], dtype: 'float32' as const }, values: Float32Array.of(1) };
  const weights = new Map(whole!.nodes.map((id) => [`${id}/bias`, weight]));
  const { layers } = kerasModel({ ...whole!, project: { ...project, graph: { ...project.graph, nodes } }, weights });
  const frozen = layers.filter(({ layer }) => layer.config['trainable'] === false);
  expect(frozen.map(({ layer }) => layer.className)).toEqual(['Dense', 'Dense']);
});

test('a variational encoder gives the log-variance beside the mean where that is asked for', () => {
  const project = drawTemplate['variational-2']('variational-2');
  const encoder = exportParts(project).find(({ kind }) => kind === 'encoder')!;
  const named = (ends: typeof encoder.outputs) =>
    kerasModel({ ...encoder, outputs: ends, project, weights: new Map() }).outputs;
  expect(named(encoder.outputs)).toEqual([expect.stringMatching(/^latent/), 'log_variance']);
  expect(named(encoder.outputs.slice(0, 1))).toHaveLength(1);
});
