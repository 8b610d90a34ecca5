/**
 * TensorFlow: on an NVIDIA graphics processor by CUDA, or, where that cannot be used, on the processor. Says which of the
 * two it is. Its library is large, and fetched by one explicit step (npm run setup:cuda).
 */
import { availableParallelism, cpus } from 'node:os';
import type { TensorFlowAddon } from '../compiler/tensorflow/session.ts';
import { TensorFlowRuntime } from '../compiler/tensorflow/runtime.ts';
import type { Device, DeviceStatus } from './device.ts';
import { findNvidia, type Nvidia } from './nvidia.ts';
import { missingCudaLibraries } from './tensorflow-cuda.ts';
import { findAddon, folderVariable, loadAddon } from './tensorflow-library.ts';

const id = 'tensorflow';
const setUp = 'Run “npm run setup:cuda” in Hourglass’s folder, which fetches it, then look again.';

/** What the device asks of the machine; tests bring another one. */
export interface Machine {
  findAddon: typeof findAddon;
  load(path: string, threads?: number): Pick<TensorFlowAddon, 'TF_Version' | 'isUsingGpuDevice'>;
  nvidia(): Promise<Nvidia | null>;
  missingLibraries(): Promise<readonly string[]>;
}

const thisMachine: Machine = {
  findAddon,
  load: loadAddon,
  nvidia: findNvidia,
  missingLibraries: missingCudaLibraries,
};

export async function describeTensorFlow(machine: Machine = thisMachine): Promise<DeviceStatus> {
  const absent = { id, title: 'TensorFlow (CUDA)', available: false } as const;
  const found = machine.findAddon();
  if (found === 'package') return { ...absent, detail: 'its package is not installed', remedy: setUp };
  if (found === 'library') return { ...absent, detail: 'TensorFlow’s library is not installed', remedy: setUp };
  let addon;
  try {
    addon = machine.load(found.addon);
  } catch (error) {
    const detail = `TensorFlow’s library does not load: ${error instanceof Error ? error.message : String(error)}`;
    return { ...absent, detail, remedy: setUp };
  }
  const version = `TensorFlow ${addon.TF_Version}`;
  const card = await machine.nvidia();
  if (!addon.isUsingGpuDevice()) return onProcessor(version, card, machine);
  const title = 'TensorFlow (CUDA)';
  // Without the driver's own tool the card has no name.
  if (!card) return { id, title, available: true, detail: `an NVIDIA graphics processor, ${version}` };
  const memory = `${Math.round(card.memory / 2 ** 30)} GiB memory`;
  const detail = `${card.name}, ${memory}, driver ${card.driver}, ${version}`;
  return { id, title, available: true, detail, name: card.name, memory: card.memory };
}

/** It works, but not on what it is there for: the reason, and the way out. */
async function onProcessor(version: string, card: Nvidia | null, machine: Machine): Promise<DeviceStatus> {
  const missing = card ? await machine.missingLibraries() : [];
  const [reason, remedy] = !card
    ? [
        'no NVIDIA graphics processor with a running driver was found',
        'On a computer that has one, install NVIDIA’s driver (450.80 or newer; on Windows 452.39), then look again.',
      ]
    : missing.length > 0
      ? [
          `${card.name} cannot be used: the system does not find ${missing.join(', ')}`,
          'Install CUDA 11.2 and cuDNN 8.1 so that the system finds their libraries, then look again.',
        ]
      : [
          `TensorFlow finds no way to use ${card.name}`,
          'Update NVIDIA’s driver, run “npm run setup:cuda” again, then look again.',
        ];
  const processor = `${cpus()[0]?.model.trim() || 'processor'}, ${availableParallelism()} threads`;
  return {
    id,
    title: 'TensorFlow on the processor',
    available: true,
    detail: `${processor}, ${version}; ${reason}`,
    remedy,
    // Works, but ours on the processor needs no download: never taken by itself.
    software: true,
  };
}

export const tensorflow: Device = {
  id,
  status: () => describeTensorFlow(),
  async open(variables, { threads } = {}) {
    const found = findAddon();
    if (typeof found === 'string')
      throw new Error(
        `TensorFlow cannot be opened: its ${found} is not installed. Expected it under ${folderVariable}, or installed. ${setUp}`,
      );
    return new TensorFlowRuntime(loadAddon(found.addon, threads), variables);
  },
};
