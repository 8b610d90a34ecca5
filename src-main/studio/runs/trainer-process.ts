/**
 * What the studio knows of a trainer process: messages in, reports out, and how it ended. Hosts bring their own way to
 * start one (Electron's utilityProcess, Node's child_process); this file owns the interface and the environment it gets.
 */
import type { TrainerCommand, TrainerReply } from '#shared/wire/training.ts';

export interface TrainerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface TrainerProcess {
  /** Messages sent before the process is up are delivered once it is. Sending to a process that ended does nothing. */
  send(command: TrainerCommand): void;
  onMessage(listener: (reply: TrainerReply) => void): void;
  /** Called once. */
  onExit(listener: (exit: TrainerExit) => void): void;
  /** Ends the process at once, without asking it. */
  kill(): void;
}

export interface ForkOptions {
  /** What native libraries print while they are only being looked at interests nobody. */
  readonly quiet?: boolean;
}

/** Starts the trainer's entry (an absolute path) with exactly this environment, without a shell. */
export type ForkTrainer = (entry: string, environment: Record<string, string>, options?: ForkOptions) => TrainerProcess;

/** Variables that a trainer needs: where things are, the language, and which graphics devices it may use. */
const allowed = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'LC_ALL',
  'TZ',
  'SystemRoot',
  'SystemDrive',
  'windir',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramData',
  'ProgramFiles',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
  'XDG_CACHE_HOME',
  'XDG_RUNTIME_DIR',
  // Where Vulkan finds drivers, and which of several graphics processors it shall take.
  'XDG_DATA_DIRS',
  'DRI_PRIME',
  'MESA_VK_DEVICE_SELECT',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'CUDA_VISIBLE_DEVICES',
  'HOURGLASS_TENSORFLOW',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
];

/** An allow-list: nothing that could make Node or the loader run other code (NODE_OPTIONS, LD_PRELOAD, …) gets through. */
export function trainerEnvironment(variables: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of allowed) {
    const value = variables[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
