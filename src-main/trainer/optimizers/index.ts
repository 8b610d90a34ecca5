/** The registry of optimizers: one rule for each kind that a project can name. */
import type { OptimizerKind } from '#shared/graph/document.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { completeOptimizerParams, type OptimizerParams } from '#shared/optimizers.ts';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { adamw } from './adamw.ts';
import { momentum } from './momentum.ts';
import type { Optimizer, Slots } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

const registry = { sgd, momentum, adagrad, adadelta, adam, adamax, rmsprop, adamw } satisfies {
  [Kind in OptimizerKind]: { slots(params: OptimizerParams<Kind>): object };
};

/** An optimizer with its settings filled in. */
export interface ReadyOptimizer {
  /** Memory kept for every weight, by the value it starts with. */
  readonly slots: Readonly<Record<string, number>>;
  update(
    args: Omit<Parameters<Optimizer<AnyParams, Slots>['update']>[0], 'params'>,
  ): ReturnType<Optimizer<AnyParams, Slots>['update']>;
}

/** Settings that are missing get their defaults. */
export function makeOptimizer(kind: OptimizerKind, given: AnyParams): ReadyOptimizer {
  const params = completeOptimizerParams(kind, given);
  // Each rule only ever meets its own settings and slots: both come from the same kind, here.
  const optimizer = registry[kind] as unknown as Optimizer<AnyParams, Slots>;
  return {
    slots: optimizer.slots(params),
    update: (args) => optimizer.update({ ...args, params }),
  };
}
