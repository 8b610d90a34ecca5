/**
 * A TensorFlow.js optimizer makes its slots (moments, accumulators) at its first step, under numbered names. Variables
 * must exist before a device is opened, and checkpoints need names that last: this makes them now, and names them.
 */
import * as tf from '@tensorflow/tfjs-core';

interface Slot {
  readonly originalName: string;
  variable: tf.Variable;
}

/**
 * The optimizer's variables, named `optimizer/<field>` or `optimizer/<variable>/<field>`, with the values they have before
 * the first step. `trainable` are the variables that the optimizer will be given gradients of, in that order.
 * The optimizer owns them: `optimizer.dispose()` releases them all.
 */
export function optimizerVariables(
  optimizer: tf.Optimizer,
  trainable: readonly tf.Variable[],
  prefix = 'optimizer',
): tf.Variable[] {
  const fields = optimizer as unknown as Record<string, unknown>;
  const before = trainable.map((variable) => tf.clone(variable));
  const named = nameFields(fields, prefix);
  const start = named.map((variable) => tf.clone(variable));
  // A step with zero gradients makes the slots at their initial values; what else it changes is put back.
  tf.tidy(() => optimizer.applyGradients(Object.fromEntries(trainable.map((each) => [each.name, tf.zerosLike(each)]))));
  restore(trainable, before);
  restore(named, start);
  return [...named, ...nameSlots(fields, prefix)];
}

/** Fields that are variables themselves, such as Adam's running powers of beta. */
function nameFields(fields: Record<string, unknown>, prefix: string): tf.Variable[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    if (!(value instanceof tf.Variable)) return [];
    const renamed = rename(value, `${prefix}/${field}`);
    fields[field] = renamed;
    return [renamed];
  });
}

/** Fields that are lists with one slot for each trainable variable. */
function nameSlots(fields: Record<string, unknown>, prefix: string): tf.Variable[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    if (!Array.isArray(value)) return [];
    return (value as Slot[]).map((slot) => {
      // TensorFlow.js appends the slot's own short name: "dense/kernel/m".
      slot.variable = rename(slot.variable, `${prefix}/${slot.originalName}/${field}`);
      return slot.variable;
    });
  });
}

function rename(variable: tf.Variable, name: string): tf.Variable {
  const copy = tf.tidy(() => tf.variable(tf.clone(variable), variable.trainable, name, variable.dtype));
  variable.dispose();
  return copy;
}

function restore(variables: readonly tf.Variable[], values: readonly tf.Tensor[]): void {
  variables.forEach((variable, index) => {
    const value = values[index];
    if (value) variable.assign(value);
    value?.dispose();
  });
}
