/**
 * The functions that a run compiles: train, evaluate, predict and (after a NaN) diagnose, one program for each batch size.
 * Owns what they compute and the optimizer's variables; not when they run.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Project } from '#shared/graph/document.ts';
import type { InputSpec, Program, Runtime, Storage, TensorFunction } from '../compiler/index.ts';
import { clipGradient } from './clip.ts';
import type { Model, ModelWeight } from './model.ts';
import { objectiveLoss } from './objectives/index.ts';
import { makeOptimizer, type ReadyOptimizer } from './optimizers/index.ts';
import { scaleBytes } from './pixels.ts';

/** A variable and the name under which checkpoints keep it. */
export interface NamedVariable {
  readonly name: string;
  readonly variable: tf.Variable;
}

interface TrainedWeight extends ModelWeight {
  readonly slots: Readonly<Record<string, tf.Variable>>;
}

/** Everything that changes while a model is trained: its weights, and its optimizer's memory of them. */
export class Trainable {
  readonly model: Model;
  readonly project: Project;
  readonly #optimizer: ReadyOptimizer;
  readonly #trained: readonly TrainedWeight[];

  constructor(model: Model, project: Project) {
    const { kind, params } = project.training.optimizer;
    this.model = model;
    this.project = project;
    this.#optimizer = makeOptimizer(kind, params);
    this.#trained = model.weights
      .filter((weight) => weight.trainable)
      .map((weight) => ({ ...weight, slots: makeSlots(weight, this.#optimizer.slots) }));
  }

  get variables(): readonly NamedVariable[] {
    return [
      ...this.model.weights.map(({ name, variable }) => ({ name: `weights/${name}`, variable })),
      ...this.#trained.flatMap(({ name, slots }) =>
        Object.entries(slots).map(([slot, variable]) => ({ name: `optimizer/${name}/${slot}`, variable })),
      ),
    ];
  }

  /** As devices store them: all weights of the optimizer in one array, and each of its slots in one, for one update of all. */
  get storage(): Storage {
    const trained = this.#trained.map(({ variable }) => variable);
    const slots = Object.keys(this.#optimizer.slots).map((slot) => this.#trained.map(({ slots }) => slots[slot]!));
    const others = this.model.weights.filter(({ trainable }) => !trainable).map(({ variable }) => variable);
    return [...[trained, ...slots].filter(({ length }) => length > 0), ...others];
  }

  /** { batch (as bytes, as everywhere here), learningRate, step } → { loss }: one update of all weights. The loss includes penalties, as Keras's does. */
  readonly train: TensorFunction = ({ batch, learningRate, step }) => {
    const variables = this.#trained.map(({ variable }) => variable);
    const { value, grads } = tf.variableGrads(() => this.#loss(batch!, true), variables);
    // A weight that the loss does not depend on has no gradient and stays as it is.
    const moved = this.#trained.filter(({ variable }) => grads[variable.name]);
    const weights = moved.map(({ variable }) => variable);
    const memory = (slot: string): tf.Variable[] => moved.map(({ slots }) => slots[slot]!);
    const gradient = concatenate(weights.map(({ name }) => grads[name]!));
    const updated = this.#optimizer.update({
      tf,
      weight: concatenate(weights),
      gradient: clipGradient(this.project.training.gradientClipping, gradient),
      slots: Object.fromEntries(Object.keys(this.#optimizer.slots).map((slot) => [slot, concatenate(memory(slot))])),
      learningRate: learningRate!,
      step: step!,
    });
    assignPieces(weights, updated.weight);
    for (const [slot, values] of Object.entries(updated.slots)) assignPieces(memory(slot), values);
    return { loss: value };
  };

  /** { batch } → { loss }: as in training, without dropout, noise or updates. */
  readonly evaluate: TensorFunction = ({ batch }) => ({ loss: this.#loss(batch!, false) });

  /** { batch } → { output }. */
  readonly predict: TensorFunction = ({ batch }) => ({
    output: this.model.run(this.#seen(batch!), false).get(this.model.output.id)!,
  });

  /** { batch } → every node's output by its id, as training computes it. */
  readonly diagnose: TensorFunction = ({ batch }) => Object.fromEntries(this.model.run(this.#seen(batch!), true));

  #loss(batch: tf.Tensor, training: boolean): tf.Scalar {
    const { loss, activations } = objectiveLoss(this.project.objective, this.model, this.#seen(batch), training);
    return tf.add(loss, this.model.penalties(activations));
  }

  /** What the network sees of pixels that are given as bytes. */
  #seen(bytes: tf.Tensor): tf.Tensor {
    return scaleBytes(this.project.data.image.range, bytes);
  }

  dispose(): void {
    for (const { slots } of this.#trained) for (const slot of Object.values(slots)) slot.dispose();
    this.model.dispose();
  }
}

/**
 * All tensors' elements as one flat tensor. Flattened from the last to the first, so that ONNX Runtime, which computes the later of two operands
 * first, begins with the gradient that needs all others: what they share is then computed when it is needed, not before.
 */
const concatenate = (tensors: readonly tf.Tensor[]): tf.Tensor1D =>
  tf.concat1d(
    tensors
      .toReversed()
      .map((tensor): tf.Tensor1D => tf.reshape(tensor, [tensor.size]))
      .reverse(),
  );

/** Each variable becomes its part of the flat tensor. */
function assignPieces(variables: readonly tf.Variable[], flat: tf.Tensor): void {
  const pieces = tf.split(
    flat,
    variables.map(({ size }) => size),
  );
  variables.forEach((variable, index) => variable.assign(tf.reshape(pieces[index]!, variable.shape)));
}

function makeSlots({ variable }: ModelWeight, initial: Readonly<Record<string, number>>): Record<string, tf.Variable> {
  // Tidied: the variable stays, the tensor that it was filled from goes.
  const make = (value: number): tf.Variable => tf.tidy(() => tf.variable(tf.fill(variable.shape, value), false));
  return Object.fromEntries(Object.entries(initial).map(([slot, value]) => [slot, make(value)]));
}

/** Compiles each function once for each batch size that is asked for. */
export class Programs {
  readonly #runtime: Runtime;
  readonly #trainable: Trainable;
  readonly #compiled = new Map<string, Promise<Program>>();

  constructor(runtime: Runtime, trainable: Trainable) {
    this.#runtime = runtime;
    this.#trainable = trainable;
  }

  get(kind: 'train' | 'evaluate' | 'predict' | 'diagnose', count: number): Promise<Program> {
    const name = `${kind}-${count}`;
    let program = this.#compiled.get(name);
    if (!program) {
      const scalar: InputSpec = { shape: [], dtype: 'float32' };
      const batch: InputSpec = { shape: [count, ...this.#trainable.model.input.shape], dtype: 'uint8' };
      const inputs: Record<string, InputSpec> =
        kind === 'train' ? { batch, learningRate: scalar, step: scalar } : { batch };
      program = this.#runtime.compile(name, this.#trainable[kind], inputs);
      this.#compiled.set(name, program);
    }
    return program;
  }
}
