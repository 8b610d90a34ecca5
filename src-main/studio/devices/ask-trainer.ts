/** Asks a trainer process one thing and listens until all is said, or it ends. Owns that process and its time limit; knows no devices. */
import type { TrainerCommand, TrainerReply } from '#shared/wire/training.ts';
import type { RunDependencies } from '../runs/dependencies.ts';
import { trainerEnvironment, type TrainerExit, type TrainerProcess } from '../runs/trainer-process.ts';

export interface Question {
  readonly command: TrainerCommand;
  /** True: all is said, and the process is not needed any more. */
  readonly onReply: (reply: TrainerReply) => boolean;
  readonly limitMilliseconds: number;
  readonly signal?: AbortSignal;
}

/** How the conversation ended: with the answer, with the process's own end before it, or because its time was over. */
export type Outcome = 'answered' | TrainerExit | 'tooLong';

/** Leaves no process behind: a native library may hang even when its process ends. Rejects only with the signal's reason. */
export async function askTrainer(
  { fork, trainerEntry, environment = process.env }: Pick<RunDependencies, 'fork' | 'trainerEntry' | 'environment'>,
  { command, onReply, limitMilliseconds, signal }: Question,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const trainer = tryFork(() => fork(trainerEntry, trainerEnvironment(environment), { quiet: true }));
  if (trainer === null) return { code: null, signal: null };
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => undefined;
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      timer = setTimeout(() => resolve('tooLong'), limitMilliseconds);
      stop = () => reject(signal?.reason instanceof Error ? signal.reason : new Error('Stopped.'));
      signal?.addEventListener('abort', stop);
      trainer.onMessage((reply) => {
        if (onReply(reply)) resolve('answered');
      });
      trainer.onExit(resolve);
      trainer.send(command);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    // Killing one that has ended does nothing.
    trainer.kill();
  }
}

/** Null: the system gives no further process now. */
function tryFork(fork: () => TrainerProcess): TrainerProcess | null {
  try {
    return fork();
  } catch {
    return null;
  }
}
