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

/** Values this large are finite, but their squares, and sums of those, soon are not (float32 ends at 3.4 × 10³⁸). */
const tooLarge = 1e15;

/** Where it started, as the end of a sentence. */
async function findPlace(session: Session, batch: Batch, seed: Trouble['seed']): Promise<string> {
  const { model } = session.trainable;
  const weights = await session.runtime.read();
  const program = await session.program('diagnose', batch.count);
  const outputs = await program.run({ batch: batch.values }, { seed, accept: () => false });
  const largest = new Map<string, number>();
  for (const node of model.nodes) {
    const own = model.weights.filter((weight) => weight.node === node);
    if (own.some(({ variable }) => !Number.isFinite(largestOf(weights.get(variable.name)!.values))))
      return `the weights of “${node.name}” are the first that are not finite`;
    const size = largestOf(outputs[node.id]!);
    if (!Number.isFinite(size)) return `the output of “${node.name}” is the first that is not finite`;
    largest.set(node.name, size);
  }
  const ranked = [...largest].sort(([, a], [, b]) => b - a);
  const [name, size] = [...largest].find(([, value]) => value > tooLarge) ?? ranked[0]!;
  return `the output of “${name}” has grown to ${size.toPrecision(2)}, and the loss of that is too large for a number`;
}

/** Largest absolute value; NaN when there is one. */
function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (Number.isNaN(size)) return size;
    if (size > largest) largest = size;
  }
  return largest;
}

const describeLoss = (loss: number): string => {
  if (Number.isNaN(loss)) return 'the loss was not a number';
  return Number.isFinite(loss) ? 'the update went wrong' : 'the loss was infinite';
};

export async function explainNotFinite(session: Session, batch: Batch, trouble: Trouble): Promise<ThreeParts> {
  const place = await findPlace(session, batch, trouble.seed);
  const { learningRate, gradientClipping } = session.project.training;
  return {
    received: `In epoch ${trouble.epoch}, batch ${trouble.batch}, ${describeLoss(trouble.loss)}: ${place}.`,
    expected: 'Loss and weights must stay finite. The last checkpoint before that is kept.',
    action: `Lower the learning rate (it is ${learningRate})${gradientClipping ? '' : ', or switch on gradient clipping'}, and train again.`,
  };
}
