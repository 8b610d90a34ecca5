/** Imported TensorFlow.js models: they dream as trained networks do, and every fault of their files is named. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fill, type io, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dreamable } from '#main/trainer/explore/dream/dreamable.ts';
import { dreamAnswersOf } from '#main/trainer/explore/dream/index.ts';
import { importModel } from '#main/trainer/explore/imported/index.ts';
import { dream, dreamSettingNames } from '#shared/explore/dream.ts';
import { defaultsOf } from '#shared/layers/fields.ts';
import type { DreamSettings, DreamTarget } from '#shared/wire/explore/dream.ts';
import { temporaryFolder } from '../fixtures.ts';
import { floats } from './explored.ts';
import { graphModel, layersModel, writeModel, type SavedModel } from './models.ts';

let folder: string;
let layered: SavedModel;
const graph = graphModel();
beforeAll(async () => {
  const temporary = await temporaryFolder();
  afterAll(temporary.remove);
  folder = temporary.path;
  layered = await layersModel();
});

const defaults = Object.fromEntries(
  dreamSettingNames.map((name) => [name, defaultsOf(dream.fields)[name]]),
) as DreamSettings;
const context = { signal: new AbortController().signal, progress: () => undefined };
const dreamIn = (
  network: Dreamable,
  target: DreamTarget,
  size: number,
  direction: DreamSettings['direction'] = 'raise',
) =>
  dreamAnswersOf['explore:dream'](
    network,
    {
      subject: 'model',
      target,
      start: { from: 'noise' },
      settings: { ...defaults, size, direction, octaves: 2, steps: 6, l2: 0 },
      zoom: 1,
    },
    context,
  );

describe('a layers model', () => {
  test('says what it is, and dreams of a class and, at any size, of a channel', async () => {
    const network = await importModel(await writeModel(join(folder, 'mobile'), layered));
    const { name, input, layers, classes } = network.description;
    expect([name, input]).toEqual(['mobile', [32, 32, 3]]);
    expect(layers.map(({ id, anySize }) => [id, anySize])).toEqual([
      ...['conv1', 'conv1_bn', 'conv1_relu', 'dw1', 'dw1_bn', 'dw1_relu', 'pw1'].map((id) => [id, true]),
      ...[
        ['pool', false],
        ['classes', false],
      ],
    ]);
    expect(classes).toHaveLength(5);
    const way = floats((await dreamIn(network, { kind: 'class', index: 2 }, 32)).activations);
    expect(way.at(-1)).toBeGreaterThan(way[0]!);
    const large = await dreamIn(network, { kind: 'channel', layer: 'pw1', channel: 3 }, 56);
    expect(large.picture).toMatchObject({ height: 56, width: 56, channels: 3 });
    const rise = floats(large.activations);
    expect(rise.at(-1)).toBeGreaterThan(rise[0]!);
  });

  test('gives what TensorFlow.js itself computes, and its filters in colour', async () => {
    const network = await importModel(await writeModel(join(folder, 'same'), layered));
    const picture = {
      from: 'picture',
      height: 32,
      width: 32,
      channels: 3,
      bytes: Buffer.alloc(3072, 200).toString('base64'),
    } as const;
    const { values } = await dreamAnswersOf['explore:featureMaps'](
      network,
      { subject: 'model', layer: 'classes', picture },
      context,
    );
    const { topology: modelTopology, specs: weightSpecs, data: weightData } = layered;
    const model = await loadLayersModel({
      load: () => Promise.resolve({ modelTopology, weightSpecs, weightData } as io.ModelArtifacts),
    });
    const expected = await (model.predict(fill([1, 32, 32, 3], (200 / 255) * 2 - 1)) as Tensor).data();
    model.dispose();
    expect(expected).toHaveLength(5);
    floats(values).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
    const filters = await dreamAnswersOf['explore:filters'](
      network,
      { subject: 'model', layer: 'conv1', input: null },
      context,
    );
    expect(filters).toMatchObject({ filters: 8, height: 3, width: 3, depth: 3 });
    expect(floats(filters.values)[1]).toBe(new Float32Array(layered.data, 0, 216)[8]);
  });
});

test('a graph model with fused operations dreams of its channels and classes', async () => {
  const network = await importModel(join(await writeModel(join(folder, 'graph'), graph), '..'));
  const { input, layers } = network.description;
  expect(input).toEqual([24, 24, 3]);
  expect(layers.map(({ id }) => id)).toEqual([
    ...['net/conv/Relu6', 'net/dw/conv', 'net/dw/bias', 'net/dw/Relu6', 'net/pool', 'net/logits', 'net/Softmax'],
  ]);
  const way = floats((await dreamIn(network, { kind: 'channel', layer: 'net/dw/conv', channel: 1 }, 40)).activations);
  expect(way.at(-1)).toBeGreaterThan(way[0]!);
  const classes = floats((await dreamIn(network, { kind: 'class', index: 3 }, 24)).activations);
  expect(classes.at(-1)).toBeGreaterThan(classes[0]!);
});

test('what a graph cannot run here is left out with all that hangs on it, and said', async () => {
  const file = await writeModel(join(folder, 'partly'), graph, {
    change: (json) => {
      const { node } = (json as unknown as { modelTopology: { node: { op: string; name: string }[] } }).modelTopology;
      node.find(({ name }) => name === 'net/pool')!.op = 'RunAnything';
      return json;
    },
  });
  const { layers, leftOut, classes } = (await importModel(file)).description;
  expect(layers.map(({ id }) => id)).toEqual(['net/conv/Relu6', 'net/dw/conv', 'net/dw/bias', 'net/dw/Relu6']);
  expect(leftOut).toMatch(/^3 of 7 layers are left out: “net\/pool” \(RunAnything\) cannot be run: .*RunAnything/);
  expect(classes).toHaveProperty('impossible');
});

test('a graph that wants whole numbers is given 0 to 255, with a gradient all the same', async () => {
  const file = await writeModel(join(folder, 'bytes'), graph, {
    change: (json) => {
      const { node } = (
        json as unknown as { modelTopology: { node: { name: string; attr: object; input?: string[] }[] } }
      ).modelTopology;
      node[0]!.attr = { ...node[0]!.attr, dtype: { type: 'DT_INT32' } };
      node.push({
        ...{ name: 'cast', op: 'Cast', input: ['image'] },
        attr: { SrcT: { type: 'DT_INT32' }, DstT: { type: 'DT_FLOAT' } },
      } as (typeof node)[number]);
      node.find(({ name }) => name === 'net/conv/Relu6')!.input![0] = 'cast';
      return json;
    },
  });
  const network = await importModel(file);
  expect(network).toMatchObject({ black: 0, white: 255 });
  const target = { kind: 'channel', layer: 'net/dw/conv', channel: 1 } as const;
  const [raised, lowered] = [await dreamIn(network, target, 40), await dreamIn(network, target, 40, 'lower')];
  expect(raised.picture.bytes).not.toBe(lowered.picture.bytes);
});

type Json = {
  modelTopology: Record<string, never>;
  weightsManifest: [{ paths: string[]; weights: Record<string, unknown>[] }];
};
const config = (json: Json, at: number): { class_name: string; config: Record<string, unknown> } =>
  (json.modelTopology as unknown as { config: { layers: { class_name: string; config: Record<string, unknown> }[] } })
    .config.layers[at]!;
const faults: Record<string, { change?: (json: Json) => unknown; cut?: number; says: RegExp; from?: 'graph' }> = {
  'no topology': {
    change: ({ weightsManifest }) => ({ weightsManifest }),
    says: /no TensorFlow.js model: “modelTopology”/,
  },
  'no weights listed': { change: ({ modelTopology }) => ({ modelTopology }), says: /“weightsManifest”/ },
  'weights cut short': { cut: 7, says: /cut short: [\d,]+ bytes of [\d,]+/ },
  'a shard that is not there': {
    change: (json) => (json.weightsManifest[0].paths.push('group9.bin'), json),
    says: /“group9.bin” are not beside it/,
  },
  'a shard outside': {
    change: (json) => ((json.weightsManifest[0].paths[0] = '../outside.bin'), json),
    says: /“..\/outside.bin” lie outside/,
  },
  'a weight listed twice': {
    change: (json) => (json.weightsManifest[0].weights.push({ ...json.weightsManifest[0].weights[0] }), json),
    says: /listed twice/,
  },
  'a weight of an unknown type': {
    change: (json) => ((json.weightsManifest[0].weights[0]!['dtype'] = 'complex64'), json),
    says: /of type complex64/,
  },
  'a weight far too large': {
    change: (json) => ((json.weightsManifest[0].weights[0]!['shape'] = [1e6, 1e6]), json),
    says: /take over 600 MB/,
  },
  'a negative size': {
    change: (json) => ((json.weightsManifest[0].weights[0]!['shape'] = [-3]), json),
    says: /weightsManifest.0.weights.0.shape.0/,
  },
  'a layer with code': {
    change: (json) => ((config(json, 1).class_name = 'Lambda'), json),
    says: /layer kind “Lambda” is not one of TensorFlow.js, and no code of others is run/,
  },
  'a layer that wants more than there is': {
    change: (json) => ((config(json, 8).config['units'] = 500_000_000), json),
    says: /“classes” needs [\d,]+ weights, more than the file holds/,
  },
  'two channels': {
    change: (json) => ((config(json, 0).config['batch_input_shape'] = [null, 32, 32, 2]), json),
    says: /cannot be imported/,
  },
  'a graph whose operation is missing': {
    from: 'graph',
    change: (json) => (
      ((json.modelTopology as unknown as { node: { input?: string[] }[] }).node[3]!.input![0] = 'nowhere'),
      json
    ),
    says: /“nowhere” is used but not there/,
  },
  'a graph of unknown operations': {
    from: 'graph',
    change: (json) => {
      for (const node of (json.modelTopology as unknown as { node: { op: string; name: string }[] }).node)
        if (node.name.startsWith('net/')) node.op = 'RunAnything';
      return json;
    },
    says: /cannot be imported: .*RunAnything/,
  },
};

describe('a model is refused in words', () => {
  test.each(Object.keys(faults))('%s', async (fault) => {
    const { change, cut = 0, says, from } = faults[fault]!;
    const place = join(folder, fault.replaceAll(' ', '-'));
    await writeFile(join(folder, 'outside.bin'), Buffer.alloc(16));
    const file = await writeModel(place, from === 'graph' ? graph : layered, {
      ...(change && { change: change as unknown as (json: Record<string, unknown>) => unknown }),
      cut,
    });
    await expect(importModel(file)).rejects.toThrow(says);
  });

  test('no JSON, nothing there, a link to elsewhere, and numbers that are none', async () => {
    const place = join(folder, 'broken');
    await mkdir(place);
    await writeFile(join(place, 'model.json'), '{"modelTopology":');
    await expect(importModel(place)).rejects.toThrow(/“model.json” cannot be imported: it is no JSON/);
    await expect(importModel(join(folder, 'nothing'))).rejects.toThrow(/it is not there/);
    const data = layered.data.slice(0);
    new Float32Array(data)[5] = Number.NaN;
    const file = await writeModel(join(folder, 'nan'), { ...layered, data });
    await expect(importModel(file)).rejects.toThrow(/“conv1\/kernel” holds values that are not finite/);
    await mkdir(join(folder, 'linked'));
    await writeModel(join(folder, 'linked'), layered, {
      change: (json) => (((json['weightsManifest'] as Json['weightsManifest'])[0].paths[0] = 'link.bin'), json),
    });
    await symlink(join(folder, 'outside.bin'), join(folder, 'linked', 'link.bin'));
    await expect(importModel(join(folder, 'linked'))).rejects.toThrow(/“link.bin” lie outside/);
  });
});
