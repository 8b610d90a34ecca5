/** What WebGPU says of a machine, with libraries and systems made up; and its words for what goes wrong. */
import { describe, expect, test } from 'vitest';
import { explained } from '#main/devices/webgpu-errors.ts';
import { findGraphics, whyNone, type System } from '#main/devices/webgpu-hardware.ts';
import { webgpuDevice, type WebgpuMachine } from '#main/devices/webgpu.ts';
import type { OnnxLibrary } from '#main/compiler/onnx/target.ts';
import { UserError } from '#shared/problem.ts';

/** A Linux of these files, open files, and answers of programs. */
const linux = (
  change: Partial<System> & { files?: Record<string, string>; open?: readonly string[] } = {},
): System => ({
  platform: 'linux',
  readText: async (path) => change.files?.[path] ?? '',
  list: async (folder) => (folder === '/proc/self/fd' ? (change.open ?? []).map((_, index) => String(index)) : []),
  linkTarget: async (path) => change.open?.[Number(path.split('/').at(-1))] ?? '',
  mayUse: async () => true,
  run: async () => '',
  nvidia: async () => null,
  chip: () => ({ name: 'Apple M2', memory: 16 * 2 ** 30 }),
  ...change,
});

const radeon = {
  '/sys/class/drm/renderD129/device/vendor': '0x1002\n',
  '/sys/class/drm/renderD129/device/device': '0x744c\n',
  '/sys/class/drm/renderD129/device/mem_info_vram_total': `${24 * 2 ** 30}\n`,
  '/usr/share/hwdata/pci.ids': [
    '# comment',
    '1002  Advanced Micro Devices, Inc. [AMD/ATI]',
    '\t744c  Navi 31 [Radeon RX 7900 XTX]',
    '\t\t1002 0e3b  Radeon RX 7900 XTX',
    '8086  Intel Corporation',
    '\t744c  Not this one',
  ].join('\n'),
};
const intel = {
  '/sys/class/drm/renderD128/device/vendor': '0x8086\n',
  '/sys/class/drm/renderD128/device/device': '0x46a6\n',
};

describe('the graphics processor on Linux is named', () => {
  test('by NVIDIA’s own tool', async () => {
    const system = linux({
      open: ['/dev/null', '/dev/nvidiactl', '/dev/nvidia0', '/dev/dri/renderD128'],
      nvidia: async () => ({ name: 'NVIDIA L4', memory: 24 * 2 ** 30, driver: '550.54' }),
    });
    expect(await findGraphics(system)).toEqual({ name: 'NVIDIA L4', memory: 24 * 2 ** 30, software: false });
  });

  test('by the list of PCI devices; of two, the one with most memory of its own', async () => {
    const system = linux({ open: ['/dev/dri/renderD128', '/dev/dri/renderD129'], files: { ...radeon, ...intel } });
    expect(await findGraphics(system)).toEqual({
      ...{ name: 'AMD Navi 31 [Radeon RX 7900 XTX]', memory: 24 * 2 ** 30, software: false },
    });
  });

  test('by its maker where there is no list', async () => {
    expect(await findGraphics(linux({ open: ['/dev/dri/renderD128'], files: intel }))).toEqual({
      ...{ name: 'Intel graphics', software: false },
    });
  });

  test('as software where nothing but a software driver is open', async () => {
    const maps = { '/proc/self/maps': '7f00 r-xp 00:00 /usr/lib/x86_64-linux-gnu/libvulkan_lvp.so\n' };
    expect(await findGraphics(linux({ files: maps }))).toEqual({ name: 'llvmpipe', software: true });
    const both = { '/proc/self/maps': `${maps['/proc/self/maps']}7f10 r-xp /usr/lib/libvulkan_intel.so\n` };
    const open = ['/dev/dri/renderD128'];
    expect(await findGraphics(linux({ open, files: { ...both, ...intel } }))).toMatchObject({ name: 'Intel graphics' });
    // Every driver is installed, and none but the software's has found anything.
    expect(await findGraphics(linux({ files: both }))).toMatchObject({ software: true });
    // CUDA is open beside it.
    expect(await findGraphics(linux({ open: ['/dev/nvidia0'], files: maps }))).toMatchObject({ software: true });
    expect(await findGraphics(linux())).toEqual({ software: false });
  });
});

describe('the graphics processor on Windows', () => {
  const key = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}';
  const windows = (names: readonly string[], memories: readonly (string | null)[]): System =>
    linux({
      platform: 'win32',
      run: async (_, parameters) => {
        const asked = parameters.at(-1) === 'DriverDesc' ? names : memories;
        const [type, value] =
          asked === names ? ['REG_SZ', 'DriverDesc'] : ['REG_QWORD', 'HardwareInformation.qwMemorySize'];
        const lines = asked.flatMap((each, index) =>
          each === null ? [] : ['', `${key}\\000${index}`, `    ${value}    ${type}    ${each}`],
        );
        return [...lines, '', `End of search: ${asked.length} match(es) found.`].join('\r\n');
      },
    });

  test('is the one with most memory', async () => {
    const system = windows(['Intel(R) UHD Graphics', 'NVIDIA GeForce RTX 3070'], ['0x40000000', '0x200000000']);
    expect(await findGraphics(system)).toEqual({ name: 'NVIDIA GeForce RTX 3070', memory: 2 ** 33, software: false });
  });

  test('is software where only Windows’s own driver is there', async () => {
    const system = windows(['Microsoft Basic Display Adapter'], [null]);
    expect(await findGraphics(system)).toEqual({ name: 'Microsoft Basic Display Adapter', software: true });
    expect(await findGraphics(windows([], []))).toEqual({ software: false });
  });
});

