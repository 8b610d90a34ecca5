/** The process that times our engine: one model (or the matrix product) on one device, one training step after the other. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { randomUniform, useTraceBackend, type Program, type Step } from '#main/compiler/index.ts';
import type { DatasetReader } from '#main/data/cache.ts';
import { findDevice } from '#main/devices/index.ts';
import { BatchReader } from '#main/trainer/batches.ts';
import { inputValues } from '#main/trainer/inputs.ts';
import { buildModel } from '#main/trainer/model.ts';
import { Pace, runSeconds } from '#main/trainer/pace.ts';
import { Programs, Trainable } from '#main/trainer/programs.ts';
import { stepSeed } from '#main/trainer/random.ts';
import { permutation } from '#shared/counter-random.ts';
import { parseProject } from '#shared/graph/parse.ts';
import { countOperations } from './arithmetic.ts';
import { peakMemory } from './memory.ts';
import { references, type ModelName } from './models.ts';
import type { Finish, Ready, Round, Task } from './protocol.ts';

interface Subject {
  readonly ready: Omit<Ready, 'title'>;
  /** Runs that many steps or, where several are one run of the device, a few more; how many, and the last one's loss. */
  run(steps: number): Promise<{ readonly steps: number; readonly loss: number | null }>;
  /** Floating-point operations of a step. */
  operations(): Promise<number>;
}

const say = (message: Ready | Round | Finish): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
const statisticsOf = ({ statistics }: Program): Omit<Ready, 'title' | 'weights'> => ({
  compileMilliseconds: statistics.compileMilliseconds,
  kernels: statistics.kernels,
  nodes: statistics.nodes,
});

/** A reference model, or what a project file describes, with the batch size that is its own. */
async function subjectOf({ model: name, width, length, batch }: Task) {
  if (!name.endsWith('.hourglass')) {
    const reference = references[name as ModelName];
    const project = reference.project({ width, length });
    return { project, batch, model: await buildModel(project, 1) };
  }
  const project = parseProject(await readFile(name, 'utf8'), basename(name));
  return { project, batch: project.training.batchSize, model: await buildModel(project, 1) };
}

/** Steps as the trainer runs them: batches gathered in random order and scaled, random seeds, as many together, losses looked at. */
async function training(task: Task, steps: number): Promise<Subject> {
  const { project, model, batch: batchSize } = await subjectOf(task);
  const trainable = new Trainable(model, project);
  const variables = trainable.variables.map(({ variable }) => variable);
  const runtime = await (await findDevice(task.device)).open(trainable.storage);
  const program = await new Programs(runtime, trainable).get('train', batchSize);
  const samples = batchSize * Math.min(steps, 64);
  const reader = new BatchReader(randomDataset(samples, model.input.shape), batchSize);
  const { learningRate } = project.training;
  const accept = (outputs: Record<string, ArrayLike<number>>): boolean => Number.isFinite(outputs['loss']![0]);
  const pace = new Pace();
  let step = 0;
  let epoch = 0;
  let passing: ReturnType<BatchReader['groups']> | undefined;
  return {
    ready: {
      weights: model.weights.reduce((sum, { variable }) => sum + variable.size, 0),
      ...statisticsOf(program),
    },
    async run(count) {
      let loss: number | null = null;
      let done = 0;
      while (done < count) {
        const most = (): number => pace.batchesWithin(runSeconds, batchSize);
        passing ??= reader.groups(permutation(samples, 1, 'shuffle', epoch++), 'drop', 0, most);
        const { value: group } = await passing.next();
        if (!group) {
          passing = undefined;
          continue;
        }
        const begun = performance.now();
        const taken = group.map((batch): Step => {
          step += 1;
          return {
            inputs: inputValues(trainable, 'train', batch, { learningRate, step, position: { epochs: epoch } }),
            seed: stepSeed(1, step),
          };
        });
        loss = (await program.runSteps(taken, accept)).at(-1)!['loss']![0]!;
        pace.batchDone(group.length * batchSize, (performance.now() - begun) / 1000);
        done += group.length;
      }
      return { steps: done, loss };
    },
    operations: () => countOperations('count', trainable.train(trainable.moves[0]!), { ...program.inputs }, variables),
  };
}

/** The machine's measure: one product of two square matrices, compiled as everything else is. */
async function matrixProduct({ device, width }: Task): Promise<Subject> {
  await useTraceBackend();
  const size = 1024 * width;
  const matrix = (name: string): tf.Variable => tf.variable(randomUniform([size, size]), true, name);
  const [a, b, product] = [matrix('a'), matrix('b'), matrix('product')];
  const multiply = () => {
    product.assign(tf.matMul(a, b));
    return {};
  };
  const runtime = await (await findDevice(device)).open([a, b, product]);
  const program = await runtime.compile('multiply', multiply, {});
  return {
    ready: { weights: null, ...statisticsOf(program) },
    async run(count) {
      for (let done = 0; done < count; done++) await program.run({});
      return { steps: count, loss: null };
    },
    operations: () => countOperations('count', multiply, {}, [a, b, product]),
  };
}

/** Samples of random bytes, made when they are read: the trainer's reader reads so few once, and holds them. */
function randomDataset(samples: number, shape: readonly number[]): DatasetReader {
  const size = shape.reduce((product, each) => product * each, 1);
  return {
    info: {
      id: 'random',
      title: 'Random bytes',
      samples,
      shape: [1, size, 1],
      dtype: 'uint8',
      form: { kind: 'image' },
      labels: [],
      statistics: { mean: 0.5, standardDeviation: 0.29, histogram: new Array<number>(32).fill(1 / 32) },
      originalSizes: [],
      skipped: [],
      skippedCount: 0,
      bytes: samples * size,
    },
    sampleBytes: size,
    targetBytes: 0,
    read(indices, into) {
      for (let at = 0; at < indices.length * size; at++) into[at] = Math.random() * 256;
      return Promise.resolve();
    },
    readTargets: () => Promise.reject(new Error('random bytes are no pairs')),
    labels: () => Promise.resolve(null),
    file: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  };
}

/** Steps before those that are timed: buffers made, code compiled by the JavaScript engine, threads awake. */
const warmUp = 5;

async function main(task: Task): Promise<void> {
  const planned = task.steps ?? 20;
  const subject = task.model === 'matmul' ? await matrixProduct(task) : await training(task, planned);
  let steps = planned;
  await subject.run(warmUp);
  if (task.steps === null) {
    const begun = performance.now();
    const { steps: done } = await subject.run(3);
    steps = Math.max(3, Math.min(200, Math.round((500 * done) / (performance.now() - begun))));
  }
  say({ title: 'Hourglass', ...subject.ready });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'round') {
      await subject.run(warmUp);
      const begun = performance.now();
      const { steps: done, loss } = await subject.run(steps);
      say({ millisecondsPerStep: (performance.now() - begun) / done, loss });
    } else if (line === 'finish') {
      // Before counting, which traces once more.
      const peak = peakMemory();
      say({ peakMemory: peak, operationsPerStep: await subject.operations() });
      break;
    }
  }
  // The native runtime's threads would keep the process alive.
  process.stdout.write('', () => process.exit(0));
}

await main(JSON.parse(process.argv[2] ?? '{}') as Task);
