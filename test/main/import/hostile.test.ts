/**
 * Model files that somebody broke, or made to do harm: each is refused in words that name it, none takes long, and nothing is written
 * but into the folder that was given. Half are written by hand, half are drawn from a seed.
 */
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mix } from '#shared/counter-random.ts';
import { UserError } from '#shared/problem.ts';
import { inputLayer } from '#main/export/keras/model.ts';
import type { KerasModel } from '#main/export/keras/layer.ts';
import { modelConfig } from '#main/export/keras/config.ts';
import { writeKerasArchive, writeKerasWeights, writeLegacyFile } from '#main/export/keras/archive.ts';
import { importFile, type Imported } from '#main/import/import-file.ts';
import { buildZip, type ZipFileSpec } from '../files/zip.ts';
import { temporaryFolder } from '../trainer/fixtures.ts';

const slowest = 5000;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let weights: Buffer;
let archive: Buffer;
let legacy: Buffer;
const at = (name: string): string => join(temporary.path, name);
const values = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => (i % 7) / 7 - 0.4);

const dense = (name: string, from: string, before: number, units: number) => ({
  name,
  inputs: [from],
  layer: {
    className: 'Dense' as const,
    config: { units, activation: 'tanh' },
    weights: [
      { owner: '', name: 'kernel', shape: [before, units], values: values(before * units) },
      { owner: '', name: 'bias', shape: [units], values: values(units) },
    ],
    shape: [units],
  },
});
const model: KerasModel = {
  name: 'model',
  layers: [
    { name: 'input', inputs: [], layer: inputLayer({ shape: [8], dtype: 'float32' }) },
    dense('small', 'input', 8, 3),
    dense('large', 'small', 3, 8),
  ],
  inputs: ['input'],
  outputs: ['large'],
  carriers: new Map(),
};

type Json = Record<string, unknown> & {
  config: { layers: (Record<string, unknown> & { config: Record<string, unknown> })[] };
};
const config = (): Json => structuredClone(modelConfig(model, 'keras')) as unknown as Json;
const text = (value: unknown): string => JSON.stringify(value);
const files = (
  change: Partial<Record<string, ZipFileSpec['data'] | null>> = {},
  more: readonly ZipFileSpec[] = [],
): Buffer => {
  const all: Record<string, ZipFileSpec['data'] | null> = {
    'metadata.json': '{}',
    'config.json': text(config()),
    'model.weights.h5': weights,
    ...(change as Record<string, ZipFileSpec['data'] | null>),
  };
  const kept = Object.entries(all).flatMap(([name, data]): ZipFileSpec[] =>
    data === null ? [] : [{ name, data: data! }],
  );
  return buildZip([...kept, ...more]);
};
/** An archive whose second layer is another. */
const withLayer = (change: (layer: Json['config']['layers'][number]) => void): Buffer => {
  const whole = config();
  change(whole.config.layers[1]!);
  return files({ 'config.json': text(whole) });
};
const withSettings = (settings: Record<string, unknown>): Buffer =>
  withLayer((layer) => Object.assign(layer.config, settings));
const withConfig = (change: (whole: Json) => void): Buffer => {
  const whole = config();
  change(whole);
  return files({ 'config.json': text(whole) });
};

beforeAll(async () => {
  temporary = await temporaryFolder();
  await writeKerasWeights(model, at('weights.h5'));
  await writeKerasArchive(model, at('good.keras'));
  await writeLegacyFile(model, at('good.h5'));
  [weights, archive, legacy] = (await Promise.all(
    ['weights.h5', 'good.keras', 'good.h5'].map((name) => readFile(at(name))),
  )) as [Buffer, Buffer, Buffer];
});
afterAll(() => temporary.remove());

let number = 0;
async function attempt(contents: Uint8Array, ending: string): Promise<Imported | UserError> {
  const folder = at(`case-${++number}`);
  const scratch = join(folder, 'scratch');
  await mkdir(scratch, { recursive: true });
  const path = join(folder, `model${ending}`);
  await writeFile(path, contents);
  const begun = performance.now();
  const result = await importFile(path, { scratch }).catch((error: unknown) => {
    if (error instanceof UserError) return error;
    throw error;
  });
  expect(performance.now() - begun).toBeLessThan(slowest);
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['scratch']));
  expect((await readdir(folder)).length).toBe(2);
  return result;
}

