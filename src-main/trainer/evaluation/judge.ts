/**
 * A small classifier of the data's labels whose last hidden layer says what samples look like. Always the same for the same
 * data: architecture, seed, epochs and samples are fixed here. Owns it; not what is compared.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { appendEdge, appendNode, makeNode, withGraph } from '#shared/graph/rewire.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { permutation } from '#shared/counter-random.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { QualityFigures } from '#shared/wire/evaluation.ts';
import type { Program } from '../../compiler/index.ts';
import { addMeasures, meansOf, type Measures } from '../measures.ts';
import { Session } from '../session.ts';
import { spread } from './passes.ts';

const seed = 1;
const epochs = 5;
const features = 64;
const mostSamples = 10_000;
const batchSize = 128;
/** Convolutions halve a picture until its shorter side is no more than this. */
const smallestSide = 8;

type Step = readonly [LayerKind, AnyParams];

/** Strided convolutions, one hidden layer, softmax. */
export function judgeProject({ data }: Pick<Project, 'data'>, shape: Shape, classes: number): Project {
  const halvings = Math.max(2, Math.ceil(Math.log2(Math.min(shape[0]!, shape[1]!) / smallestSide)));
  const convolution = { kernelSize: [3, 3], strides: [2, 2], padding: 'same', activation: 'relu' };
  const steps: Step[] = [
    ['input', { shape: [...shape] }],
    ...Array.from({ length: halvings }, (_, at): Step => [
      'conv2d',
      { filters: Math.min(128, 32 << at), ...convolution },
    ]),
    ['flatten', {}],
    ['dense', { units: features, activation: 'relu' }],
    ['dense', { units: classes, activation: 'softmax' }],
    ['classes', {}],
  ];
  const graph = steps.reduce((before, [kind, params]) => {
    const last = before.nodes.at(-1);
    const node = makeNode(before, kind, { x: 0, y: 0 }, params);
    const after = appendNode(before, node);
    return last ? appendEdge(after, last.id, node.id) : after;
  }, emptyProject('judge', 'Judge').graph);
  const project = setObjective(withGraph(emptyProject('judge', 'Judge'), graph), 'classify');
  const split = { ...data.split, trainLabels: null };
  return {
    ...project,
    data: { ...project.data, source: data.source, image: data.image, limit: data.limit, split },
    training: { ...project.training, seed, epochs, batchSize },
  };
}

export class Judge {
  readonly #session: Session;
  readonly #programs = new Map<number, Promise<Program>>();

  private constructor(session: Session) {
    this.#session = session;
  }

  /** Trains it on these samples of prepared data with labels, or on as many of them as it needs. */
  static async train(
    project: Project,
    dataset: string,
    order: Uint32Array,
    shape: Shape,
    classes: number,
  ): Promise<Judge> {
    const session = await Session.open(judgeProject(project, shape, classes), dataset, 'cpu');
    try {
      const samples = spread(order, mostSamples);
      let step = 0;
      for (let epoch = 0; epoch < epochs; epoch++) {
        const mixed = permutation(samples.length, seed, 'shuffle', epoch).map((position) => samples[position]!);
        for await (const batch of session.reader.batches(mixed, 'smaller')) {
          step += 1;
          const inputs = { learningRate: session.project.training.learningRate, step, position: { epochs: epoch } };
          await session.train([batch], [inputs], () => true);
        }
      }
      return new Judge(session);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** What its last hidden layer makes of values as a network sees them, [count, …sample]: [count, features]. */
  featuresOf(values: Float32Array, count: number): Promise<Float32Array> {
    return this.#look('features', values, count);
  }

  /** The position of the label that it finds likeliest for each of values [count, …sample]. */
  async labelsOf(values: Float32Array, count: number): Promise<Uint16Array> {
    const scores = await this.#look('scores', values, count);
    const classes = scores.length / count;
    return Uint16Array.from({ length: count }, (_, sample) => {
      const own = scores.subarray(sample * classes, (sample + 1) * classes);
      return own.indexOf(Math.max(...own));
    });
  }

  /** Share of right labels. */
  async accuracy(order: Uint32Array): Promise<number> {
    let measures: Measures = {};
    let number = 0;
    for await (const batch of this.#session.reader.batches(order, 'smaller'))
      measures = addMeasures(measures, await this.#session.evaluate(batch, number++), batch.count);
    return meansOf(measures)['accuracy'] ?? 0;
  }

  /** What it is, but for how good. */
  describe(): Omit<QualityFigures['judge'], 'accuracy'> {
    const layers = this.#session.project.graph.nodes.filter(({ kind }) => kind === 'conv2d' || kind === 'dense');
    const architecture = layers.map(({ name }) => name).join(' → ');
    return { architecture, layer: this.#feature.name, features, epochs, seed };
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  get #feature(): Project['graph']['nodes'][number] {
    return this.#session.project.graph.nodes.find(({ kind }) => kind === 'dense')!;
  }

  /** [count, …] of what its program gives out by that name. */
  async #look(name: 'features' | 'scores', values: Float32Array, count: number): Promise<Float32Array> {
    const parts: number[] = [];
    const size = values.length / count;
    for (let start = 0; start < count; start += batchSize) {
      const end = Math.min(count, start + batchSize);
      const program = await this.#program(end - start);
      const outputs = await program.run({ values: values.subarray(start * size, end * size) }, { seed: [seed, 0] });
      for (const value of outputs[name]!) parts.push(value);
    }
    return Float32Array.from(parts);
  }

  #program(count: number): Promise<Program> {
    const known = this.#programs.get(count);
    if (known) return known;
    const { model } = this.#session.trainable;
    const { id } = this.#feature;
    const scores = model.classes!.id;
    const look = (values: Tensor): Record<'features' | 'scores', Tensor> => {
      const activations = model.run(new Map([[model.input.id, values]]), [id, scores], false);
      return { features: activations.get(id)!, scores: activations.get(scores)! };
    };
    const program = this.#session.runtime.compile(`features-${count}`, ({ values }) => look(values!), {
      values: { shape: [count, ...model.input.shape], dtype: 'float32' },
    });
    this.#programs.set(count, program);
    return program;
  }
}
