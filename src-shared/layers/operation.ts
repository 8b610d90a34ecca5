/**
 * The one TensorFlow.js layer class that layer kinds are built from: weights that are declared, and a function of
 * tensors. Owns how weights are created and counted and how masks travel; not what any kind computes.
 *
 * Masks travel with the tensors themselves, because TensorFlow.js hands a stale mask on to later layers
 * (tfjs-layers 4.22, engine/executor.js: `kwargs.mask` is set once and never cleared).
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfLayers from '@tensorflow/tfjs-layers';
import type { Fields, Params, Penalty } from './fields.ts';
import type { InitializerKind } from './initializers.ts';
import { noWeights, sizeOf } from './layer.ts';
import type { BuildContext, LayerDefinition, Shape, TensorFlow, WeightCount } from './layer.ts';
import { formatNumber } from './words.ts';

type Layer = InstanceType<typeof tfLayers.layers.Layer>;
type Initializer = ReturnType<BuildContext['initializer']>;

export interface WeightSpec {
  /** Names the weight inside its layer and seeds its initial values: "kernel", "backward/bias". */
  readonly role: string;
  readonly shape: Shape;
  readonly initializer: InitializerKind;
  readonly penalty?: Penalty;
  /** False for moving averages. */
  readonly trainable?: boolean;
  /** Entries from `begin` up to `end` of a vector that start at 1 whatever the initializer: LSTM's forget gates. */
  readonly ones?: readonly [begin: number, end: number];
}

/** The layer's weights while it computes, by role. */
export interface Weights {
  has(role: string): boolean;
  read(role: string): Tensor;
  write(role: string, value: Tensor): void;
}

export interface CallState {
  readonly training: boolean;
  /** For each input [batch, steps], 1 for a step that counts and 0 for one that is left out; null where all count. */
  readonly masks: readonly (Tensor | null)[];
}

export interface Operation {
  /** Computes the output as a new tensor, not an input's own. Traceable: differentiable ops only, no values read. */
  compute(inputs: readonly Tensor[], weights: Weights, state: CallState): Tensor | WithSides;
  /** The output's mask. Left out: none, as in Keras's layers that do not support masking. */
  mask?(inputs: readonly Tensor[], state: CallState): Tensor | null;
}

/** An output and what else came about on the way to it, which an objective may want: a log-variance, chosen codes. */
export interface WithSides {
  readonly output: Tensor;
  readonly sides: Sides;
}
export type Sides = Readonly<Record<string, Tensor>>;

/** What an operation is made from, once shapes are known. */
interface OperationSetup<F extends Fields> {
  readonly core: TensorFlow['core'];
  readonly params: Params<F>;
  readonly inputs: readonly Shape[];
  /** Output shape without the batch dimension. */
  readonly shape: Shape;
  readonly random: BuildContext['random'];
}

/** A layer kind as weights and an operation; `inputs` left out means exactly one. */
export interface OperationDefinition<Kind extends string, F extends Fields> extends Pick<
  LayerDefinition<Kind, F>,
  'kind' | 'title' | 'group' | 'role' | 'summary' | 'keywords' | 'fields' | 'shape' | 'weights'
> {
  readonly inputs?: LayerDefinition['inputs'];
  operation(setup: OperationSetup<F>): Operation;
}

/** Makes the whole contract of a layer from its weights and operation. */
export function defineOperation<const Kind extends string, const F extends Fields>(
  definition: OperationDefinition<Kind, F>,
): LayerDefinition<Kind, F> {
  const { weights, operation, inputs: arity = { min: 1, max: 1 }, ...identity } = definition;
  return {
    ...identity,
    inputs: arity,
    ...(weights ? { weights } : {}),
    countWeights: (params, inputs) => countWeights(weights?.(params, inputs) ?? []),
    build(tf, params, context, inputs) {
      const shape = definition.shape(params, inputs);
      const made = operation({ core: tf.core, params, inputs, shape, random: context.random });
      return new (operationClass(tf))(context, weights?.(params, inputs) ?? [], shape, made);
    },
  };
}

const masks = new WeakMap<Tensor, Tensor>();
const sides = new WeakMap<Tensor, Sides>();

/** What else a layer computed together with this output of it; empty for most kinds. */
export const sidesOf = (output: Tensor): Sides => sides.get(output) ?? {};

/** What says which steps of an output count; null where all do. */
export const maskOf = (output: Tensor): Tensor | null => masks.get(output) ?? null;

/** Gives a tensor that stands in for another's place the other's mask, and returns it. */
export function withMaskOf(other: Tensor, tensor: Tensor): Tensor {
  const mask = masks.get(other);
  if (mask) masks.set(tensor, mask);
  return tensor;
}

