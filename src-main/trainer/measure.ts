/**
 * How fast one device trains a project: a few steps of the real thing, on the project's own data. Owns the timing; the
 * run that follows is another process, so that nothing of this one can show in its weights.
 */
import { describeError, UserError } from '#shared/problem.ts';
import type { MeasureReport, TrainerCommand } from '#shared/wire/training.ts';
import type { Batch } from './batches.ts';
import type { StepInputs } from './inputs.ts';
import { Pace, runSeconds } from './pace.ts';
import { Session } from './session.ts';

export type MeasureCommand = Extract<TrainerCommand, { type: 'measure' }>;

/** Not timed: the first steps compile shaders, make buffers and wake processors. */
const warmUpSteps = 3;
/** The steps timed take so long together, and are at least so many. */
const timedSeconds = 0.3;
const leastSteps = 3;

/** Never throws: a device that fails is refused with its reason. */
export async function measureDevice(command: MeasureCommand): Promise<MeasureReport> {
  const { runId, project, dataset, device } = command;
  try {
    const session = await Session.open(project, dataset, device);
    try {
      return { type: 'measured', runId, samplesPerSecond: await timeSteps(session) };
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) console.error(error);
    return { type: 'refused', runId, message: describeError(error) };
  }
}

async function timeSteps(session: Session): Promise<number> {
  const { trainable } = session;
  const batch = await firstBatch(session);
  const pace = new Pace();
  let number = 0;
  // Steps of no length: many real ones on one batch could end in numbers that compute slower.
  const nextStep = (): StepInputs => ({ learningRate: 0, step: ++number, position: { epochs: 0 } });
  /** As many at once as in training, and rivals that move in turn as often as each turn comes. */
  const run = async (): Promise<number> => {
    const count = trainable.period > 1 ? 1 : pace.batchesWithin(runSeconds, batch.count);
    const begun = performance.now();
    await session.train(Array<Batch>(count).fill(batch), Array.from({ length: count }, nextStep), () => true);
    pace.batchDone(count * batch.count, (performance.now() - begun) / 1000);
    return count;
  };
  for (let done = 0; done < warmUpSteps; done++) await run();
  const begun = performance.now();
  for (let steps = 0; ;) {
    steps += await run();
    const seconds = (performance.now() - begun) / 1000;
    if (seconds >= timedSeconds && steps >= leastSteps) return (steps * batch.count) / seconds;
  }
}

async function firstBatch(session: Session): Promise<Batch> {
  for await (const batch of session.reader.batches(session.split.train, 'smaller')) return batch;
  throw new UserError({
    received: 'There are no samples to train on.',
    expected: 'Measuring needs at least one.',
    action: 'Add samples, or set fewer aside to validate on.',
  });
}
