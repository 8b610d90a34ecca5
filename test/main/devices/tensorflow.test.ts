/** What TensorFlow's device says of a machine, with machines made up, and where it looks for its library. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isCandidate } from '#main/devices/auto.ts';
import { missingAmong } from '#main/devices/tensorflow-cuda.ts';
import { findAddon } from '#main/devices/tensorflow-library.ts';
import { describeTensorFlow, type Machine } from '#main/devices/tensorflow.ts';

const card = { name: 'NVIDIA GeForce RTX 4070', memory: 12 * 2 ** 30, driver: '550.54.14' };

const machine = (change: Partial<Machine> & { gpu?: boolean } = {}): Machine => ({
  findAddon: () => ({ addon: 'tfjs_binding.node' }),
  load: () => ({ TF_Version: '2.9.1', isUsingGpuDevice: () => change.gpu ?? true }),
  nvidia: async () => card,
  missingLibraries: async () => [],
  ...change,
});

describe('TensorFlow’s device', () => {
  test('is the graphics processor where TensorFlow computes on it', async () => {
    expect(await describeTensorFlow(machine())).toEqual({
      ...{ id: 'tensorflow', title: 'TensorFlow (CUDA)', available: true, name: card.name, memory: card.memory },
      detail: 'NVIDIA GeForce RTX 4070, 12 GiB memory, driver 550.54.14, TensorFlow 2.9.1',
    });
  });

  test('has no name where the driver’s tool is missing', async () => {
    const status = await describeTensorFlow(machine({ nvidia: async () => null }));
    expect(status).toMatchObject({
      available: true,
      detail: 'an NVIDIA graphics processor, TensorFlow 2.9.1',
    });
    expect(status.software).toBeUndefined();
  });

  test('names the libraries without which it falls back to the processor, and is then never taken by itself', async () => {
    const missing = ['libcublas.so.11', 'libcudnn.so.8'];
    const status = await describeTensorFlow(machine({ gpu: false, missingLibraries: async () => missing }));
    expect(status).toMatchObject({ title: 'TensorFlow on the processor', available: true, software: true });
    expect(status.detail).toContain(
      `${card.name} cannot be used: the system does not find libcublas.so.11, libcudnn.so.8`,
    );
    expect(status.remedy).toBe(
      'Install CUDA 11.2 and cuDNN 8.1 so that the system finds their libraries, then look again.',
    );
    expect(isCandidate(status)).toBe(false);
  });

  test.each([
    ['no card', { nvidia: async () => null }, 'no NVIDIA graphics processor with a running driver was found'],
    ['a card that it cannot use', {}, `TensorFlow finds no way to use ${card.name}`],
  ])('says why it is the processor with %s', async (_, change, words) => {
    const status = await describeTensorFlow(machine({ gpu: false, ...change }));
    expect(status).toMatchObject({ title: 'TensorFlow on the processor', software: true });
    expect(status.detail).toMatch(/threads, TensorFlow 2\.9\.1; /);
    expect(status.detail.endsWith(words)).toBe(true);
    expect(status.remedy).toMatch(/driver/);
  });

  test.each([
    ['no package', { findAddon: () => 'package' as const }, 'its package is not installed'],
    ['no library', { findAddon: () => 'library' as const }, 'TensorFlow’s library is not installed'],
    [
      'a library that does not load',
      {
        load: () => {
          throw new Error('libstdc++.so.6: version `GLIBCXX_3.4.30’ not found');
        },
      },
      'TensorFlow’s library does not load: libstdc++.so.6: version `GLIBCXX_3.4.30’ not found',
    ],
  ])('is not available with %s, and says what fetches it', async (_, change, detail) => {
    const status = await describeTensorFlow(machine(change));
    expect(status).toMatchObject({ title: 'TensorFlow (CUDA)', available: false, detail });
    expect(status.remedy).toContain('npm run setup:cuda');
  });
});

describe('libraries', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hourglass-test-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('of CUDA are looked for in the loader’s list and along the search path', () => {
    const cache =
      '2 libs found\n\tlibcudart.so.11.0 (libc6,x86-64) => /usr/lib/libcudart.so.11.0\n\tlibcudnn.so.80 (libc6) => /x\n';
    const names = ['libcudart.so.11.0', 'libcublas.so.11', 'libcudnn.so.8'];
    expect(missingAmong(names, cache, '')).toEqual(['libcublas.so.11', 'libcudnn.so.8']);
    writeFileSync(join(folder, 'libcublas.so.11'), '');
    expect(missingAmong(names, cache, folder)).toEqual(['libcudnn.so.8']);
    expect(missingAmong(names, null, '')).toEqual(names);
  });

  test('of TensorFlow are found in the package that is named, for the newest interface that this Node has', () => {
    const inPackage = { HOURGLASS_TENSORFLOW: folder };
    expect(findAddon({ HOURGLASS_TENSORFLOW: join(folder, 'nothing') })).toBe('package');
    expect(findAddon(inPackage)).toBe('library');
    for (const version of ['3', '8', '999']) {
      mkdirSync(join(folder, 'lib', `napi-v${version}`), { recursive: true });
      writeFileSync(join(folder, 'lib', `napi-v${version}`, 'tfjs_binding.node'), '');
    }
    expect(findAddon(inPackage)).toEqual({ addon: join(folder, 'lib', 'napi-v8', 'tfjs_binding.node') });
  });
});
