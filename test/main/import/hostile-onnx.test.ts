/** ONNX files from anybody: damaged, contradictory or malicious ones are refused in words, quickly, and nothing else is opened or written. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importFile, type Imported } from '#main/import/import-file.ts';
import { modelType } from '#main/import/onnx/schema.ts';
import { mix } from '#shared/counter-random.ts';
import { UserError } from '#shared/problem.ts';
import { temporaryFolder } from '../trainer/fixtures.ts';

interface Tensor {
  name: string;
  dims: number[];
  dataType: number;
  rawData?: Uint8Array;
  floatData?: number[];
  dataLocation?: number;
}
interface Node {
  name: string;
  opType: string;
  domain?: string;
  input: string[];
  output: string[];
  attribute: { name: string; i?: number; f?: number; s?: Uint8Array; ints?: number[] }[];
}
interface Graph {
  node: Node[];
  initializer: Tensor[];
  input: { name: string; type: unknown }[];
  output: { name: string; type: unknown }[];
}
interface Model {
  irVersion: number;
  opsetImport: { domain: string; version: number }[];
  graph: Graph | null;
}

const floats = (name: string, dims: number[], value = 0.5): Tensor => {
  const values = new Float32Array(dims.reduce((product, n) => product * n, 1)).fill(value);
  return { name, dims, dataType: 1, rawData: new Uint8Array(values.buffer) };
};
const info = (name: string, dims: number[], elemType = 1) => ({
  name,
  type: { tensorType: { elemType, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
});
const node = (name: string, opType: string, input: string[], attribute: Node['attribute'] = []): Node => ({
  ...{ name, opType, input, attribute, output: [`${name}:0`] },
});

/** A convolution, a curve, a fully connected layer. */
const good = (): Model => ({
  irVersion: 8,
  opsetImport: [{ domain: '', version: 17 }],
  graph: {
    node: [
      node('conv', 'Conv', ['x', 'conv.weight', 'conv.bias'], [{ name: 'strides', ints: [2, 2] }, { name: 'pads', ints: [0, 0, 1, 1] }]), // prettier-ignore
      node('relu', 'Relu', ['conv:0']),
      node('flat', 'Flatten', ['relu:0']),
      node('full', 'Gemm', ['flat:0', 'full.weight', 'full.bias'], [{ name: 'transB', i: 1 }]),
    ],
    initializer: [floats('conv.weight', [4, 1, 3, 3]), floats('conv.bias', [4]), floats('full.weight', [3, 64]), floats('full.bias', [3])], // prettier-ignore
    input: [info('x', [0, 1, 8, 8])],
    output: [info('full:0', [0, 3])],
  },
});
const bytes = (model: unknown): Uint8Array =>
  modelType.encode(modelType.fromObject(model as Record<string, unknown>)).finish();
const changed = (change: (graph: Graph, model: Model) => void): Uint8Array => {
  const model = good();
  change(model.graph!, model);
  return bytes(model);
};

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());
const slowest = 5_000;
let number = 0;

async function attempt(contents: Uint8Array): Promise<Imported | UserError> {
  const folder = join(temporary.path, `case-${++number}`);
  const scratch = join(folder, 'scratch');
  await mkdir(scratch, { recursive: true });
  await writeFile(join(folder, 'model.onnx'), contents);
  const begun = performance.now();
  const result = await importFile(join(folder, 'model.onnx'), { scratch }).catch((error: unknown) => {
    if (error instanceof UserError) return error;
    throw error;
  });
  expect(performance.now() - begun).toBeLessThan(slowest);
  expect((await readdir(folder)).sort()).toEqual(['model.onnx', 'scratch']);
  return result;
}

async function refused(contents: Uint8Array, says: RegExp): Promise<void> {
  const result = await attempt(contents);
  expect(result).toBeInstanceOf(UserError);
  expect((result as UserError).received).toContain('“model.onnx”');
  expect((result as UserError).message).toMatch(says);
}

test('the file that is broken here is good before', async () => {
  const imported = (await attempt(bytes(good()))) as Imported;
  expect(imported.project.graph.nodes.map(({ kind }) => kind)).toEqual([
    'input',
    'conv2d',
    'flatten',
    'dense',
    'output',
  ]);
  expect(imported.report.weights).toBe(4 * 9 + 4 + 3 * 64 + 3);
});

test.each(Array.from({ length: 30 }, (_, at) => at))('cut off, %i', async (at) => {
  const whole = bytes(good());
  const result = await attempt(whole.subarray(0, Math.floor((whole.length * at) / 30)));
  expect(result).toBeInstanceOf(UserError);
});

test.each(Array.from({ length: 40 }, (_, at) => at))('bytes changed, %i', async (at) => {
  const whole = bytes(good());
  for (let change = 0; change < 4; change++)
    whole[mix(mix(at + 1) ^ change) % whole.length] = mix(mix(at + 1) ^ (change + 100)) & 255;
  await attempt(whole);
});

