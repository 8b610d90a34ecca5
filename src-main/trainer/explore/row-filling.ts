/** Fills missing cells with what the network makes of the others, round after round where it was not trained to do it at once. */
import * as tf from '@tensorflow/tfjs-core';
import { isMissing } from '#shared/data/missing.ts';
import type { RowsParams } from '#shared/objectives/rows.ts';
import type { TensorFunction } from '../../compiler/index.ts';
import { givenOf } from '../seen.ts';
import type { Session } from '../session.ts';
import { portion } from './core.ts';
import type { Explorer } from './explorer.ts';

/** Of the largest change of a value, as the network sees them: below that nothing changes any more. */
const settled = 1e-3;

/** Trained with hidden cells, a network expects 0 where a cell is missing, and fills in one pass. */
export const fillsAtOnce = ({ project: { objective } }: Pick<Session, 'project'>): boolean =>
  objective.kind === 'rows' && (objective.params as unknown as RowsParams).hide > 0;

/** `rows`, `known` [count, row size] → `shown`, what people are shown of the output. */
const filling =
  ({ trainable }: Session): TensorFunction =>
  ({ rows, known }) => {
    const { model, objective, layout, project } = trainable;
    const { id } = model.output!;
    const prediction = model.run(givenOf(model, rows!, known!), [id], false).get(id)!;
    const flat = tf.reshape(prediction, rows!.shape);
    return {
      shown:
        objective.show?.({ project, form: layout.form, params: project.objective.params, prediction: flat }) ?? flat,
    };
  };

export interface FilledRows {
  readonly rows: Float32Array;
  readonly rounds: number;
}

/** Rows [count, size], missing cells as stored. Known cells stay as they are. */
export async function fillRows(
  explorer: Explorer,
  rows: Float32Array,
  size: number,
  most: number,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<FilledRows> {
  const known = Float32Array.from(rows, (value) => (isMissing(value) ? 0 : 1));
  const filled = Float32Array.from(rows, (value) => (isMissing(value) ? 0 : value));
  const rounds = fillsAtOnce(explorer.session) ? 1 : most;
  for (let round = 1; round <= rounds; round++) {
    const shown = await runAll(explorer, filled, known, size);
    let change = 0;
    for (let at = 0; at < filled.length; at++) {
      if (known[at] === 1) continue;
      change = Math.max(change, Math.abs(shown[at]! - filled[at]!));
      filled[at] = shown[at]!;
    }
    await between();
    if (change < settled || round === rounds) return { rows: filled, rounds: round };
  }
  return { rows: filled, rounds };
}

async function runAll(
  explorer: Explorer,
  rows: Float32Array,
  known: Float32Array,
  size: number,
): Promise<Float32Array> {
  const count = rows.length / size;
  const all = new Float32Array(rows.length);
  for (let at = 0; at < count;) {
    const now = portion(count - at);
    const spec = { shape: [now, size], dtype: 'float32' as const };
    const [from, to] = [at * size, (at + now) * size];
    const outputs = await explorer.run(`fill-rows-${now}`, filling(explorer.session), {
      rows: { spec, values: rows.subarray(from, to) },
      known: { spec, values: known.subarray(from, to) },
    });
    all.set(outputs['shown'] as Float32Array, from);
    at += now;
  }
  return all;
}