async function refused(contents: Uint8Array, ending: string, says: string | RegExp): Promise<void> {
  const result = await attempt(contents, ending);
  expect(result).toBeInstanceOf(UserError);
  expect((result as UserError).received).toContain(`“model${ending}”`);
  expect((result as UserError).message).toMatch(says);
}

type HdfFile = InstanceType<(typeof import('h5wasm/node'))['File']>;

/** By a library of its own, which has the disk. */
async function changedH5(change: (file: HdfFile) => void): Promise<Buffer> {
  const library = await import('h5wasm/node');
  await library.ready;
  const path = at(`made-${++number}.h5`);
  await writeFile(path, weights);
  const file = new library.File(path, 'a');
  change(file);
  file.flush();
  file.close();
  return readFile(path);
}

test('the files that are broken here are good before', async () => {
  for (const [contents, ending] of [
    [archive, '.keras'],
    [files(), '.keras'],
    [legacy, '.h5'],
  ] as const) {
    const imported = (await attempt(contents, ending)) as Imported;
    expect(imported.report.weights).toBe(8 * 3 + 3 + 3 * 8 + 8);
  }
});

describe('code and unknown layers', () => {
  test.each([
    ['Lambda', { class_name: 'Lambda' }, /small.*Lambda.*never run/],
    ['own class', { class_name: 'MyLayer', module: 'mine', registered_name: 'mine>MyLayer' }, /small.*MyLayer.*code/],
    ['own module', { module: 'os' }, /small.*code/],
    ['operation', { module: 'keras.src.ops.numpy', class_name: 'Add' }, /code/],
    ['TFOpLambda', { class_name: 'TFOpLambda' }, /operation in code/],
    ['unknown', { class_name: 'Embedding2' }, /does not have/],
    ['prototype', { class_name: '__proto__' }, /cannot be imported/],
    ['constructor', { class_name: 'constructor' }, /does not have/],
    ['no class', { class_name: 7 }, /cannot be imported/],
    ['long class', { class_name: 'A'.repeat(100_000) }, /cannot be imported/],
  ])('%s', (_, change, says) =>
    refused(
      withLayer((layer) => Object.assign(layer, change)),
      '.keras',
      says,
    ),
  );

  test.each(['<script>', 'lambda', 'exec', 'mish', 7, { class_name: 'function', config: 'exec' }, ['relu']])(
    'activation %j',
    (activation) => refused(withSettings({ activation }), '.keras', /small.*(activation|cannot)/),
  );
  test.each(['Subclass', 'Lambda', '', '__proto__', 3, null])('model class %j', (name) =>
    refused(
      withConfig((whole) => Object.assign(whole, { class_name: name })),
      '.keras',
      /cannot be imported/,
    ),
  );
});

describe('sizes', () => {
  test.each([5e8, 1e9, 2 ** 53, 1e300, -1, 0, 1.5, '64', null, [3], {}, true])('units %j', (units) =>
    refused(withSettings({ units }), '.keras', /small/),
  );
  test.each([
    [null, 0],
    [null, -8],
    [null, 1e12],
    [null, null],
    [null],
    [],
    null,
    'x',
    [null, 1, 1, 1, 1],
    [null, 'a'],
    {},
  ])('input %j %j', (...shape) =>
    refused(
      withConfig((whole) =>
        Object.assign(whole.config.layers[0]!.config, { batch_shape: shape.length === 1 ? shape[0] : shape }),
      ),
      '.keras',
      /cannot be imported/,
    ),
  );
  test('more weights than the budget, layer on layer, before anything is allocated', () =>
    refused(
      withConfig((whole) => {
        Object.assign(whole.config.layers[0]!.config, { batch_shape: [null, 1_000_000] });
        Object.assign(whole.config.layers[1]!.config, { units: 1_000_000 });
      }),
      '.keras',
      /500,000,000/,
    ));
  test('too many layers', () =>
    refused(
      withConfig((whole) => {
        whole.config.layers = Array.from({ length: 2001 }, () => whole.config.layers[1]!);
      }),
      '.keras',
      /2,000 layers/,
    ));
  test('models in models in models', () => {
    let inner: unknown = config();
    for (let depth = 0; depth < 40; depth++)
      inner = { class_name: 'Sequential', config: { name: `m${depth}`, layers: [inner] } };
    return refused(files({ 'config.json': text(inner) }), '.keras', /cannot be imported/);
  });
  test('JSON nested a hundred thousand deep', () =>
    refused(files({ 'config.json': '['.repeat(100_000) + ']'.repeat(100_000) }), '.keras', /cannot be imported/));
});