describe('what contradicts itself', () => {
  test.each<[string, (graph: Graph, model: Model) => void, RegExp]>([
    ['no graph', (_graph, model) => (model.graph = null), /no graph/],
    ['no operators named', (_graph, model) => (model.opsetImport = []), /which operators/],
    ['no inputs', (graph) => (graph.input = []), /no inputs/],
    ['no outputs', (graph) => (graph.output = []), /no outputs/],
    ['an output of nothing', (graph) => (graph.output = [info('other', [0, 3])]), /made by nothing/],
    ['an output that is a weight', (graph) => (graph.output = [info('conv.bias', [4])]), /does not depend/],
    ['words', (graph) => (graph.input = [info('x', [0, 1, 8, 8], 7)]), /whole numbers/],
    ['sizes that are open', (graph) => (graph.input = [info('x', [0, 1, 0, 0])]), /every size must be a number/],
    ['a shape that is not said', (graph) => (graph.input = [{ name: 'x', type: {} }]), /does not say/],
    ['a weight that is missing', (graph) => graph.initializer.shift(), /conv.weight.*nothing before it makes/],
    ['a circle', (graph) => (graph.node[0]!.input[0] = 'relu:0'), /nothing before it makes/],
    ['an operator that is unknown', (graph) => (graph.node[1]!.opType = 'Erf'), /relu.*Erf.*no layer/],
    ['an operator of somebody’s own', (graph) => (graph.node[1]!.domain = 'mine'), /relu.*no layer/],
    ['a name of JavaScript’s own', (graph) => (graph.node[1]!.opType = '__proto__'), /no layer/],
    ['the constructor', (graph) => (graph.node[1]!.opType = 'constructor'), /no layer/],
    ['values repeated', (graph) => {
      graph.node[1] = node('relu', 'Expand', ['conv:0', 'larger']);
      graph.initializer.push({ name: 'larger', dims: [4], dataType: 7, rawData: new Uint8Array(new BigInt64Array([1n, 4n, 8n, 8n]).buffer) });
    }, /relu.*larger/],
    ['a loop', (graph) => (graph.node[1]!.opType = 'Loop'), /relu.*Loop/],
    ['numbers in another file', (graph) => (graph.initializer[0]!.dataLocation = 1), /conv.weight.*another file/],
    ['too few numbers', (graph) => (graph.initializer[0]!.rawData = new Uint8Array(12)), /conv.weight.*should be 36; the file has 3/],
    ['half a number', (graph) => (graph.initializer[0]!.rawData = new Uint8Array(145)), /conv.weight/],
    ['a size below zero', (graph) => (graph.initializer[0]!.dims = [-4, 1, 3, 3]), /impossible shape/],
    ['a size beyond all', (graph) => (graph.initializer[0]!.dims = [2 ** 31, 2 ** 31, 3, 3]), /impossible shape/],
    ['numbers of text', (graph) => (graph.initializer[0]!.dataType = 8), /type 8/],
    ['weights that are not finite', (graph) => (graph.initializer[3] = floats('full.bias', [3], NaN)), /not finite/],
    ['a kernel of other dimensions', (graph) => (graph.initializer[0] = floats('conv.weight', [4, 9])), /conv.*dimensions/],
    ['a kernel for other channels', (graph) => (graph.initializer[0] = floats('conv.weight', [4, 3, 3, 3])), /conv.*3 channels/],
    ['rows of another number', (graph) => (graph.initializer[2] = floats('full.weight', [3, 60])), /full.*60 numbers/],
    ['a bias of another size', (graph) => (graph.initializer[3] = floats('full.bias', [5])), /full.*bias/],
    ['steps of zero', (graph) => (graph.node[0]!.attribute[0]!.ints = [0, 0]), /conv/],
    ['steps of another number', (graph) => (graph.node[0]!.attribute[0]!.ints = [2]), /conv/],
    ['padding below zero', (graph) => (graph.node[0]!.attribute[1]!.ints = [-1, 0, 0, 0]), /conv/],
    ['groups', (graph) => graph.node[0]!.attribute.push({ name: 'group', i: 2 }), /conv.*groups/],
    ['a huge padding', (graph) => (graph.node[0]!.attribute[1]!.ints = [1e9, 1e9, 1e9, 1e9]), /model.onnx/],
    ['more layers than are read', (graph) => {
      for (let at = 0; at < 25_000; at++) graph.node.push(node(`more${at}`, 'Relu', ['x']));
    }, /25,004 operators/],
    ['more weights than are built', (graph) => {
      graph.input = [info('x', [0, 40_000])];
      graph.node = [node('a', 'Gemm', ['x', 'a.weight']), node('b', 'Tanh', ['a:0'])];
      graph.initializer = [{ name: 'a.weight', dims: [40_000, 20_000], dataType: 1, rawData: new Uint8Array(8) }];
      graph.output = [info('b:0', [0, 20_000])];
    }, /should be 800,000,000/],
  ])('%s', (_, change, says) => refused(changed(change), says)); // prettier-ignore
});
