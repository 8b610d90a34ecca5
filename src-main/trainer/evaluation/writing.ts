/** Texts that a network writes step by step, reading its own words, beside those that should come out. Owns the comparison. */
import { objectiveOf } from '#shared/objectives/index.ts';
import { spoken } from '#shared/data/words.ts';
import type { WritingFigures } from '#shared/wire/evaluation.ts';
import { bytesOf } from '../../data/elements.ts';
import type { Session } from '../session.ts';

/** Null: it does not write, or has nothing to be compared with. */
export async function measureWriting(session: Session, order: Uint32Array): Promise<WritingFigures | null> {
  const { writes } = session.trainable;
  if (writes === null) return null;
  const isPair = objectiveOf(session.project)?.target === 'pair';
  let [exact, right, wanted, texts] = [0, 0, 0, 0];
  for await (const { values, targets, count } of session.reader.batches(order, 'smaller')) {
    const all = isPair ? targets : values;
    if (!all) return null;
    const { shown } = await session.predict(bytesOf(values), count);
    for (let text = 0; text < count; text++) {
      // Behind the words written stands how sure each was.
      const written = spoken(shown!.subarray(2 * text * writes, (2 * text + 1) * writes));
      const real = spoken(all.subarray((text * all.length) / count, ((text + 1) * all.length) / count));
      const alike = real.filter((word, at) => word === written[at]).length;
      right += alike;
      wanted += real.length;
      texts += 1;
      if (alike === real.length && written.length === real.length) exact += 1;
    }
  }
  return texts === 0 ? null : { texts, exact: exact / texts, words: right / Math.max(1, wanted) };
}
