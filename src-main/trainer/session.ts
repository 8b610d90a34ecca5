/**
 * Everything that a run has open: data, model, device, programs. Owns opening and closing them, and moving weights
 * between device and checkpoint; not the order of training.
 */
import type { Project } from '#shared/graph/document.ts';
import { formatShape, sizeOf, type Shape } from '#shared/layers/layer.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { pairShapeProblem } from '#shared/objectives/pair-shape.ts';
import { UserError } from '#shared/problem.ts';
import type { Program, RunOptions, Runtime, Step } from '../compiler/index.ts';
import { openDataset, type DatasetReader } from '../data/cache.ts';
import { elementsOf } from '../data/elements.ts';
import { splitSamples, type Split } from '../data/split.ts';
import type { OpenOptions } from '../devices/device.ts';
import { devices, findDevice, type Device } from '../devices/index.ts';
import { BatchReader, type Batch } from './batches.ts';
import { inputValues, type StepInputs } from './inputs.ts';
import { buildModel, type Model } from './model.ts';
import { Programs, Trainable } from './programs.ts';
import { layoutOf } from './seen.ts';
import { evaluationSeed, stepSeed } from './random.ts';
import type { NamedTensor } from './safetensors.ts';
import { checkWords } from './vocabulary-fit.ts';
import { writeGreedily } from './write.ts';

type Parts = Pick<Session, 'project' | 'dataset' | 'split' | 'trainable' | 'device' | 'runtime'> & {
  readonly labels: Uint16Array | null;
};

export class Session {
  readonly project: Project;
  readonly dataset: DatasetReader;
  readonly split: Split;
  readonly reader: BatchReader;
  readonly trainable: Trainable;
  readonly device: Device;
  readonly runtime: Runtime;
  readonly programs: Programs;

  private constructor(parts: Parts) {
    this.project = parts.project;
    this.dataset = parts.dataset;
    this.split = parts.split;
    this.trainable = parts.trainable;
    this.device = parts.device;
    this.runtime = parts.runtime;
    const { training, data } = parts.project;
    this.reader = new BatchReader(parts.dataset, training.batchSize, {
      targets: parts.trainable.targetShape !== null,
      labels: parts.labels,
      augmentation: { settings: data.augmentation, seed: training.seed },
    });
    this.programs = new Programs(parts.runtime, parts.trainable);
  }

  /**
   * On the project's device, or on another one that is known to be there.
   * Throws UserErrors: data that do not fit, a device that is not there, a graph with errors.
   */
  static async open(
    project: Project,
    datasetFolder: string,
    knownDevice?: string,
    options: OpenOptions = {},
  ): Promise<Session> {
    const { seed, validationFraction } = project.training;
    const dataset = await openDataset(datasetFolder);
    let trainable: Trainable | undefined;
    try {
      const device =
        devices.find(({ id }) => id === knownDevice) ?? (await findDevice(knownDevice ?? project.training.device));
      const model = await buildModel(project, seed);
      trainable = new Trainable(model, project, layoutOf(dataset.info, pairedShape(project, dataset, model)));
      checkSampleSize(project, dataset, model.input.shape);
      checkClassCount(trainable, dataset);
      checkWords(trainable, dataset.info);
      const { split: settings } = project.data;
      const known = settings.trainLabels === null ? null : await dataset.labels();
      const split = splitSamples(dataset.info, known, { split: settings, validationFraction, seed });
      const runtime = await device.open(trainable.storage, options);
      const labels = objectiveOf(project)?.target === 'label' ? await readLabels(project, dataset) : null;
      return new Session({ project, dataset, split, trainable, device, runtime, labels });
    } catch (error) {
      trainable?.dispose();
      await dataset.close();
      throw error;
    }
  }

  program(...request: Parameters<Programs['get']>): Promise<Program> {
    return this.programs.get(...request);
  }

  /** A step of training on each batch, all of one size and moving the same players; `accept` as in Program.runSteps. */
  async train(
    batches: readonly Batch[],
    steps: readonly StepInputs[],
    accept: NonNullable<RunOptions['accept']>,
  ): ReturnType<Program['runSteps']> {
    const program = await this.program('train', batches[0]!.count, this.trainable.playersAt(steps[0]!.step));
    const inputsOf = (batch: Batch, index: number): Step => ({
      inputs: inputValues(this.trainable, 'train', batch, steps[index]!),
      seed: stepSeed(this.project.training.seed, steps[index]!.step),
    });
    return program.runSteps(batches.map(inputsOf), accept);
  }

