/** After a loss that is not finite: which layer it started in. Owns the search and the words; it changes no weights. */
import type { ThreeParts } from '#shared/problem.ts';
import type { Batch } from './batches.ts';
import type { Session } from './session.ts';

export interface Trouble {
  readonly loss: number;
  readonly epoch: number;
  /** From 1. */
  readonly batch: number;
  /** Seed of the step, so that noise and dropout are the same again. */
  readonly seed: readonly [number, number];
}

const isFinite = (values: ArrayLike<number>): boolean => Array.prototype.every.call(values, Number.isFinite);

/** The first layer, from input to output, with weights or (for this batch) outputs that are not finite; null: only the loss. */
async function findLayer(
  session: Session,
  batch: Batch,
  seed: Trouble['seed'],
): Promise<{ name: string; what: string } | null> {
  const { model } = session.trainable;
  const weights = await session.runtime.read();
  const program = await session.program('diagnose', batch.count);
  const outputs = await program.run({ batch: batch.values }, { seed, accept: () => false });
  for (const node of model.nodes) {
    const own = model.weights.filter((weight) => weight.node === node);
    if (own.some(({ variable }) => !isFinite(weights.get(variable.name)!.values)))
      return { name: node.name, what: 'weights' };
    const output = outputs[node.id];
    if (output && !isFinite(output)) return { name: node.name, what: 'output' };
  }
  return null;
}

export async function explainNotFinite(session: Session, batch: Batch, trouble: Trouble): Promise<ThreeParts> {
  const found = await findLayer(session, batch, trouble.seed);
  const loss = Number.isNaN(trouble.loss)
    ? 'not a number'
    : Number.isFinite(trouble.loss)
      ? 'still finite'
      : 'infinite';
  const place = found
    ? `the ${found.what} of “${found.name}” ${found.what === 'weights' ? 'are' : 'is'} the first that ${found.what === 'weights' ? 'are' : 'is'} not finite`
    : 'all layers are still finite, the loss itself is too large for a number';
  const { learningRate, gradientClipping } = session.project.training;
  return {
    received: `In epoch ${trouble.epoch}, batch ${trouble.batch}, the loss was ${loss}: ${place}.`,
    expected: 'Loss and weights must stay finite. The last checkpoint before that is kept.',
    action: `Lower the learning rate (it is ${learningRate})${gradientClipping ? '' : ', or switch on gradient clipping'}, and train again.`,
  };
}
