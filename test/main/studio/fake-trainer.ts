/** Trainer processes in memory that answer as a test says. Owns no expectations. */
import type { DeviceList } from '#main/studio/devices/list.ts';
import type { ForkTrainer, TrainerExit } from '#main/studio/runs/trainer-process.ts';
import type { DeviceInfo } from '#shared/wire/devices.ts';
import type { TrainerCommand, TrainerReply } from '#shared/wire/training.ts';

/** A machine that has these devices. */
export const fixedList = (list: readonly DeviceInfo[]): DeviceList => ({
  read: async () => list,
  find: async (wanted) => list.find(({ id }) => id === wanted),
});

export interface FakeProcess {
  readonly commands: readonly TrainerCommand[];
  readonly killed: boolean;
  say(reply: TrainerReply): void;
  /** Ends by itself. */
  end(exit?: Partial<TrainerExit>): void;
}

/** `onCommand` sees each command with the process that it came to. */
export function fakeFork(onCommand: (command: TrainerCommand, process: FakeProcess) => void): {
  readonly fork: ForkTrainer;
  readonly processes: readonly FakeProcess[];
} {
  const processes: FakeProcess[] = [];
  const fork: ForkTrainer = () => {
    const commands: TrainerCommand[] = [];
    let [killed, ended] = [false, false];
    let onMessage = (_reply: TrainerReply): void => undefined;
    let onExit = (_exit: TrainerExit): void => undefined;
    const fake: FakeProcess = {
      commands,
      get killed() {
        return killed;
      },
      say: (reply) => {
        if (!ended) onMessage(reply);
      },
      end: ({ code = 0, signal = null } = {}) => {
        if (ended) return;
        ended = true;
        onExit({ code, signal });
      },
    };
    processes.push(fake);
    return {
      send: (command) => {
        commands.push(command);
        // As a real process: never before the sender goes on.
        queueMicrotask(() => onCommand(command, fake));
      },
      onMessage: (listener) => (onMessage = listener),
      onExit: (listener) => (onExit = listener),
      kill: () => {
        killed = true;
        fake.end({ code: null, signal: 'SIGKILL' });
      },
    };
  };
  return { fork, processes };
}
