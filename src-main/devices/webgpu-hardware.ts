/**
 * The graphics processor that WebGPU computes on, as the system describes it: ONNX Runtime does not say which one it took.
 * Looks after it was opened: on Linux at what this process has open. Owns names and memory, and why there is none.
 */
import { execFile } from 'node:child_process';
import { access, constants, readdir, readFile, readlink } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findNvidia, type Nvidia } from './nvidia.ts';

export interface Graphics {
  /** Undefined where the system does not say. */
  readonly name?: string;
  /** Bytes of its own, or of the memory that it shares with the processor. */
  readonly memory?: number;
  /** Computes on the processor. */
  readonly software: boolean;
}

/** What is asked of the system; tests bring another one. All answer with nothing for what is not there. */
export interface System {
  readonly platform: string;
  readText(path: string): Promise<string>;
  list(folder: string): Promise<string[]>;
  linkTarget(path: string): Promise<string>;
  mayUse(path: string): Promise<boolean>;
  run(program: string, parameters: readonly string[]): Promise<string>;
  nvidia(): Promise<Nvidia | null>;
  /** The processor's name and the computer's memory. */
  chip(): { readonly name: string; readonly memory: number };
}

export const thisSystem: System = {
  platform: process.platform,
  readText: (path) => readFile(path, 'utf8').catch(() => ''),
  list: (folder) => readdir(folder).catch(() => []),
  linkTarget: (path) => readlink(path).catch(() => ''),
  mayUse: (path) =>
    access(path, constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    ),
  run: (program, parameters) =>
    promisify(execFile)(program, [...parameters], { timeout: 5000, windowsHide: true }).then(
      ({ stdout }) => stdout,
      () => '',
    ),
  nvidia: findNvidia,
  chip: () => ({ name: cpus()[0]?.model.trim() ?? '', memory: totalmem() }),
};

/** What was opened. To be asked once a WebGPU session has run in this process. */
export async function findGraphics(system: System = thisSystem): Promise<Graphics> {
  if (system.platform === 'linux') return onLinux(system);
  if (system.platform === 'win32') return onWindows(system);
  // ONNX Runtime's package has WebGPU for Apple's own chips alone, which have one graphics processor and one memory.
  const { name, memory } = system.chip();
  return { ...(name ? { name } : {}), memory, software: false };
}

/** Libraries of Vulkan that compute on the processor, and their names. */
const softwareDrivers = { libvk_swiftshader: 'SwiftShader', libvulkan_lvp: 'llvmpipe' };

/** Those that do not. */
const hardwareDriver = /libvulkan_(?!lvp)\w+\.so|lib(GLX|EGL)_nvidia|amdvlk/;

async function onLinux(system: System): Promise<Graphics> {
  const open = await Promise.all(
    (await system.list('/proc/self/fd')).map((number) => system.linkTarget(`/proc/self/fd/${number}`)),
  );
  const loaded = await system.readText('/proc/self/maps');
  // A driver opens the devices that it finds; NVIDIA's has names of its own for them.
  const nvidia = open.some((path) => /^\/dev\/nvidia\d+$/.test(path));
  const nodes = [...new Set(open.filter((path) => /^\/dev\/dri\/renderD\d+$/.test(path)))];
  const software = Object.entries(softwareDrivers).find(([library]) => loaded.includes(library));
  // CUDA opens devices too: without a Vulkan driver for them WebGPU does not use them.
  if (software && (!hardwareDriver.test(loaded) || !(nvidia || nodes.length > 0)))
    return { name: software[1], software: true };
  if (nvidia) {
    const card = await system.nvidia();
    return card ? { name: card.name, memory: card.memory, software: false } : { software: false };
  }
  const cards = await Promise.all(nodes.map((node) => drmCard(system, node)));
  return mostMemory(cards) ?? { software: false };
}

/** Of several graphics processors WebGPU is asked for the one with the highest performance. */
function mostMemory(cards: readonly Graphics[]): Graphics | undefined {
  return cards.toSorted((a, b) => (b.memory ?? 0) - (a.memory ?? 0))[0];
}

