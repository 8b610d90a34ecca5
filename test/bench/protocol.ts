/**
 * What the bench and a process that measures say to each other, one JSON object a line: the process says Ready when it has
 * run its first steps, answers each line "round" with a Round (a few steps that are not timed, then those that are), and
 * the line "finish" with a Finish, after which it ends. peers.py speaks the same.
 */
export interface Ready {
  /** "Keras 3.15.1, TensorFlow 2.21.0". */
  readonly title: string;
  /** Numbers that the model learns; null where nothing is learnt. */
  readonly weights: number | null;
  readonly compileMilliseconds: number | null;
  /** Kernels traced, and nodes they became. */
  readonly kernels: number | null;
  readonly nodes: number | null;
}

export interface Round {
  readonly millisecondsPerStep: number;
  /** Of the last step: shows that it trained. */
  readonly loss: number | null;
}

export interface Finish {
  /** Bytes; null where the system does not say. */
  readonly peakMemory: number | null;
  /** Of one step's matrix products and convolutions; null where it is not counted. */
  readonly operationsPerStep: number | null;
}

/** What a process of ours is told to measure, as its only argument. */
export interface Task {
  /** A reference model, "matmul", or the path of a project file, which has a batch size of its own. */
  readonly model: string;
  readonly device: string;
  readonly batch: number;
  readonly width: number;
  readonly length: number;
  /** Timed steps a round; null: as many as take about half a second. */
  readonly steps: number | null;
}
