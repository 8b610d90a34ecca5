/**
 * The functions that a run compiles: train, evaluate, predict and (after a NaN) diagnose, one program for each batch size.
 * Owns what they compute and the optimizers' variables; not what an objective's loss is, nor when programs run.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Project } from '#shared/graph/document.ts';
import { expandBlocks } from '#shared/graph/expand-blocks.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import type { InputSpec, Program, Runtime, Storage, TensorFunction } from '../compiler/index.ts';
import { clipGradient } from './clip.ts';
import { inputSpecs, numberName, type ProgramKind } from './inputs.ts';
import type { Activations, Model, ModelWeight } from './model.ts';
import { trainingObjective } from './objectives/index.ts';
import type { LossContext, Losses, Player, TrainingObjective } from './objectives/objective.ts';
import { makeOptimizer, type ReadyOptimizer } from './optimizers/index.ts';
import { givenOf, pictureLayout, see, type SampleLayout, type Seen } from './seen.ts';

/** A variable and the name under which checkpoints keep it. */
export interface NamedVariable {
  readonly name: string;
  readonly variable: tf.Variable;
}

interface TrainedWeight extends ModelWeight {
  readonly slots: Readonly<Record<string, tf.Variable>>;
}

interface Team extends Player {
  readonly weights: readonly TrainedWeight[];
}

type Tensors = Record<string, tf.Tensor>;
type Parameters = Project['objective']['params'];

/** Everything that changes while a model is trained: its weights, and its optimizers' memory of them. */
export class Trainable {
  readonly model: Model;
  /** Without blocks: its layers are the model's. */
  readonly project: Project;
  /** How samples are stored, and what they are compared with. */
  readonly layout: SampleLayout;
  readonly objective: TrainingObjective<Parameters>;
  readonly #optimizer: ReadyOptimizer;
  readonly #teams: readonly Team[];

  constructor(model: Model, project: Project, layout: SampleLayout = pictureLayout) {
    const { kind, params } = project.training.optimizer;
    this.model = model;
    this.project = expandBlocks(project);
    this.layout = layout;
    this.objective = trainingObjective(project);
    this.#optimizer = makeOptimizer(kind, params);
    const everyone: Player = {
      name: 'model',
      nodes: new Set(model.nodes.map(({ id }) => id)),
      every: 1,
      learningRateFactor: 1,
    };
    const players = this.objective.players?.(model, project.objective.params) ?? [everyone];
    requireLearners(model, players);
    this.#teams = players.map((player) => ({
      ...player,
      weights: model.weights
        .filter(({ node, trainable }) => trainable && !node.frozen && player.nodes.has(node.id))
        .map((weight) => ({ ...weight, slots: makeSlots(weight, this.#optimizer.slots) })),
    }));
  }

  /** Of what the objective compares with; null where that is the sample itself. */
  get targetShape(): Shape | null {
    return this.layout.target;
  }

  /** Of so many samples as they are stored. */
  inputSpec(count: number): InputSpec {
    return { shape: [count, ...this.model.input.shape], dtype: this.layout.dtype };
  }

  /** Of so many of what should come out; null where that is the sample itself. */
  targetSpec(count: number): InputSpec | null {
    const { target, dtype } = this.layout;
    return target && { shape: [count, ...target], dtype };
  }

  /** How many words are written step by step; null where all comes out at once. */
  get writes(): number | null {
    return this.objective.writes ? (this.model.moreWords?.shape[0] ?? null) : null;
  }

  /** All that the network is fed to judge samples by themselves. Traceable. */
  given({ values, observed }: Seen, target: tf.Tensor | null): Activations {
    return (
      this.objective.given?.({ model: this.model, input: values, target }) ?? givenOf(this.model, values, observed)
    );
  }

  /** What the network sees of samples, or of what should come out, as they are stored. Traceable. */
  see(stored: tf.Tensor): Seen {
    return see(this.layout, this.project.data.image.range, stored);
  }

  get variables(): readonly NamedVariable[] {
    const trained = this.#teams.flatMap(({ weights }) => weights);
    return [
      ...this.model.weights.map(({ name, variable }) => ({ name: `weights/${name}`, variable })),
      ...trained.flatMap(({ name, slots }) =>
        Object.entries(slots).map(([slot, variable]) => ({ name: `optimizer/${name}/${slot}`, variable })),
      ),
    ];
  }

  /** As devices store them: all weights of a player in one array, and each slot of the optimizer in one, for one update of all. */
  get storage(): Storage {
    const packs = this.#teams.flatMap(({ weights }) => [
      weights.map(({ variable }) => variable),
      ...Object.keys(this.#optimizer.slots).map((slot) => weights.map(({ slots }) => slots[slot]!)),
    ]);
    const packed = new Set(packs.flat());
    const others = this.model.weights.map(({ variable }) => variable).filter((variable) => !packed.has(variable));
    return [...packs.filter(({ length }) => length > 0), ...others];
  }