/** Mask of layers that keep every step where it is. */
export const keepMask = (_inputs: readonly Tensor[], state: CallState): Tensor | null => state.masks[0] ?? null;

/** Counts declared weights: "3 × 3 × 32 × 64 + 64". */
function countWeights(weights: readonly WeightSpec[]): WeightCount {
  if (weights.length === 0) return noWeights;
  const sum = (trainable: boolean): number =>
    weights
      .filter((weight) => (weight.trainable ?? true) === trainable)
      .reduce((n, weight) => n + sizeOf(weight.shape), 0);
  const formula = weights.map((weight) => weight.shape.map(formatNumber).join(' × ') || '1').join(' + ');
  return { trainable: sum(true), fixed: sum(false), formula };
}

type OperationClass = new (
  context: BuildContext,
  weights: readonly WeightSpec[],
  shape: Shape,
  operation: Operation,
) => Layer;
const classes = new WeakMap<object, OperationClass>();

function operationClass(tf: TensorFlow): OperationClass {
  const known = classes.get(tf.layers);
  if (known !== undefined) return known;
  const { core } = tf;

  class OperationLayer extends tf.layers.layers.Layer {
    static readonly className = 'HourglassOperation';
    readonly #context: BuildContext;
    readonly #weightSpecs: readonly WeightSpec[];
    readonly #shape: Shape;
    readonly #operation: Operation;
    readonly #variables = new Map<string, tfLayers.LayerVariable>();

    constructor(context: BuildContext, weights: readonly WeightSpec[], shape: Shape, operation: Operation) {
      super({ name: context.name });
      this.#context = context;
      this.#weightSpecs = weights;
      this.#shape = shape;
      this.#operation = operation;
    }

    override build(inputShape: tfLayers.Shape | tfLayers.Shape[]): void {
      for (const weight of this.#weightSpecs) {
        const { role, shape, penalty, trainable = true } = weight;
        const regularizer =
          penalty !== undefined && (penalty.l1 > 0 || penalty.l2 > 0)
            ? tf.layers.regularizers.l1l2({ l1: penalty.l1, l2: penalty.l2 })
            : undefined;
        const initializer = initializerOf(tf, this.#context, weight);
        this.#variables.set(role, this.addWeight(role, [...shape], 'float32', initializer, regularizer, trainable));
      }
      super.build(inputShape);
    }

    override computeOutputShape(inputShape: tfLayers.Shape | tfLayers.Shape[]): tfLayers.Shape {
      const [first] = inputShape;
      const batch = Array.isArray(first) ? first[0] : first;
      return [batch ?? null, ...this.#shape];
    }

    override call(given: Tensor | Tensor[], kwargs: { training?: boolean } | undefined): Tensor {
      const inputs = Array.isArray(given) ? given : [given];
      const state: CallState = {
        training: kwargs?.training === true,
        masks: inputs.map((input) => masks.get(input) ?? null),
      };
      const results = core.tidy(() => {
        const computed = this.#operation.compute(inputs, this.#weights, state);
        const mask = this.#operation.mask?.(inputs, state) ?? null;
        const output = 'sides' in computed ? computed.output : computed;
        return { output, sides: 'sides' in computed ? { ...computed.sides } : {}, ...(mask ? { mask } : {}) };
      }) as WithSides & { readonly mask?: Tensor };
      if (results.mask) masks.set(results.output, results.mask);
      sides.set(results.output, results.sides);
      return results.output;
    }

    get #weights(): Weights {
      const variable = (role: string): tfLayers.LayerVariable => {
        const found = this.#variables.get(role);
        if (found === undefined) throw new Error(`Layer ${this.name} has no weight ${role}`);
        return found;
      };
      return {
        has: (role) => this.#variables.has(role),
        read: (role) => variable(role).read(),
        write: (role, value) => void variable(role).write(value),
      };
    }
  }
  classes.set(tf.layers, OperationLayer);
  return OperationLayer;
}

function initializerOf(tf: TensorFlow, context: BuildContext, weight: WeightSpec): Initializer {
  const initializer = context.initializer(weight.initializer, weight.role);
  if (weight.ones === undefined) return initializer;
  const [begin, end] = weight.ones;
  const apply = initializer.apply.bind(initializer);
  initializer.apply = (shape, dtype) =>
    tf.core.tidy(() => {
      const values = apply(shape, dtype);
      const size = values.shape[0] ?? 0;
      return tf.core.concat([
        tf.core.slice(values, [0], [begin]),
        tf.core.ones([end - begin]),
        tf.core.slice(values, [end], [size - end]),
      ]);
    });
  return initializer;
}
