/**
 * A trained network that is open for exploring: the run's session with a checkpoint's weights, and the programs that panels need, each
 * compiled once. Owns weights, programs and what is remembered of them; what is computed is each ask's own file.
 */
import type { Project } from '#shared/graph/document.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import type { Sample } from '#shared/wire/explore/values.ts';
import { UserError } from '#shared/problem.ts';
import type { InputSpec, Program, TensorFunction, Values } from '../../compiler/index.ts';
import { elementsOf } from '../../data/elements.ts';
import { readCheckpoint } from '../checkpoint.ts';
import { evaluationSeed } from '../random.ts';
import { runFolder } from '../run-folder.ts';
import { Session } from '../session.ts';
import { describeNetwork } from './describe.ts';

export interface ExplorerOptions {
  readonly project: Project;
  /** The run's. */
  readonly folder: string;
  readonly checkpoint: 'best' | 'last';
  readonly dataset: string;
  readonly threads?: number;
}

export interface ProgramInput {
  readonly spec: InputSpec;
  readonly values: Values;
}

export class Explorer {
  readonly session: Session;
  readonly #folder: string;
  readonly #programs = new Map<string, Promise<Program>>();
  readonly #remembered = new Map<string, Promise<unknown>>();
  /** What it is does not depend on its weights, and takes longer to find out than a small network to run. */
  readonly #described: Awaited<ReturnType<typeof describeNetwork>>;
  #checkpoint: 'best' | 'last';
  #epoch = 0;
  #version = 0;

  private constructor(
    session: Session,
    described: Awaited<ReturnType<typeof describeNetwork>>,
    folder: string,
    checkpoint: 'best' | 'last',
  ) {
    this.session = session;
    this.#folder = folder;
    this.#checkpoint = checkpoint;
    this.#described = described;
  }

  /** On the processor: it is there at once, for a single picture it is the fastest, and a run may have the graphics card. */
  static async open({ project, folder, checkpoint, dataset, threads }: ExplorerOptions): Promise<Explorer> {
    const session = await Session.open(project, dataset, 'cpu', {
      patient: true,
      ...(threads === undefined ? {} : { threads }),
    });
    try {
      const explorer = new Explorer(session, await describeNetwork(session), folder, checkpoint);
      await explorer.refresh(checkpoint);
      return explorer;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** Takes the weights of the checkpoint as it is now; what is remembered of older ones is forgotten. Throws a UserError and keeps the old ones. */
  async refresh(checkpoint: 'best' | 'last' = this.#checkpoint): Promise<void> {
    const { state, tensors } = await readCheckpoint(runFolder(this.#folder)[checkpoint]);
    await this.session.writeTensors(tensors);
    this.#checkpoint = checkpoint;
    this.#epoch = state.epochs;
    this.#version += 1;
    this.#remembered.clear();
  }

  get info(): Omit<ExploreInfo, 'subject'> {
    return {
      ...this.#described,
      epoch: this.#epoch,
      checkpoint: this.#checkpoint,
      version: this.#version,
    };
  }

  /** Compiled at the first call of that name; `name` says everything that `fn` and `inputs` depend on. */
  program(name: string, fn: TensorFunction, inputs: Record<string, InputSpec>): Promise<Program> {
    let program = this.#programs.get(name);
    if (!program) {
      program = this.session.runtime.compile(name, fn, inputs);
      program.catch(() => this.#programs.delete(name));
      this.#programs.set(name, program);
    }
    return program;
  }

  /**
   * What programs are given of so many samples in bytes, as stored: `batch`, and `target` where what should come out is given and is not
   * the sample itself.
   */
  stored(
    count: number,
    bytes: Uint8Array,
    targets: Uint8Array | null = null,
  ): Record<string, ProgramInput> & { batch: ProgramInput } {
    const { trainable } = this.session;
    const { dtype } = trainable.layout;
    const spec = targets && trainable.targetSpec(count);
    return {
      batch: { spec: trainable.inputSpec(count), values: elementsOf(dtype, bytes) },
      ...(spec ? { target: { spec, values: elementsOf(dtype, targets) } } : {}),
    };
  }

  /** Runs it, with the same random numbers at every call. */
  async run(
    name: string,
    fn: TensorFunction,
    inputs: Readonly<Record<string, ProgramInput>>,
    draw = 0,
  ): Promise<Record<string, Values>> {
    const specs = Object.fromEntries(Object.entries(inputs).map(([key, { spec }]) => [key, spec]));
    const program = await this.program(name, fn, specs);
    const values = Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input.values]));
    return program.run(values, { seed: evaluationSeed(this.session.project.training.seed, draw) });
  }

  /** What was made once is kept until the next checkpoint is read; what failed or was cancelled is made again. */
  remember<T>(name: string, make: () => Promise<T>): Promise<T> {
    let made = this.#remembered.get(name) as Promise<T> | undefined;
    if (!made) {
      made = make();
      made.catch(() => {
        if (this.#remembered.get(name) === made) this.#remembered.delete(name);
      });
      this.#remembered.set(name, made);
    }
    return made;
  }

  /** [samples.length, …sample] in bytes, as stored. Throws a UserError for a sample that is not there or of another size. */
  async read(samples: readonly Sample[]): Promise<Uint8Array> {
    const { dataset } = this.session;
    const size = dataset.sampleBytes;
    const all = new Uint8Array(samples.length * size);
    for (const [place, sample] of samples.entries()) {
      const into = all.subarray(place * size, (place + 1) * size);
      if (sample.from === 'data') {
        if (sample.index >= dataset.info.samples) throw noSuchSample(sample.index, dataset.info.samples);
        await dataset.read([sample.index], into);
      } else {
        const bytes = Buffer.from(sample.bytes, 'base64');
        if (bytes.length !== size) throw wrongSize(bytes.length, size);
        into.set(bytes);
      }
    }
    return all;
  }

  async close(): Promise<void> {
    await this.session.close();
  }
}

const noSuchSample = (index: number, samples: number): UserError =>
  new UserError({
    received: `Sample number ${(index + 1).toLocaleString('en')} was asked for.`,
    expected: `The data have ${samples.toLocaleString('en')} samples, counted from 1.`,
    action: 'Choose one of these.',
  });

const wrongSize = (found: number, size: number): UserError =>
  new UserError({
    received: `A sample of ${found.toLocaleString('en')} bytes was given.`,
    expected: `One sample of this network’s data has ${size.toLocaleString('en')}.`,
    action: 'Give it anew: it is fitted to the network that is open then.',
  });