  /** Players who move at a step, counted from 1, in the order of their moves. */
  playersAt(step: number): readonly string[] {
    return this.#teams.filter(({ every }) => step % every === 0).map(({ name }) => name);
  }

  /** After so many steps the players' turns repeat. */
  get period(): number {
    return this.#teams.reduce((product, { every }) => product * every, 1);
  }

  /** All combinations of players who ever move together, the largest first. */
  get moves(): readonly (readonly string[])[] {
    const seen = new Map<string, readonly string[]>();
    for (let step = this.period; step >= 1; step--) seen.set(this.playersAt(step).join(), this.playersAt(step));
    return [...seen.values()].filter(({ length }) => length > 0);
  }

  /**
   * An update of the players' weights, each by its own loss, one after the other: batch (as stored) and what else inputs.ts lists →
   * `loss`, the last player's of all, penalties included as in Keras (left out when that one does not move), and the objective's terms.
   */
  train(moving: readonly string[]): TensorFunction {
    return (inputs) => {
      const outputs: Tensors = {};
      const judged = this.#teams.at(-1);
      for (const team of this.#teams.filter(({ name }) => moving.includes(name))) {
        const { loss, terms } = this.#move(team, inputs);
        Object.assign(outputs, terms);
        if (team === judged) outputs['loss'] = loss;
      }
      return outputs;
    };
  }

  /** → `loss` and terms: as in training, without dropout, noise layers or updates. */
  readonly evaluate: TensorFunction = (inputs) => {
    const { loss, terms, activations } = this.#losses(inputs, false, null);
    return { ...terms, loss: tf.add(loss, this.model.penalties(activations)) };
  };

  /** → what the objective makes of a batch: `output`, and `fed` where that is not the sample itself. */
  readonly predict: TensorFunction = (inputs) => {
    const { model, project } = this;
    const { values: input, observed } = this.see(inputs['batch']!);
    const { form } = this.layout;
    const custom = this.objective.predict?.({
      words: inputs['words'] ?? null,
      model,
      project,
      params: project.objective.params,
      form,
      input,
      observed,
    });
    if (custom) return Object.fromEntries(Object.entries(custom)) as Tensors;
    if (!model.output) return {};
    return { output: model.run(new Map([[model.input.id, input]]), [model.output.id], false).get(model.output.id)! };
  };

  /** → every node's output by its id, as training computes it. */
  readonly diagnose: TensorFunction = (inputs) => {
    const given = new Map([[this.model.input.id, this.see(inputs['batch']!).values]]);
    return Object.fromEntries(
      this.model.run(
        given,
        this.model.nodes.map(({ id }) => id),
        true,
      ),
    );
  };

  dispose(): void {
    for (const { weights } of this.#teams)
      for (const { slots } of weights) for (const slot of Object.values(slots)) slot.dispose();
    this.model.dispose();
  }

  #losses(inputs: Tensors, training: boolean, player: string | null): Losses {
    const numbers = Object.keys(this.objective.numbers?.(this.project.objective.params, null) ?? {});
    const { values: input, observed } = this.see(inputs['batch']!);
    const target = inputs['target'] ? this.see(inputs['target']) : null;
    const context: LossContext<Parameters> = {
      model: this.model,
      project: this.project,
      params: this.project.objective.params,
      form: this.layout.form,
      input,
      observed,
      target: target?.values ?? null,
      targetObserved: target?.observed ?? null,
      labels: inputs['labels'] ?? null,
      numbers: Object.fromEntries(numbers.map((name) => [name, inputs[numberName(name)] as tf.Scalar])),
      training,
      player,
    };
    return this.objective.loss(context);
  }

