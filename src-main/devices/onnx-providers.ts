/**
 * ONNX Runtime's providers besides its own processor and WebGPU: CUDA, DirectML, CoreML. They take the processor's
 * lowering as it is; weights go there and back at every step, so that a measurement, not a rule, says whether one pays.
 * Owns what each needs and how it is opened; nvidia.ts knows the hardware, compiler/onnx the running.
 */
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import type { OnnxLibrary } from '../compiler/onnx/target.ts';
import type { Device, DeviceStatus } from './device.ts';
import { findNvidia, type Nvidia } from './nvidia.ts';
import { tryOut } from './try-out.ts';

/** What the devices ask of the machine; tests bring another one. */
export interface Machine {
  library(): Promise<OnnxLibrary>;
  nvidia(): Promise<Nvidia | null>;
  /** Whether ONNX Runtime's CUDA part lies beside it: it is not in the npm package, but fetched by one explicit step. */
  hasCudaPart(): Promise<boolean>;
  /** The processor's name and the memory that it shares with the graphics. */
  chip(): { readonly name: string; readonly memory: number };
}

export const thisMachine: Machine = {
  library: () => import('onnxruntime-node'),
  nvidia: findNvidia,
  hasCudaPart: () => {
    const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
    const folder = join(root, 'bin', 'napi-v6', process.platform, process.arch);
    return access(join(folder, 'libonnxruntime_providers_cuda.so')).then(
      () => true,
      () => false,
    );
  },
  chip: () => ({ name: cpus()[0]?.model.trim() || 'Apple', memory: totalmem() }),
};

interface Provider {
  readonly id: 'cuda' | 'dml' | 'coreml';
  readonly title: string;
  readonly sessionOptions: InferenceSession.SessionOptions;
  /** What it runs on; or why it cannot be there, without a library having been loaded. */
  look(machine: Machine): Promise<Pick<DeviceStatus, 'detail' | 'name' | 'memory'> | Missing>;
  /** What to do when the library refuses. */
  readonly remedy: string;
}

interface Missing {
  readonly missing: string;
  readonly remedy: string;
}

const gibibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 30)} GiB`;

const providers = {
  cuda: {
    id: 'cuda',
    title: 'CUDA (ONNX Runtime)',
    sessionOptions: { executionProviders: ['cuda'] },
    remedy:
      'Install CUDA 12 and cuDNN 9 so that the system finds their libraries (libcublasLt.so.12, libcudnn.so.9), then look again.',
    async look(machine) {
      const card = await machine.nvidia();
      if (card === null)
        return {
          missing: 'no NVIDIA graphics processor with a running driver was found',
          remedy: 'On a computer that has one, install NVIDIA’s driver (525 or newer), then look again.',
        };
      if (!(await machine.hasCudaPart()))
        return {
          missing: 'ONNX Runtime’s CUDA part is not installed',
          remedy: 'Run “npm run setup:cuda” in Hourglass’s folder, which fetches it, then look again.',
        };
      const detail = `${card.name}, ${gibibytes(card.memory)} memory, driver ${card.driver}`;
      return { detail, name: card.name, memory: card.memory };
    },
  },
  dml: {
    id: 'dml',
    title: 'DirectML',
    // DirectML takes neither (ONNX Runtime's documentation of the provider).
    sessionOptions: { executionProviders: ['dml'], enableMemPattern: false, executionMode: 'sequential' },
    remedy: 'Install the driver of the graphics processor’s maker (DirectX 12), update Windows, then look again.',
    look: async () => ({ detail: 'the graphics processor that Windows lists first' }),
  },
  coreml: {
    id: 'coreml',
    title: 'CoreML',
    // Not the neural engine: it computes with half the digits, which is too few to train with.
    sessionOptions: { executionProviders: [{ name: 'coreml', useCPUAndGPU: true }] },
    remedy: 'Update macOS, then look again.',
    async look(machine) {
      const { name, memory } = machine.chip();
      return { detail: `${name}, graphics, ${gibibytes(memory)} shared memory`, name, memory };
    },
  },
} satisfies Record<Provider['id'], Provider>;

/** A device of ONNX Runtime's provider of that name. */
export function onnxProvider(id: keyof typeof providers, machine: Machine = thisMachine): Device {
  const provider: Provider = providers[id];
  const { title } = provider;
  return {
    id,
    async status(): Promise<DeviceStatus> {
      const found = await provider.look(machine);
      if ('missing' in found) return { id, title, available: false, detail: found.missing, remedy: found.remedy };
      try {
        await tryOut(await machine.library(), provider.sessionOptions);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { id, title, available: false, detail: `it does not start: ${reason}`, remedy: provider.remedy };
      }
      return { id, title, available: true, ...found };
    },
    async open(variables, { threads } = {}) {
      const [{ OnnxRuntime }, { providerTarget }] = await Promise.all([
        import('../compiler/onnx/runtime.ts'),
        import('../compiler/onnx/target.ts'),
      ]);
      const target = providerTarget({
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        // What the provider has no kernel for runs on the processor.
        intraOpNumThreads: threads ?? 0,
        interOpNumThreads: 1,
        ...provider.sessionOptions,
      });
      return OnnxRuntime.open(await machine.library(), variables, target);
    },
  };
}