describe('graphs', () => {
  const call = (name: unknown, node: unknown = 0, output: unknown = 0) => [
    { args: [{ class_name: '__keras_tensor__', config: { keras_history: [name, node, output] } }], kwargs: {} },
  ];
  test.each([
    ['itself', 'small', 0, 0],
    ['a circle', 'large', 0, 0],
    ['nobody', 'nowhere', 0, 0],
    ['a call that is not', 'input', 5, 0],
    ['an output that is not', 'input', 0, 3],
    ['a negative', 'input', -1, 0],
    ['no name', 7, 0, 0],
  ])('fed by %s', (_, name, node, output) =>
    refused(
      withLayer((layer) => (layer['inbound_nodes'] = call(name, node, output))),
      '.keras',
      /cannot be imported/,
    ),
  );
  test.each([[[]], [null], ['large'], [[['large', 1, 0]]], [[['nobody', 0, 0]]], [{}]])('outputs %j', (outputs) =>
    refused(
      withConfig((whole) => Object.assign(whole.config, { output_layers: outputs })),
      '.keras',
      /cannot be imported/,
    ),
  );
  test('two layers of one name', () =>
    refused(
      withConfig((whole) => whole.config.layers.push(whole.config.layers[1]!)),
      '.keras',
      /same name/,
    ));
  test.each([
    'not json',
    '',
    '{',
    'null',
    '[]',
    '7',
    '"x"',
    '{}',
    '{"class_name":"Functional"}',
    '\u0000',
    '{"class_name":"Functional","config":null}',
  ])('config %j', (broken) => refused(files({ 'config.json': broken }), '.keras', /cannot be imported/));
});

describe('weights', () => {
  test.each([NaN, Infinity, -Infinity])('%s among them', async (bad) => {
    const layers = model.layers.map((placed) =>
      placed.name === 'small'
        ? {
            ...placed,
            layer: {
              ...placed.layer,
              weights: placed.layer.weights.map((w) => ({ ...w, values: w.values.map((n, i) => (i === 1 ? bad : n)) })),
            },
          }
        : placed,
    );
    await writeKerasArchive({ ...model, layers }, at('bad.keras'));
    await writeLegacyFile({ ...model, layers }, at('bad.h5'));
    await refused(await readFile(at('bad.keras')), '.keras', /not finite/);
    await refused(await readFile(at('bad.h5')), '.h5', /not finite/);
  });
  test('a link to another file that nobody follows harms nothing', async () => {
    const bytes = await changedH5((file) => void file.create_external_link('/etc/passwd', '/x', 'layers/dense_9'));
    expect(await attempt(files({ 'model.weights.h5': bytes }), '.keras')).not.toBeInstanceOf(UserError);
  });
  test('a weight that is an external link', async () => {
    const bytes = await changedH5(
      (file) => void file.create_external_link('/etc/passwd', '/x', 'layers/dense_1/vars/2'),
    );
    await refused(files({ 'model.weights.h5': bytes }), '.keras', /link/);
  });
  test('a weight that is a soft link', async () => {
    const bytes = await changedH5(
      (file) => void file.create_soft_link('/layers/dense/vars/0', 'layers/dense_1/vars/2'),
    );
    await refused(files({ 'model.weights.h5': bytes }), '.keras', /link/);
  });
  test('a group that is a link', async () => {
    const bytes = await changedH5((file) => void file.create_soft_link('/layers/dense', 'layers/dense_2'));
    const whole = config();
    const third = structuredClone(whole.config.layers[2]!);
    Object.assign(third, { name: 'third' });
    third.config['name'] = 'third';
    whole.config.layers.push(third);
    (whole.config as Record<string, unknown>)['output_layers'] = ['third', 0, 0];
    await refused(files({ 'config.json': text(whole), 'model.weights.h5': bytes }), '.keras', /link/);
  });
  test.each([
    ['none', Buffer.alloc(0)],
    ['text', Buffer.from('weights')],
    ['zeros', Buffer.alloc(4096)],
  ])('%s at all', (_, bytes) => refused(files({ 'model.weights.h5': bytes }), '.keras', /HDF5/));
  test.each([[2], [4], [64]])('of another shape: %d units', (units) =>
    refused(withSettings({ units }), '.keras', /small.*needs/),
  );
  test('missing', () =>
    refused(
      withConfig((whole) => void whole.config.layers.reverse()),
      '.keras',
      /needs|cannot/,
    ));
  test('a file of weights alone', () => refused(weights, '.h5', /no model/));
});