  /** Loss and terms of a batch without training. `number` is the batch's own, so that its noise is the same each time. */
  async evaluate(batch: Batch, number: number): ReturnType<Program['run']> {
    const program = await this.program('evaluate', batch.count);
    const seed = evaluationSeed(this.project.training.seed, number);
    return program.run(inputValues(this.trainable, 'evaluate', batch), { seed });
  }

  /** What the objective makes of samples [count, …sample] in bytes, whatever numbers these are; the same noise at every call. */
  async predict(samples: Uint8Array, count: number): ReturnType<Program['run']> {
    const program = await this.program('predict', count);
    const { layout, writes } = this.trainable;
    const batch = elementsOf(layout.dtype, samples);
    const options = { seed: evaluationSeed(this.project.training.seed, 0) };
    if (writes === null) return program.run({ batch }, options);
    return writeGreedily((words) => program.run({ batch, words }, options), count, writes);
  }

  /** Weights and optimizer memory by the names that checkpoints use. */
  async readTensors(): Promise<Map<string, NamedTensor>> {
    const current = await this.runtime.read();
    return new Map(this.trainable.variables.map(({ name, variable }) => [name, current.get(variable.name)!]));
  }

  /** Throws a UserError when a weight is missing or does not fit, and then changes nothing. */
  async writeTensors(tensors: ReadonlyMap<string, NamedTensor>): Promise<void> {
    const values = new Map<string, NamedTensor['values']>();
    for (const { name, variable } of this.trainable.variables) {
      const tensor = tensors.get(name);
      if (!tensor || tensor.spec.shape.join() !== variable.shape.join()) {
        throw new UserError({
          received: `The checkpoint's “${name}” is ${tensor ? formatShape(tensor.spec.shape) || 'a single number' : 'missing'}.`,
          expected: `This project needs it as ${formatShape(variable.shape) || 'a single number'}.`,
          action: 'Use the checkpoint with the project that it was made from.',
        });
      }
      values.set(variable.name, tensor.values);
    }
    await this.runtime.write(values);
  }

  async close(): Promise<void> {
    await this.runtime.dispose();
    this.trainable.dispose();
    await this.dataset.close();
  }
}

async function readLabels(project: Project, dataset: DatasetReader): Promise<Uint16Array> {
  const labels = await dataset.labels();
  if (labels) return labels;
  throw new UserError({
    received: `The data of “${project.name}” have no labels.`,
    expected: 'A classifier learns the label of each sample: the folder it lies in, or a file of labels.',
    action: 'Choose data with labels under Data, or another objective.',
  });
}

/** Of what the output is compared with, where that is not the sample itself; throws a UserError where there is none that fits. */
function pairedShape(project: Project, { info }: DatasetReader, model: Model): Shape | null {
  if (objectiveOf(project)?.target !== 'pair') return null;
  if (!info.target) {
    throw new UserError({
      received: `The data of “${project.name}” are single pictures.`,
      expected: 'Learning from pairs needs two pictures of each sample: what comes in, and what should come out.',
      action: 'Choose two folders of pictures under Data, or another objective.',
    });
  }
  const problem = pairShapeProblem(project, model.output!.shape, info.target);
  if (problem) throw new UserError(problem);
  return info.target;
}

/** One class for each label: with fewer, some samples could never be right, and with more the surplus says nothing. */
function checkClassCount({ project, model }: Trainable, { info: { labels } }: DatasetReader): void {
  const { classes } = model;
  const count = classes?.shape[0];
  if (objectiveOf(project)?.target !== 'label' || !classes || labels.length === 0 || count === labels.length) return;
  const names = labels.slice(0, 3).map(({ name }) => `“${name}”`);
  const listed = `${names.join(', ')}${labels.length > names.length ? ', …' : ''}`;
  const name = model.nodes.find(({ id }) => id === classes.id)!.name;
  throw new UserError({
    received: `“${name}” is given ${count!.toLocaleString('en')} values; the data have ${labels.length === 1 ? 'one label' : `${labels.length.toLocaleString('en')} labels`} (${listed}).`,
    expected: 'A classifier needs one value for each label.',
    action:
      labels.length === 1
        ? 'Choose data with several labels under Data.'
        : `Give the last layer before “${name}” ${labels.length.toLocaleString('en')} units.`,
  });
}

function checkSampleSize(project: Project, dataset: DatasetReader, input: readonly number[]): void {
  const { shape } = dataset.info;
  if (sizeOf(shape) === sizeOf(input)) return;
  throw new UserError({
    received: `One sample of the data is ${formatShape(shape)} (${sizeOf(shape).toLocaleString('en')} values).`,
    expected: `The input of “${project.name}” takes ${formatShape(input)} (${sizeOf(input).toLocaleString('en')} values).`,
    action: 'Set the input to the shape of the data, or change the size of the images under Data.',
  });
}
