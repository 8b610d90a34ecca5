/**
 * The functions that a run compiles: train, evaluate, predict and (after a NaN) diagnose, one program for each batch size.
 * Owns what they compute and the optimizer's variables; not when they run.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Project } from '#shared/graph/document.ts';
import type { Program, Runtime, TensorFunction, TensorSpec } from '../compiler/index.ts';
import { clipGradients } from './clip.ts';
import type { Model, ModelWeight } from './model.ts';
import { objectiveLoss } from './objectives/index.ts';
import { makeOptimizer, type ReadyOptimizer } from './optimizers/index.ts';

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

  /** { batch, learningRate, step } → { loss }: one update of all weights. The loss includes penalties, as Keras's does. */
  readonly train: TensorFunction = ({ batch, learningRate, step }) => {
    const variables = this.#trained.map(({ variable }) => variable);
    const { value, grads } = tf.variableGrads(() => this.#loss(batch!, true), variables);
    // A weight that the loss does not depend on has no gradient and stays as it is.
    const moved = this.#trained.filter(({ variable }) => grads[variable.name]);
    const gradients = clipGradients(
      this.project.training.gradientClipping,
      moved.map(({ variable }) => grads[variable.name]!),
    );
    moved.forEach(({ variable, slots }, index) => {
      const updated = this.#optimizer.update({
        tf,
        weight: variable,
        gradient: gradients[index]!,
        slots,
        learningRate: learningRate!,
        step: step!,
      });
      variable.assign(updated.weight);
      for (const [slot, memory] of Object.entries(slots)) memory.assign(updated.slots[slot]!);
    });
    return { loss: value };
  };

  /** { batch } → { loss }: as in training, without dropout, noise or updates. */
  readonly evaluate: TensorFunction = ({ batch }) => ({ loss: this.#loss(batch!, false) });

  /** { batch } → { output }. */
  readonly predict: TensorFunction = ({ batch }) => ({
    output: this.model.run(batch!, false).get(this.model.output.id)!,
  });

  /** { batch } → every node's output by its id, as training computes it. */
  readonly diagnose: TensorFunction = ({ batch }) => Object.fromEntries(this.model.run(batch!, true));

  #loss(batch: tf.Tensor, training: boolean): tf.Scalar {
    const { loss, activations } = objectiveLoss(this.project.objective, this.model, batch, training);
    return tf.add(loss, this.model.penalties(activations));
  }

  dispose(): void {
    for (const { slots } of this.#trained) for (const slot of Object.values(slots)) slot.dispose();
    this.model.dispose();
  }
}

function makeSlots(weight: ModelWeight, initial: Readonly<Record<string, number>>): Record<string, tf.Variable> {
  return Object.fromEntries(
    Object.entries(initial).map(([slot, value]) => [slot, tf.variable(tf.fill(weight.variable.shape, value), false)]),
  );
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
      const scalar: TensorSpec = { shape: [], dtype: 'float32' };
      const batch: TensorSpec = { shape: [count, ...this.#trainable.model.input.shape], dtype: 'float32' };
      const inputs: Record<string, TensorSpec> =
        kind === 'train' ? { batch, learningRate: scalar, step: scalar } : { batch };
      program = this.#runtime.compile(name, this.#trainable[kind], inputs);
      this.#compiled.set(name, program);
    }
    return program;
  }
}
