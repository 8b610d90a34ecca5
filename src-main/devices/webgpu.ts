/**
 * Graphics processors of every maker, by ONNX Runtime's WebGPU provider, which is in its npm package. Owns status and options;
 * webgpu-hardware.ts knows names, webgpu-errors.ts words for failures, compiler/onnx what is lowered differently.
 */
import type { InferenceSession } from 'onnxruntime-node';
import type { OnnxLibrary } from '../compiler/onnx/target.ts';
import type { Device, DeviceStatus } from './device.ts';
import { tryOut } from './try-out.ts';
import { explained } from './webgpu-errors.ts';
import { findGraphics, thisSystem, whyNone, type System } from './webgpu-hardware.ts';

type Library = OnnxLibrary & { listSupportedBackends(): readonly { readonly name: string }[] };

/** What the device asks of the machine; tests bring another one. */
export interface WebgpuMachine {
  library(): Promise<Library>;
  readonly system: System;
}

const thisMachine: WebgpuMachine = { library: () => import('onnxruntime-node'), system: thisSystem };

const id = 'webgpu';
const title = 'Graphics processor (WebGPU)';

/** The nodes of those names stay on the processor. */
export function sessionOptions(processorNodes: readonly string[], threads = 0): InferenceSession.SessionOptions {
  // An empty list is refused.
  const forced = processorNodes.length > 0 ? { forceCpuNodeNames: processorNodes } : {};
  return {
    executionProviders: [{ name: 'webgpu', ...forced }],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    logSeverityLevel: 3,
    // For what stays on the processor; 0: as many as it has cores.
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  };
}

export function webgpuDevice(machine: WebgpuMachine = thisMachine): Device {
  let known: Promise<DeviceStatus> | undefined;
  return {
    id,
    // What was found stays: a driver that was installed meanwhile is for the next process.
    status: () => (known ??= lookAt(machine)),
    async open(variables, { threads } = {}) {
      const [{ OnnxRuntime }, { webgpuRules }] = await Promise.all([
        import('../compiler/onnx/runtime.ts'),
        import('../compiler/onnx/kernels/webgpu.ts'),
      ]);
      return OnnxRuntime.open(explained(await machine.library()), variables, {
        rules: webgpuRules,
        sessionOptions: (processorNodes) => sessionOptions(processorNodes, threads),
        variables: 'device',
        repeats: false,
      });
    },
  };
}

export const webgpu = webgpuDevice();

async function lookAt({ library, system }: WebgpuMachine): Promise<DeviceStatus> {
  const unavailable = (detail: string, remedy: string): DeviceStatus => ({
    id,
    title,
    available: false,
    detail,
    remedy,
  });
  const onnxruntime = await library();
  if (!onnxruntime.listSupportedBackends().some(({ name }) => name === 'webgpu'))
    return unavailable(
      'ONNX Runtime’s package has no WebGPU for this system',
      'Use another device here, or Hourglass on Windows, on a Mac with an Apple chip, or on Linux with an Intel or AMD processor.',
    );
  try {
    await tryOut(onnxruntime, sessionOptions([]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (/webgpu adapter/i.test(reason)) {
      const { detail, remedy } = await whyNone(system);
      return unavailable(detail, remedy);
    }
    return unavailable(
      `it does not start: ${reason}`,
      'Update the driver of the graphics processor, restart the computer, then look again.',
    );
  }
  const { name, memory, software } = await findGraphics(system);
  const called = name ?? 'a graphics processor that the system does not name';
  const size = memory === undefined ? '' : `, ${Math.round(memory / 2 ** 30)} GiB memory`;
  return {
    id,
    title,
    available: true,
    detail: software ? `${called}, which computes on the processor: for tests, not for speed` : `${called}${size}`,
    ...(name === undefined ? {} : { name }),
    ...(memory === undefined ? {} : { memory }),
    ...(software ? { software } : {}),
  };
}