async function drmCard(system: System, node: string): Promise<Graphics> {
  const folder = join('/sys/class/drm', node.slice('/dev/dri/'.length), 'device');
  const [vendor, device, memory] = await Promise.all(
    ['vendor', 'device', 'mem_info_vram_total'].map(async (file) => (await system.readText(join(folder, file))).trim()),
  );
  const name = await pciName(system, vendor ?? '', device ?? '');
  return { ...(name ? { name } : {}), ...(Number(memory) > 0 ? { memory: Number(memory) } : {}), software: false };
}

/** Where distributions keep the list of PCI devices. */
const pciLists = ['/usr/share/hwdata/pci.ids', '/usr/share/misc/pci.ids'];
const makers: Record<string, string> = { '0x1002': 'AMD', '0x10de': 'NVIDIA', '0x8086': 'Intel', '0x106b': 'Apple' };

/** "AMD Navi 31 [Radeon RX 7900 XTX]", or only the maker. */
async function pciName(system: System, vendor: string, device: string): Promise<string | undefined> {
  const maker = makers[vendor];
  for (const list of pciLists) {
    const lines = (await system.readText(list)).split('\n');
    const start = lines.findIndex((line) => line.startsWith(`${vendor.slice(2)}  `));
    if (start < 0) continue;
    // A vendor's devices follow it, indented by one tab.
    for (const line of lines.slice(start + 1)) {
      if (line !== '' && !line.startsWith('\t') && !line.startsWith('#')) break;
      if (line.startsWith(`\t${device.slice(2)}  `))
        return `${maker ?? lines[start]!.slice(6)} ${line.slice(7).trim()}`;
    }
  }
  return maker && `${maker} graphics`;
}

/** The class of display adapters in the registry: one key for each that has a driver. */
const displays = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}';

async function onWindows(system: System): Promise<Graphics> {
  const tool = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
  const [names, memories] = await Promise.all(
    ['DriverDesc', 'HardwareInformation.qwMemorySize'].map(async (value) =>
      parseRegistry(await system.run(tool, ['query', displays, '/s', '/v', value])),
    ),
  );
  const adapters = [...(names ?? [])].map(([key, name]): Graphics => {
    const memory = Number(memories?.get(key));
    // Without a maker's driver Windows brings its own, which draws on the processor.
    return { name, ...(memory > 0 ? { memory } : {}), software: name.startsWith('Microsoft ') };
  });
  return mostMemory(adapters.filter(({ software }) => !software)) ?? adapters[0] ?? { software: false };
}

/** The values that `reg query … /v NAME` prints, by key: a key's line, then "    NAME    REG_SZ    value". */
export function parseRegistry(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let key = '';
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('HKEY_')) key = line.trim();
    const value = /^ {4}\S+ {4}REG_\w+ {4}(.+)$/.exec(line)?.[1];
    if (value !== undefined && key !== '') values.set(key, value.trim());
  }
  return values;
}

/** Why no graphics processor was found, and what to do; to be asked when none was. */
export async function whyNone(system: System = thisSystem): Promise<{ detail: string; remedy: string }> {
  if (system.platform !== 'linux')
    return {
      detail: 'no graphics processor that WebGPU can use was found',
      remedy: 'Install the driver of the graphics processor’s maker, restart the computer, then look again.',
    };
  const nodes = (await system.list('/dev/dri')).filter((name) => name.startsWith('renderD'));
  const allowed = await Promise.all(nodes.map((name) => system.mayUse(`/dev/dri/${name}`)));
  if (nodes.length > 0 && !allowed.includes(true))
    return {
      detail: `the graphics processor (${nodes[0]}) may not be used by this user`,
      remedy:
        'Add the user to the group that owns it (“sudo usermod -aG render,video USER”), log in again, then look again.',
    };
  // The cache of the system's libraries: a loader that found no driver is no longer open.
  if (!(await system.run('/sbin/ldconfig', ['-p'])).includes('libvulkan.so.1'))
    return {
      detail: 'Vulkan, through which WebGPU reaches the graphics processor, is not installed',
      remedy:
        'Install the driver with its Vulkan part (on Debian and Ubuntu “libvulkan1” and “mesa-vulkan-drivers”, or NVIDIA’s own driver), then look again.',
    };
  return {
    detail: 'Vulkan has no driver for a graphics processor of this computer',
    remedy:
      'Install the Vulkan part of its driver (on Debian and Ubuntu “mesa-vulkan-drivers”, or NVIDIA’s own driver), then look again.',
  };
}
