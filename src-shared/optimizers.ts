/**
 * The optimizers' names and settings, with Keras's defaults, for the window and the trainer alike. The learning rate is
 * not among them: it is a setting of its own, since schedules change it. Owns no arithmetic (src-main/trainer/optimizers).
 */
import type { OptimizerKind } from './graph/document.ts';
import { checkField, defaultsOf, type AnyParams, type Fields, type NumberField, type Params } from './layers/fields.ts';

export interface OptimizerDescription<F extends Fields = Fields> {
  readonly title: string;
  /** When to choose it, in a sentence. */
  readonly summary: string;
  /** The learning rate that Keras starts with, offered when the optimizer is chosen. */
  readonly learningRate: number;
  readonly fields: F;
}

const decay = (label: string, value: number, help: string): NumberField => ({
  type: 'number',
  label,
  help,
  default: value,
  min: 0,
  max: 0.999999,
  advanced: true,
});

const epsilon: NumberField = {
  type: 'number',
  label: 'Epsilon',
  help: 'A small number that prevents division by zero; a larger one makes steps gentler.',
  default: 1e-7,
  min: 1e-12,
  max: 1,
  advanced: true,
};

const beta1 = decay('Beta 1', 0.9, 'How much of the gradient’s running mean is kept at each step.');
const beta2 = decay('Beta 2', 0.999, 'How much of the squared gradient’s running mean is kept at each step.');

const describe = <const F extends Fields>(description: OptimizerDescription<F>): OptimizerDescription<F> => description;

export const optimizers = {
  sgd: describe({
    title: 'SGD',
    summary: 'Plain gradient descent: one step against the gradient. Slow but predictable.',
    learningRate: 0.01,
    fields: {},
  }),
  momentum: describe({
    title: 'SGD with momentum',
    summary: 'Gradient descent that keeps some of its speed: faster along valleys, steadier across them.',
    learningRate: 0.01,
    fields: {
      momentum: {
        type: 'number',
        label: 'Momentum',
        help: 'How much of the last step is kept.',
        default: 0.9,
        min: 0,
        max: 0.999999,
      },
      nesterov: {
        type: 'boolean',
        label: 'Nesterov',
        help: 'Looks ahead along the momentum before it corrects the step.',
        default: false,
      },
    },
  }),
  adagrad: describe({
    title: 'Adagrad',
    summary: 'Gives rarely used weights larger steps; its steps only ever get smaller.',
    learningRate: 0.001,
    fields: {
      initialAccumulator: {
        type: 'number',
        label: 'Initial accumulator',
        help: 'What the sum of squared gradients starts with; larger makes the first steps smaller.',
        default: 0.1,
        min: 0,
        max: 1000,
        advanced: true,
      },
      epsilon,
    },
  }),
  adadelta: describe({
    title: 'Adadelta',
    summary: 'Like Adagrad, but forgets old gradients, so that it does not come to rest.',
    learningRate: 0.001,
    fields: {
      rho: decay('Rho', 0.95, 'How much of the running means is kept at each step.'),
      epsilon,
    },
  }),
  adam: describe({
    title: 'Adam',
    summary: 'Adapts each weight’s step to its gradients. The usual choice.',
    learningRate: 0.001,
    fields: { beta1, beta2, epsilon },
  }),
  adamax: describe({
    title: 'Adamax',
    summary: 'Adam with the largest gradient instead of the mean square: steadier with sparse gradients.',
    learningRate: 0.001,
    fields: { beta1, beta2, epsilon },
  }),
  rmsprop: describe({
    title: 'RMSprop',
    summary: 'Divides each step by the recent size of its gradient. Often good for recurrent networks.',
    learningRate: 0.001,
    fields: {
      rho: decay('Rho', 0.9, 'How much of the squared gradient’s running mean is kept at each step.'),
      momentum: {
        type: 'number',
        label: 'Momentum',
        help: 'How much of the last step is kept.',
        default: 0,
        min: 0,
        max: 0.999999,
      },
      centered: {
        type: 'boolean',
        label: 'Centred',
        help: 'Divides by the gradient’s variance instead of its mean square: steadier, a little slower.',
        default: false,
        advanced: true,
      },
      epsilon,
    },
  }),
  adamw: describe({
    title: 'AdamW',
    summary: 'Adam that also pulls all weights towards zero, apart from the gradient.',
    learningRate: 0.001,
    fields: {
      weightDecay: {
        type: 'number',
        label: 'Weight decay',
        help: 'The share of each weight, times the learning rate, that every step takes away.',
        default: 0.004,
        min: 0,
        max: 1,
      },
      beta1,
      beta2,
      epsilon,
    },
  }),
} satisfies Record<OptimizerKind, OptimizerDescription>;

/** The settings of one optimizer kind, by name. */
export type OptimizerParams<Kind extends OptimizerKind> = Params<(typeof optimizers)[Kind]['fields']>;

/** A project's settings completed with the defaults; settings that the optimizer does not have are left out. */
export function completeOptimizerParams<Kind extends OptimizerKind>(
  kind: Kind,
  params: AnyParams,
): OptimizerParams<Kind> {
  const fields: Fields = optimizers[kind].fields;
  const given = Object.entries(params).filter(([key]) => key in fields);
  return { ...defaultsOf(fields), ...Object.fromEntries(given) } as OptimizerParams<Kind>;
}

/** What is wrong with an optimizer's settings, one sentence each. */
export function checkOptimizerParams(kind: OptimizerKind, params: AnyParams): readonly string[] {
  const fields: Fields = optimizers[kind].fields;
  const unknown = Object.keys(params)
    .filter((key) => !(key in fields))
    .map(
      (key) =>
        `${optimizers[kind].title} has no setting “${key}”; its settings are: ${Object.keys(fields).join(', ') || 'none'}.`,
    );
  const wrong = Object.entries(fields).flatMap(([key, field]) => {
    const reason = key in params ? checkField(field, params[key]) : null;
    return reason === null ? [] : [`${optimizers[kind].title}: ${reason}`];
  });
  return [...unknown, ...wrong];
}
