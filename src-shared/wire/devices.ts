/** What is said of devices on every wire: what a machine has, how fast each is, and which one a run took and why. */

export interface DeviceInfo {
  readonly id: string;
  /** "WebGPU". */
  readonly title: string;
  readonly available: boolean;
  /** Name, cores, memory; or why not. */
  readonly detail: string;
  /** What makes it available; null where nothing does, or nothing is needed. */
  readonly remedy: string | null;
  /** The hardware's own name: "NVIDIA GeForce RTX 4070". */
  readonly name: string | null;
  /** Bytes. */
  readonly memory: number | null;
  /** Computes on the processor after all; never chosen automatically. */
  readonly software: boolean;
}

/** How fast a device trains one model: a few hundred milliseconds of it, or why it does not. */
export interface DeviceSpeed {
  readonly id: string;
  readonly title: string;
  /** Null: it failed. */
  readonly samplesPerSecond: number | null;
  readonly failure: string | null;
}

/** All devices that "auto" considered for one model, in the order of the list. */
export interface DeviceMeasurement {
  /** Milliseconds since 1970. */
  readonly measuredAt: number;
  readonly speeds: readonly DeviceSpeed[];
  /** Id of the one that "auto" takes; null: all failed. */
  readonly fastest: string | null;
}

/** The device of a run, and why it is that one. */
export interface DeviceChoice {
  readonly id: string;
  readonly title: string;
  readonly name: string | null;
  readonly why:
    /** The project names it. */
    | 'asked'
    /** "auto", and there is no other. */
    | 'only'
    /** "auto", and of those in `speeds` it is the fastest. */
    | 'fastest'
    /** "auto", and none could be measured. */
    | 'unmeasured'
    /** "auto", and the run began on it. */
    | 'continued';
  readonly speeds: readonly DeviceSpeed[];
}

/** How long a project's training would take on this machine, and how that is known. */
export interface TimeEstimate {
  readonly seconds: number;
  readonly samplesPerSecond: number;
  readonly basis:
    /** This network was trained or measured here. */
    | 'same'
    /** Other networks were: their pace, by how much each computes. */
    | 'others'
    /** Nothing was: how fast the processor multiplies. */
    | 'processor';
}

/** A measurement under way. */
export interface MeasuringProgress {
  /** Title of the device that is being measured. */
  readonly device: string;
  /** From 1. */
  readonly number: number;
  readonly of: number;
}
