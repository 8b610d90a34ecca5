/**
 * What ONNX Runtime's WebGPU provider throws when memory is full or the device is gone, in words. It has no codes: the texts
 * are those that were seen (1.30) and those in its and Dawn's sources. Anything else stays the defect that it is.
 */
import { UserError } from '#shared/problem.ts';
import type { OnnxLibrary } from '../compiler/onnx/target.ts';

/** A buffer that could not be made is invalid in all that uses it, and that is the first thing that is noticed. */
const full =
  /out.of.(device.|host.|video.)?memory|invalid buffer|exceeds the max buffer size|allocation size too large|failed to create gpu buffer|too many storage buffers/i;
const gone = /device.{0,12}lost|device.removed|device.hung|failed to download data from buffer|failed to wait for/i;

/** The error for people, where it is one that their machine and not our code is the cause of. */
export function explainWebgpuError(error: unknown): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (full.test(text))
    return new UserError({
      received: 'The graphics processor has no memory left for this model.',
      expected:
        'A training step with all its intermediate results has to fit into the memory of the graphics processor.',
      action: 'Make the batches smaller, close other programs that draw or compute, or train on the processor.',
    });
  if (gone.test(text))
    return new UserError({
      received: 'The graphics processor stopped answering: its driver was restarted, or it was taken away.',
      expected: 'It has to stay available for as long as the training runs.',
      action:
        'Continue the run: it goes on from its last checkpoint. If this happens again, update the driver, or train on the processor.',
    });
  return error;
}

/** The library, with errors of its sessions explained. */
export function explained({ InferenceSession, Tensor }: OnnxLibrary): OnnxLibrary {
  const explain = (error: unknown): never => {
    throw explainWebgpuError(error);
  };
  return {
    Tensor,
    InferenceSession: {
      async create(model, options) {
        const session = await InferenceSession.create(model, options).catch(explain);
        return {
          run: (feeds, fetches) => session.run(feeds, fetches).catch(explain),
          release: () => session.release(),
        };
      },
    },
  };
}