test('on a Mac it is the chip', async () => {
  const system = linux({ platform: 'darwin' });
  expect(await findGraphics(system)).toEqual({ name: 'Apple M2', memory: 16 * 2 ** 30, software: false });
});

describe('without a graphics processor the reason is', () => {
  const list = async (folder: string): Promise<string[]> => (folder === '/dev/dri' ? ['card0', 'renderD128'] : []);

  test('that this user may not use it', async () => {
    const { detail, remedy } = await whyNone(linux({ list, mayUse: async () => false }));
    expect(detail).toContain('renderD128');
    expect(remedy).toContain('usermod -aG render');
  });

  test('that Vulkan is missing, or has no driver', async () => {
    expect((await whyNone(linux())).detail).toContain('not installed');
    const run = async (program: string): Promise<string> =>
      program === '/sbin/ldconfig' ? '\tlibvulkan.so.1 (libc6,x86-64) => /lib/libvulkan.so.1\n' : '';
    expect((await whyNone(linux({ run, list }))).detail).toContain('no driver');
    expect((await whyNone(linux({ platform: 'win32' }))).remedy).toContain('driver');
  });
});

/** A library whose sessions answer so. */
const fakeLibrary = (answer: readonly number[] | Error, backends = ['cpu', 'webgpu']) =>
  ({
    listSupportedBackends: () => backends.map((name) => ({ name })),
    InferenceSession: {
      create: async () => {
        if (answer instanceof Error) throw answer;
        return { run: async () => ({ y: { data: Float32Array.from(answer) } }), release: async () => undefined };
      },
    },
    Tensor: Array,
  }) as unknown as Awaited<ReturnType<WebgpuMachine['library']>>;

describe('WebGPU', () => {
  const status = (answer: readonly number[] | Error, system: System, backends?: string[]) =>
    webgpuDevice({ library: async () => fakeLibrary(answer, backends), system }).status();

  test('is available with the name and memory of what it computes on', async () => {
    const system = linux({ open: ['/dev/dri/renderD129'], files: radeon });
    expect(await status([2, 4], system)).toEqual({
      ...{ id: 'webgpu', title: 'Graphics processor (WebGPU)', available: true, memory: 24 * 2 ** 30 },
      name: 'AMD Navi 31 [Radeon RX 7900 XTX]',
      detail: 'AMD Navi 31 [Radeon RX 7900 XTX], 24 GiB memory',
    });
    expect(await status([2, 4], linux())).toMatchObject({ available: true, detail: expect.stringMatching(/not name/) });
  });

  test('in software is available to who names it, and marked', async () => {
    const files = { '/proc/self/maps': '/usr/lib/chromium/libvk_swiftshader.so' };
    expect(await status([2, 4], linux({ files }))).toMatchObject({
      available: true,
      software: true,
      name: 'SwiftShader',
    });
  });

  test('is not available where ONNX Runtime’s package lacks it, finds no adapter, or does not start', async () => {
    const lacking = await status([2, 4], linux(), ['cpu', 'cuda']);
    expect(lacking).toMatchObject({ available: false, detail: expect.stringContaining('no WebGPU for this system') });
    const none = new Error('Failed to get a WebGPU adapter: No supported adapters.');
    expect(await status(none, linux())).toMatchObject({
      available: false,
      detail: expect.stringContaining('Vulkan'),
      remedy: expect.stringContaining('mesa-vulkan-drivers'),
    });
    expect(await status(new Error('Failed to get a WebGPU device'), linux())).toMatchObject({
      available: false,
      detail: 'it does not start: Failed to get a WebGPU device',
    });
  });
});

describe('an error of the provider', () => {
  const runWith = async (message: string): Promise<unknown> => {
    const failing = {
      InferenceSession: {
        create: async () => ({ run: () => Promise.reject(new Error(message)), release: async () => {} }),
      },
      Tensor: Array,
    } as unknown as OnnxLibrary;
    const session = await explained(failing).InferenceSession.create(new Uint8Array(), {});
    return session.run({}, []).catch((error: unknown) => error);
  };

  test.each([
    'WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid due to a previous error.',
    'WebGPU validation failed. Buffer size (2400000000) exceeds the max buffer size limit (1073741824).',
    'Status Message: Too many storage buffers in shader. Current: 16, Max is 12',
    'vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY',
  ])('is full memory: %s', async (message) => {
    const error = await runWith(message);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).received).toContain('no memory left');
  });

  test.each([
    'buffer_manager.cc:543 status == wgpu::MapAsyncStatus::Success was false. Failed to download data from buffer: Device is lost',
    'vkQueueSubmit failed with VK_ERROR_DEVICE_LOST',
    'Failed to wait for the operation:3',
  ])('is a lost device: %s', async (message) => {
    const error = await runWith(message);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).received).toContain('stopped answering');
  });

  test('that is neither stays what it is', async () => {
    expect(await runWith('Invalid rank for input')).not.toBeInstanceOf(UserError);
  });
});
