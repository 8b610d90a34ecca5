/**
 * One explorer while it is open: its process, the asks it has not answered, and how it ends. Owns the process; what it
 * answers is src-main/trainer/explore's.
 */
import type { Project } from '#shared/graph/document.ts';
import { UserError, type ThreeParts } from '#shared/problem.ts';
import type { DreamNetwork } from '#shared/wire/explore/dream.ts';
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import type { TrainerCommand, TrainerReply } from '#shared/wire/training.ts';
import type { RunDependencies } from '../runs/dependencies.ts';
import { trainerEnvironment, type TrainerProcess } from '../runs/trainer-process.ts';

export interface ExplorerSource {
  readonly runId: string;
  readonly project: Project;
  /** The run's folder. */
  readonly folder: string;
  /** Of its prepared data. */
  readonly dataset: string;
  readonly checkpoint: 'best' | 'last';
  readonly threads?: number;
}

export interface ImportSource {
  /** Names it in asks. */
  readonly runId: string;
  readonly path: string;
  readonly threads?: number;
}

type ProcessDependencies = Pick<RunDependencies, 'fork' | 'trainerEntry' | 'environment'>;

interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ExploreProgress) => void) | undefined;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: AskOptions['onProgress'];
}

export class ExplorerProcess {
  readonly #process: TrainerProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #info: ExploreInfo | null = null;
  #ended = false;
  #gaveWay = false;
  /** Resolves once the process is gone. */
  readonly ended: Promise<void>;

  constructor(trainer: TrainerProcess) {
    this.#process = trainer;
    this.ended = new Promise((resolve) => {
      trainer.onExit(() => {
        this.#ended = true;
        for (const { reject } of this.#waiting.values()) reject(new UserError(endedByItself));
        this.#waiting.clear();
        resolve();
      });
    });
  }

  /** Rejects with a UserError when the network cannot be opened; then no process is left. */
  static async open(dependencies: ProcessDependencies, source: ExplorerSource): Promise<ExplorerProcess> {
    const { explorer, opened } = await begin(dependencies, { type: 'explore', ...source }, (reply) =>
      reply.type === 'explored' ? reply.info : null,
    );
    explorer.#info = opened;
    return explorer;
  }

  /** The same for a TensorFlow.js model, which has no ExploreInfo. */
  static async import(
    dependencies: ProcessDependencies,
    source: ImportSource,
  ): Promise<{ readonly explorer: ExplorerProcess; readonly opened: DreamNetwork }> {
    return begin(dependencies, { type: 'import', ...source }, (reply) =>
      reply.type === 'imported' ? reply.network : null,
    );
  }

  get info(): ExploreInfo {
    return this.#info!;
  }

  /** Reads a checkpoint anew. */
  async refresh(checkpoint: 'best' | 'last'): Promise<ExploreInfo> {
    this.#info = (await this.ask('refresh', checkpoint)) as ExploreInfo;
    return this.#info;
  }

  /** Rejects with a UserError, or with the signal's reason when cancelled. */
  ask(name: string, input: unknown, { signal, onProgress }: AskOptions = {}): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#ended) return Promise.reject(new UserError(endedByItself));
    const id = ++this.#asked;
    const cancel = (): void => this.#process.send({ type: 'cancel', id });
    signal?.addEventListener('abort', cancel);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#process.send({ type: 'ask', id, name, input });
    }).finally(() => signal?.removeEventListener('abort', cancel));
  }

  /** Training goes first. Without one it keeps its priority: a window waits for it with every move of a slider. */
  giveWay(): void {
    if (this.#gaveWay) return;
    this.#gaveWay = true;
    this.#process.send({ type: 'giveWay' });
  }

  close(): void {
    this.#process.kill();
  }

  /** A message of its process. */
  receive(reply: TrainerReply): void {
    if (reply.type !== 'answering' && reply.type !== 'answered' && reply.type !== 'unanswered') return;
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    if (reply.type === 'answering') return waiting.onProgress?.(reply.progress);
    this.#waiting.delete(reply.id);
    if (reply.type === 'answered') waiting.resolve(reply.value);
    else if (reply.kind === 'cancelled') waiting.reject(new DOMException('Cancelled', 'AbortError'));
    else waiting.reject(reply.kind === 'user' ? new UserError(reply.message) : new Error(reply.message.received));
  }
}

/** Forks a process with its first command, and waits until it is open. */
async function begin<T>(
  { fork, trainerEntry, environment = process.env }: ProcessDependencies,
  command: TrainerCommand,
  openedBy: (reply: TrainerReply) => T | null,
): Promise<{ readonly explorer: ExplorerProcess; readonly opened: T }> {
  const trainer = fork(trainerEntry, trainerEnvironment(environment));
  const explorer = new ExplorerProcess(trainer);
  try {
    const opened = await new Promise<T>((resolve, reject) => {
      trainer.onMessage((reply) => {
        const found = openedBy(reply);
        if (found !== null) resolve(found);
        else if (reply.type === 'refused') reject(new UserError(reply.message));
        else explorer.receive(reply);
      });
      void explorer.ended.then(() => reject(new UserError(endedByItself)));
      trainer.send(command);
    });
    return { explorer, opened };
  } catch (error) {
    trainer.kill();
    throw error;
  }
}

const endedByItself: ThreeParts = {
  received: 'The process that held the trained network ended by itself.',
  expected: 'It stays open while Explore is in use.',
  action: 'Open the run again; if it happens again, there may be too little memory.',
};
