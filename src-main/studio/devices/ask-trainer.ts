/** Asks a trainer process one thing and listens until it ends. Owns that process and its time limit; knows no devices. */
import type { TrainerCommand, TrainerReply } from '#shared/wire/training.ts';
import type { RunDependencies } from '../runs/dependencies.ts';
import { trainerEnvironment, type TrainerExit } from '../runs/trainer-process.ts';

export interface Question {
  readonly command: TrainerCommand;
  readonly onReply: (reply: TrainerReply) => void;
  readonly limitMilliseconds: number;
  readonly signal?: AbortSignal;
}

/** How the conversation ended: by itself, or because its time was over. */
export type Outcome = TrainerExit | 'tooLong';

/** Resolves when the process has ended, whatever became of it; rejects with the signal's reason, the process killed. */
export async function askTrainer(
  { fork, trainerEntry, environment = process.env }: Pick<RunDependencies, 'fork' | 'trainerEntry' | 'environment'>,
  { command, onReply, limitMilliseconds, signal }: Question,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const trainer = fork(trainerEntry, trainerEnvironment(environment), { quiet: true });
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => undefined;
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      timer = setTimeout(() => resolve('tooLong'), limitMilliseconds);
      stop = () => reject(signal?.reason instanceof Error ? signal.reason : new Error('Stopped.'));
      signal?.addEventListener('abort', stop);
      trainer.onMessage(onReply);
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
