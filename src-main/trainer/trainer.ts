/**
 * One run from its start command to its end: opens everything, resumes where asked, and always ends with one report.
 * Owns the sequence and the words for failures; the loop is training-loop.ts's, the process entry.ts's.
 */
import { mkdir, stat } from 'node:fs/promises';
import { describeError, UserError } from '#shared/problem.ts';
import type { DeviceChoice } from '#shared/wire/devices.ts';
import type { TrainerCommand } from '#shared/wire/training.ts';
import { explainTooFew } from '../data/split.ts';
import { countBatches } from './batches.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { Control } from './control.ts';
import { alignMetrics } from './metrics-file.ts';
import { runFolder, type RunFolder } from './run-folder.ts';
import { lockRunFolder, type RunLock } from './run-lock.ts';
import { Session } from './session.ts';
import { freshState, type TrainingState } from './state.ts';
import { takeWeights } from './start-from.ts';
import { Strip } from './strip.ts';
import type { Ending } from './endings.ts';
import { TrainingLoop, type Report } from './training-loop.ts';

export type StartCommand = Extract<TrainerCommand, { type: 'start' }>;

export interface TrainOptions {
  readonly checkpointSeconds?: number;
  /** How long another process that writes into the folder is waited for. */
  readonly lockPatienceMilliseconds?: number;
}

/** Never throws: whatever goes wrong is the run's ending. */
export async function train(
  command: StartCommand,
  report: Report,
  control: Control,
  { checkpointSeconds = 60, lockPatienceMilliseconds = 10_000 }: TrainOptions = {},
): Promise<void> {
  const { runId } = command;
  let lock: RunLock | undefined;
  let loop: TrainingLoop | undefined;
  let session: Session | undefined;
  let ending: Ending;
  try {
    report({ type: 'state', runId, state: 'preparing' });
    const folder = runFolder(command.folder);
    await mkdir(folder.root, { recursive: true });
    lock = await lockRunFolder(folder.root, lockPatienceMilliseconds);
    await mkdir(folder.checkpoints, { recursive: true });
    session = await Session.open(command.project, command.dataset, command.device?.id);
    checkSamples(session);
    report({ type: 'state', runId, state: 'compiling' });
    const begun = performance.now();
    const state = (command.resume && (await resume(session, folder))) || (await begin(session, command.startFrom));
    await compilePrograms(session);
    const strip = await Strip.open(session, folder, state.epochs);
    await alignMetrics(folder.metrics, state.epochs, state.recent);
    loop = new TrainingLoop({ runId, session, folder, strip, control, report, state, checkpointSeconds });
    const device = command.device ?? (await choiceOf(session));
    reportStart(runId, session, device, state, (performance.now() - begun) / 1000, report);
    report({ type: 'state', runId, state: 'running' });
    ending = await loop.run();
  } catch (error) {
    ending = { reason: 'failed', message: describeError(error) };
    // The log gets the details of our own defects; people get words.
    if (!(error instanceof UserError)) console.error(error);
  }
  await session?.close().catch((error: unknown) => console.error(error));
  await lock?.release().catch((error: unknown) => console.error(error));
  report({
    type: 'ended',
    runId,
    ...ending,
    epochs: loop?.state.epochs ?? 0,
    bestEpoch: loop?.state.best?.epoch ?? null,
  });
}

async function begin(session: Session, startFrom: string | undefined): Promise<TrainingState> {
  if (startFrom !== undefined) await takeWeights(session, startFrom);
  return freshState(session.dataset.info.samples);
}

/** Null for a run that was killed before its first checkpoint: it starts anew, and its seed gives the same numbers again. */
async function resume(session: Session, folder: RunFolder): Promise<TrainingState | null> {
  const exists = await stat(folder.last).then(
    () => true,
    () => false,
  );
  const { samples } = session.dataset.info;
  if (!exists) return null;
  const { state, tensors } = await readCheckpoint(folder.last);
  // Nothing was trained yet, on whatever data: weights came from elsewhere.
  if (state.steps === 0 && state.batch === 0) {
    await session.writeTensors(tensors);
    return freshState(samples);
  }
  if (state.samples !== samples) {
    throw new UserError({
      received: `The data have ${samples.toLocaleString('en')} samples now; the run began with ${state.samples.toLocaleString('en')}.`,
      expected: 'A run goes on with the data it began with: else it would validate on samples that it has trained on.',
      action: 'Put the data back as they were, or start a new run.',
    });
  }
  await session.writeTensors(tensors);
  return state;
}

function checkSamples({ split, project, dataset }: Session): void {
  const { batchSize, lastBatch } = project.training;
  if (countBatches(split.train.length, batchSize, lastBatch).batches > 0) return;
  throw explainTooFew(dataset.info, split, batchSize);
}

/** What every epoch needs is compiled before it starts, so that no batch waits for it. */
async function compilePrograms(session: Session): Promise<void> {
  const { batchSize, lastBatch } = session.project.training;
  const sizesOf = (samples: number, last: 'drop' | 'smaller'): number[] =>
    [Math.min(batchSize, samples), last === 'smaller' && samples > batchSize ? samples % batchSize : 0].filter(
      (n) => n > 0,
    );
  for (const count of sizesOf(session.split.train.length, lastBatch))
    for (const moving of session.trainable.moves) await session.program('train', count, moving);
  for (const count of sizesOf(session.split.validation.length, 'smaller')) await session.program('evaluate', count);
}

/** Without a studio that chose. */
async function choiceOf({ project, device }: Session): Promise<DeviceChoice> {
  const { id, title, name = null } = await device.status();
  return { id, title, name, why: project.training.device === 'auto' ? 'unmeasured' : 'asked', speeds: [] };
}

function reportStart(
  runId: string,
  session: Session,
  device: DeviceChoice,
  state: TrainingState,
  compileSeconds: number,
  report: Report,
): void {
  const { split, project, trainable } = session;
  const { training } = project;
  report({
    type: 'started',
    runId,
    device,
    weights: trainable.model.weights.reduce((sum, { variable }) => sum + variable.size, 0),
    samples: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    batchesPerEpoch: countBatches(split.train.length, training.batchSize, training.lastBatch).batches,
    epochs: training.epochs,
    firstEpoch: state.epochs + 1,
    compileSeconds,
  });
}
