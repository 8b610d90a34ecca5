/** What a device offers to whoever trains: a status to show, and runtimes that hold variables and compile functions. */
import type { Runtime, Storage } from '../compiler/index.ts';
import type { DeviceId } from './index.ts';

export interface DeviceStatus {
  readonly id: string;
  readonly title: string;
  readonly available: boolean;
  /** Name, cores, memory; or why the device is not available. */
  readonly detail: string;
  /** What the user can do to make it available. */
  readonly remedy?: string;
  /** The hardware's own name, where it is known: "NVIDIA GeForce RTX 4070". */
  readonly name?: string;
  /** Bytes of memory that it computes in, where they are known. */
  readonly memory?: number;
  /** A graphics library that computes on the processor (SwiftShader, llvmpipe): it can be chosen, but `auto` never takes it. */
  readonly software?: boolean;
}

export interface OpenOptions {
  /** Threads for one step; by default as many as the machine has cores. */
  readonly threads?: number;
  /**
   * Threads that wait for work give their core away, where a device can choose: for what is asked now and then beside other work. What
   * computes all the time is a little quicker if they do not.
   */
  readonly patient?: boolean;
}

export interface Device {
  readonly id: DeviceId;
  status(): Promise<DeviceStatus>;
  /** Takes the variables' present values as the runtime's initial state; the variables must have been made under the trace backend. An array of variables is stored as one. */
  open(variables: Storage, options?: OpenOptions): Promise<Runtime>;
}
