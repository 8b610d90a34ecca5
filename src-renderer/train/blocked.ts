/** Why training cannot start, in words, and where to put it right. Owns no checks: they stand in src-shared/graph. */
import type { Project } from '#shared/graph/document.ts';
import type { Problem } from '#shared/graph/problem.ts';
import { isOfData } from '../state/data-check.ts';
import { formatAmount } from '../ui/format.ts';

export interface Blockage {
  readonly text: string;
  /** The view that helps. */
  readonly view: 'design' | 'data';
  /** The layer where the problem starts; null: it belongs to no layer. */
  readonly node: string | null;
}

/** Null: nothing stands in the way. `dataFailed`: the data were to be prepared and could not be. */
export function whyNotTrain(document: Project, problems: readonly Problem[], dataFailed = false): Blockage | null {
  if (document.data.source === null) return { text: 'There are no data to train on yet.', view: 'data', node: null };
  if (dataFailed) return { text: 'The data could not be prepared.', view: 'data', node: null };
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return null;
  const more = errors.length === 1 ? '' : `, and ${formatAmount(errors.length - 1, 'more problem')}`;
  const view = isOfData(first) ? 'data' : 'design';
  return { text: `${first.title}${more}.`, view, node: view === 'design' ? (first.nodes[0] ?? null) : null };
}