  #move(team: Team, inputs: Tensors): { readonly loss: tf.Tensor; readonly terms: Tensors } {
    const variables = team.weights.map(({ variable }) => variable);
    const player = this.#teams.length === 1 ? null : team.name;
    let kept: Tensors = {};
    const { value, grads } = tf.variableGrads(() => {
      const { loss, terms, activations } = this.#losses(inputs, true, player);
      // Only what is returned outlives this function.
      kept = Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, tf.keep(tf.clone(term))]));
      const penalties = this.model.penalties(activations, player === null ? undefined : team.nodes);
      return tf.add(loss, penalties);
    }, variables);
    const terms = Object.fromEntries(Object.entries(kept).map(([name, term]) => [name, tf.clone(term)]));
    tf.dispose(kept);
    this.#update(team, grads, inputs);
    return { loss: value, terms };
  }

  #update(team: Team, grads: tf.NamedTensorMap, inputs: Tensors): void {
    // A weight that the loss does not depend on has no gradient and stays as it is.
    const moved = team.weights.filter(({ variable }) => grads[variable.name]);
    const weights = moved.map(({ variable }) => variable);
    const memory = (slot: string): tf.Variable[] => moved.map(({ slots }) => slots[slot]!);
    const gradient = concatenate(weights.map(({ name }) => grads[name]!));
    const { learningRateFactor, every } = team;
    const { learningRate, step } = inputs;
    const updated = this.#optimizer.update({
      tf,
      weight: concatenate(weights),
      gradient: clipGradient(this.project.training.gradientClipping, gradient),
      slots: Object.fromEntries(Object.keys(this.#optimizer.slots).map((slot) => [slot, concatenate(memory(slot))])),
      learningRate: learningRateFactor === 1 ? learningRate! : tf.mul(learningRate!, learningRateFactor),
      // Its own moves, counted; it moves only where that is a whole number.
      step: every === 1 ? step! : tf.div(step!, every),
    });
    assignPieces(weights, updated.weight);
    for (const [slot, values] of Object.entries(updated.slots)) assignPieces(memory(slot), values);
  }
}

/** Rivals of whom one cannot learn play no game. */
function requireLearners({ weights }: Model, players: readonly Player[]): void {
  const idle = players.find(({ nodes }) => {
    const own = weights.filter(({ node, trainable }) => trainable && nodes.has(node.id));
    return own.length > 0 && own.every(({ node }) => node.frozen);
  });
  if (!idle) return;
  throw new UserError({
    received: `All layers of the ${idle.name} that have weights are frozen.`,
    expected: 'Each part that is trained by itself needs a layer that learns.',
    action: 'Let one of its layers be trained again, under Design.',
  });
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

/** Compiles each function once for each batch size, and each set of moving players, that is asked for. */
export class Programs {
  readonly #runtime: Runtime;
  readonly #trainable: Trainable;
  readonly #compiled = new Map<string, Promise<Program>>();

  constructor(runtime: Runtime, trainable: Trainable) {
    this.#runtime = runtime;
    this.#trainable = trainable;
  }

  /** `moving`: the players who move, for `train` only; left out: all. */
  get(kind: ProgramKind, count: number, moving?: readonly string[]): Promise<Program> {
    const name = [kind, ...(moving ?? []), count].join('-');
    let program = this.#compiled.get(name);
    if (!program) {
      const inputs: Record<string, InputSpec> = inputSpecs(this.#trainable, kind, count);
      const fn = kind === 'train' ? this.#trainable.train(moving ?? this.#trainable.moves[0]!) : this.#trainable[kind];
      program = this.#runtime.compile(name, fn, inputs);
      this.#compiled.set(name, program);
    }
    return program;
  }
}
