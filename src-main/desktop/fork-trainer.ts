/** Trainer processes as Electron's utility processes: a crash in one never takes the window along. Owns no run. */
import { utilityProcess } from 'electron';
import type { TrainerReply } from '#shared/wire/training.ts';
import type { ForkTrainer } from '../studio/runs/trainer-process.ts';

export const forkWithElectron: ForkTrainer = (entry, environment) => {
  const child = utilityProcess.fork(entry, [], {
    env: environment,
    execArgv: [],
    stdio: 'ignore',
    serviceName: 'Hourglass trainer',
  });
  let ended = false;
  child.once('exit', () => (ended = true));
  return {
    send: (command) => {
      if (!ended) child.postMessage(command);
    },
    onMessage: (listener) => {
      child.on('message', (message) => listener(message as TrainerReply));
    },
    onExit: (listener) => {
      child.once('exit', (code) => listener({ code, signal: null }));
    },
    kill: () => {
      if (ended) return;
      // child.kill() asks; a trainer that must go at once is not asked. It has no number until it is up.
      if (child.pid === undefined) child.once('spawn', () => process.kill(child.pid!, 'SIGKILL'));
      else process.kill(child.pid, 'SIGKILL');
    },
  };
};
