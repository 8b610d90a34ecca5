/** The processor, by ONNX Runtime. Needs nothing but the npm package, on every desktop system. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Device } from './device.ts';

/** Loaded at first use: a machine on which the library does not load can still show why. */
const library = () => import('onnxruntime-node');

export const cpu: Device = {
  id: 'cpu',

  async status() {
    const common = { id: 'cpu', title: 'Processor (CPU)' };
    try {
      await library();
    } catch (error) {
      const detail = `ONNX Runtime does not load: ${error instanceof Error ? error.message : String(error)}`;
      return {
        ...common,
        available: false,
        detail,
        remedy: 'Reinstall Hourglass (or run npm ci again) on this system.',
      };
    }
    const name = cpus()[0]?.model.trim() || 'processor';
    const memory = totalmem();
    const detail = `${name}, ${availableParallelism()} threads, ${Math.round(memory / 2 ** 30)} GiB memory`;
    return { ...common, available: true, detail, name, memory };
  },

  async open(variables, { threads, patient = false } = {}) {
    // The compiler comes with the first run: whoever only asks for a status does without it.
    const [{ OnnxRuntime }, { processorTarget }] = await Promise.all([
      import('../compiler/onnx/runtime.ts'),
      import('../compiler/onnx/target.ts'),
    ]);
    const target = processorTarget({
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      // Errors only: warnings about graphs are no user's concern.
      logSeverityLevel: 3,
      intraOpNumThreads: threads ?? allowedThreads(),
      interOpNumThreads: 1,
      // By themselves they look for work without a pause, which on a busy machine costs more than the work.
      ...(patient ? { extra: { session: { intra_op: { allow_spinning: '0' } } } } : {}),
    });
    return OnnxRuntime.open(await library(), variables, target);
  },
};

/**
 * 0: as many as the processor has cores. Fewer where this process may use only some of them, which ONNX Runtime does not look at, or
 * where whoever starts several trainings beside each other says how many each may have: threads that wait for cores spin in vain.
 */
function allowedThreads(): number {
  const said = Number(process.env['HOURGLASS_THREADS']);
  if (Number.isInteger(said) && said > 0) return said;
  return availableParallelism() < cpus().length ? availableParallelism() : 0;
}
