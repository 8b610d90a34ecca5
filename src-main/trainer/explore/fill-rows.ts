/** Answers what Explore's panel “fill in” asks of tables. */
import { setImmediate } from 'node:timers/promises';
import { rowSize } from '#shared/data/table.ts';
import type { fillRowsCalls } from '#shared/wire/explore/fill-rows.ts';
import type { Answers } from './answer.ts';
import { fillFile, tableFormOf } from './fill-file.ts';
import { fillRows } from './row-filling.ts';
import { decodeFloats, encodeFloats } from './wire-values.ts';

export const fillRowsAnswers: Pick<Answers, keyof typeof fillRowsCalls> = {
  'explore:fillRows': async (explorer, { rows, count, rounds }, { signal }) => {
    const size = rowSize(tableFormOf(explorer));
    const filled = await fillRows(explorer, decodeFloats(rows, count * size), size, rounds, async () => {
      await setImmediate();
      signal.throwIfAborted();
    });
    return { rows: encodeFloats(filled.rows), rounds: filled.rounds };
  },
  'explore:fillFile': (explorer, { path, rounds }, context) => fillFile(explorer, path, rounds, context),
};
