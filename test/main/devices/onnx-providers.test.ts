/** What ONNX Runtime's further providers say of a machine, with libraries and machines made up. */
import { describe, expect, test } from 'vitest';
import type { OnnxLibrary } from '#main/compiler/onnx/target.ts';
import { parseNvidia } from '#main/devices/nvidia.ts';
import { onnxProvider, type Machine } from '#main/devices/onnx-providers.ts';

const card = { name: 'NVIDIA GeForce RTX 4070', memory: 12 * 2 ** 30, driver: '550.54.14' };

/** A library whose sessions answer so, and what it was asked for. */
function fakeLibrary(answer: readonly number[] | Error) {
  const asked: object[] = [];
  const library = {
    InferenceSession: {
      create: async (_model: Uint8Array, options: object) => {
        asked.push(options);
        if (answer instanceof Error) throw answer;
        return { run: async () => ({ y: { data: Float32Array.from(answer) } }), release: async () => undefined };
      },
    },
    Tensor: Array,
  } as unknown as OnnxLibrary;
  return { library, asked };
}

const machine = (change: Partial<Machine> = {}): Machine => ({
  library: async () => fakeLibrary([2, 4]).library,
  nvidia: async () => card,
  hasCudaPart: async () => true,
  chip: () => ({ name: 'Apple M2', memory: 16 * 2 ** 30 }),
  ...change,
});

describe('CUDA', () => {
  test('is available where driver, provider and libraries are, with the card’s own name and memory', async () => {
    expect(await onnxProvider('cuda', machine()).status()).toEqual({
      ...{ id: 'cuda', title: 'CUDA (ONNX Runtime)', available: true, name: card.name, memory: card.memory },
      detail: 'NVIDIA GeForce RTX 4070, 12 GiB memory, driver 550.54.14',
    });
  });

  test('loads nothing where there is no driver, or no provider; each says what to do', async () => {
    const library = async (): Promise<never> => expect.fail('the library was loaded');
    const bare = await onnxProvider('cuda', machine({ library, nvidia: async () => null })).status();
    expect(bare).toMatchObject({ available: false, remedy: expect.stringContaining('driver') });
    const unfetched = await onnxProvider('cuda', machine({ library, hasCudaPart: async () => false })).status();
    expect(unfetched).toMatchObject({ available: false, remedy: expect.stringContaining('npm run setup:cuda') });
  });

  test('that does not start is not available, with the library’s reason', async () => {
    const { library } = fakeLibrary(new Error('Failed to load shared library'));
    const status = await onnxProvider('cuda', machine({ library: async () => library })).status();
    expect(status).toMatchObject({
      available: false,
      detail: 'it does not start: Failed to load shared library',
      remedy: expect.stringContaining('cuDNN 9'),
    });
  });

  test('that computes nonsense is not available', async () => {
    const { library } = fakeLibrary([2, 5]);
    const status = await onnxProvider('cuda', machine({ library: async () => library })).status();
    expect(status).toMatchObject({ available: false, detail: expect.stringContaining('2 and 5') });
  });
});

test('each provider asks for itself alone', async () => {
  for (const id of ['cuda', 'dml', 'coreml'] as const) {
    const { library, asked } = fakeLibrary([2, 4]);
    const status = await onnxProvider(id, machine({ library: async () => library })).status();
    expect(status.available).toBe(true);
    const [options] = asked as { executionProviders: readonly (string | { name: string })[] }[];
    expect(options!.executionProviders.map((each) => (typeof each === 'string' ? each : each.name))).toEqual([id]);
  }
});

test('CoreML names the chip and the memory it shares', async () => {
  const status = await onnxProvider('coreml', machine()).status();
  expect(status).toMatchObject({ name: 'Apple M2', memory: 16 * 2 ** 30 });
});

describe('what the driver says', () => {
  test('is read: name, mebibytes, version; the first processor counts', () => {
    expect(parseNvidia('NVIDIA H100 80GB HBM3, 81559, 535.104.05\nNVIDIA T4, 15360, 535.104.05\n')).toEqual({
      ...{ name: 'NVIDIA H100 80GB HBM3', memory: 81559 * 2 ** 20, driver: '535.104.05' },
    });
  });
  test.each(['', 'No devices were found', 'A, [N/A], 1', ', 100, 1'])('is not made up from %j', (text) => {
    expect(parseNvidia(text)).toBeNull();
  });
});