describe('archives', () => {
  const big = Buffer.alloc(200 * 1024 * 1024);
  test.each<[string, ZipFileSpec]>([
    ['path escape', { name: '../evil.json', data: 'x' }],
    ['absolute path', { name: '/tmp/evil.json', data: 'x' }],
    ['backslashes', { name: '..\\evil.json', data: 'x' }],
    ['link', { name: 'link', data: '/etc/passwd', mode: 0o120777 }],
    ['double', { name: 'config.json', data: '{}' }],
    ['double in other letters', { name: 'CONFIG.json', data: '{}' }],
    ['encrypted', { name: 'x', data: 'x', flags: 1 }],
    ['unknown packing', { name: 'x', data: 'x', method: 99 }],
    ['device', { name: 'x', data: 'x', mode: 0o020644 }],
  ])('%s', (_, more) => refused(files({}, [more]), '.keras', /cannot be used/));
  test('bomb', () =>
    refused(
      files({ 'config.json': null }, [{ name: 'config.json', data: big, deflate: true }]),
      '.keras',
      /cannot be|too large/,
    ));
  test.each<[string, Partial<ZipFileSpec>]>([
    ['shorter than it says', { size: 1_000_000 }],
    ['longer than it says', { size: 3 }],
    ['wrong checksum', { checksum: 1 }],
    ['huge size', { size: 0xfffffff0 }],
  ])('config %s', (_, lie) =>
    refused(
      files({ 'config.json': null }, [{ name: 'config.json', data: text(config()), ...lie }]),
      '.keras',
      /cannot be|too large/,
    ),
  );
  test.each(['config.json', 'model.weights.h5'])('without %s', (name) =>
    refused(files({ [name]: null }), '.keras', name),
  );
  test('empty', () => refused(buildZip([]), '.keras', /cannot be/));
  test('a file that is none', () => refused(Buffer.alloc(0), '.keras', /empty/));
  test('a picture', () => refused(Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1'), '.h5', /no kind/));
});

describe('TensorFlow.js', () => {
  const folderWith = async (
    json: unknown,
    shard: Uint8Array | null,
    name = 'group1-shard1of1.bin',
  ): Promise<string> => {
    const folder = at(`tfjs-${++number}`);
    await mkdir(folder);
    await writeFile(join(folder, 'model.json'), typeof json === 'string' ? json : text(json));
    if (shard) await writeFile(join(folder, name), shard);
    return folder;
  };
  const layer = (extra: object = {}) => ({
    class_name: 'Sequential',
    config: {
      name: 's',
      layers: [{ class_name: 'Dense', config: { name: 'd', units: 2, batch_input_shape: [null, 3], ...extra } }],
    },
  });
  const specs = [
    { name: 'd/kernel', shape: [3, 2], dtype: 'float32' },
    { name: 'd/bias', shape: [2], dtype: 'float32' },
  ];
  const json = (change: object = {}, paths = ['group1-shard1of1.bin'], weightSpecs: unknown = specs) => ({
    format: 'layers-model',
    modelTopology: layer(),
    weightsManifest: [{ paths, weights: weightSpecs }],
    ...change,
  });
  const good = Buffer.alloc(32, 1);
  const tried = async (folder: string): Promise<Imported | UserError> =>
    importFile(folder, { scratch: at('good.keras') }).catch((error: unknown) => {
      if (error instanceof UserError) return error;
      throw error;
    });
  test('whole, it is imported', async () =>
    expect(await tried(await folderWith(json(), good))).not.toBeInstanceOf(UserError));
  test.each<[string, unknown, Uint8Array | null]>([
    ['a shard outside', json({}, ['../good.h5']), good],
    ['an absolute shard', json({}, ['/etc/passwd']), good],
    ['a shard that is missing', json(), null],
    ['a shard cut short', json(), good.subarray(0, 20)],
    ['a shard too long', json(), Buffer.alloc(4000)],
    ['weights without end', json({}, undefined, [{ ...specs[0], shape: [1e6, 1e6] }]), good],
    ['a weight twice', json({}, undefined, [specs[1], specs[1], specs[1], specs[1]]), good],
    ['another type', json({}, undefined, [{ ...specs[0], dtype: 'complex64' }, specs[1]]), good],
    ['NaN', json(), Buffer.alloc(32, 0xff)],
    ['half the weights', json({}, undefined, [specs[0], { ...specs[1], name: 'other/bias' }]), good],
    ['another shape', json({}, undefined, [{ ...specs[0], shape: [2, 3] }, specs[1]]), good],
    ['a negative shape', json({}, undefined, [{ ...specs[0], shape: [-3, -2] }, specs[1]]), good],
    ['5e8 units', json({ modelTopology: layer({ units: 5e8 }) }), good],
    [
      'a Lambda',
      json({ modelTopology: { class_name: 'Sequential', config: { layers: [{ class_name: 'Lambda', config: {} }] } } }),
      good,
    ],
    ['a graph model', json({ format: 'graph-model', modelTopology: { node: [{ name: 'x', op: 'Add' }] } }), good],
    ['no topology', json({ modelTopology: null }), good],
    ['a topology of nothing', json({ modelTopology: {} }), good],
    ['no manifest', json({ weightsManifest: undefined }), good],
    ['a list', [], good],
    ['no JSON', '{"format": ', good],
    ['null', 'null', good],
  ])('%s', async (_, broken, shard) => {
    const folder = await folderWith(broken, shard);
    const result = await tried(folder);
    expect(result).toBeInstanceOf(UserError);
    expect((result as UserError).received).toContain('cannot be imported');
  });
  test('a shard that is a link outside', async () => {
    const folder = await folderWith(json(), null);
    await symlink('/etc/passwd', join(folder, 'group1-shard1of1.bin'));
    expect(await tried(folder)).toBeInstanceOf(UserError);
  });
});

/** Each ends in words, or in a network with finite weights where what was changed means nothing or is a weight. */
describe('drawn from a seed', () => {
  const draw = (seed: number, below: number): number => mix(seed) % below;
  const kinds = [
    ['.keras', () => archive],
    ['.h5', () => legacy],
  ] as const;
  test.each(kinds)('%s cut short, 40 times', async (ending, whole) => {
    for (let seed = 1; seed <= 40; seed++) {
      const bytes = whole();
      await refused(bytes.subarray(0, draw(seed, bytes.length - 1)), ending, /cannot be/);
    }
  });
  test.each(kinds)('%s with bytes changed, 60 times', async (ending, whole) => {
    let refusals = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const bytes = Buffer.from(whole());
      for (let change = 0; change < 1 + draw(seed, 40); change++)
        bytes[draw(seed * 1000 + change, bytes.length)] = draw(seed * 2000 + change, 256);
      const result = await attempt(bytes, ending);
      if (result instanceof UserError) refusals += 1;
      else
        for (const { values: found } of result.weights.values())
          expect(found.every((n) => Number.isFinite(n))).toBe(true);
    }
    expect(refusals).toBeGreaterThan(10);
    // The library has not come to harm.
    expect(await attempt(whole(), ending)).not.toBeInstanceOf(UserError);
  });
});
