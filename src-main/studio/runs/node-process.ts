/** Trainer processes as Node's own child processes: for the browser host and the command line. Owns no run. */
import { fork } from 'node:child_process';
import type { TrainerReply } from '#shared/wire/training.ts';
import type { ForkTrainer, TrainerExit } from './trainer-process.ts';

export const forkWithNode: ForkTrainer = (entry, environment, { quiet = false } = {}) => {
  const child = fork(entry, [], {
    env: environment,
    // Not the parent's own Node options (inspector, loaders).
    execArgv: [],
    // What a native library prints on stdout must not mix with the command line's own output.
    stdio: ['ignore', 'ignore', quiet ? 'ignore' : 'inherit', 'ipc'],
    // Ctrl-C in a terminal reaches the whole process group; the trainer is stopped by us, in order.
    detached: process.platform !== 'win32',
  });
  const exitListeners: ((exit: TrainerExit) => void)[] = [];
  let ended = false;
  const end = (exit: TrainerExit): void => {
    if (ended) return;
    ended = true;
    for (const listener of exitListeners) listener(exit);
  };
  child.on('exit', (code, signal) => end({ code, signal }));
  child.on('error', () => end({ code: null, signal: null }));
  return {
    send: (command) => {
      if (child.connected) child.send(command, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', (message) => listener(message as TrainerReply));
    },
    onExit: (listener) => {
      exitListeners.push(listener);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
};
