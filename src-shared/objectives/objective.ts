/** What every training objective says of itself. One file an objective; the registry in index.ts lists them. */
import type { Project } from '../graph/document.ts';
import type { Problem } from '../graph/problem.ts';
import type { Fields, Params } from '../layers/fields.ts';

export interface ObjectiveDefinition<Kind extends string = string, F extends Fields = Fields> {
  readonly kind: Kind;
  readonly title: string;
  readonly summary: string;
  readonly fields: F;
  /** Problems of this objective with this project (a cross-entropy on a linear output, say), with fixes where there are any. */
  check(params: Params<F>, project: Project): readonly Problem[];
  /** Advice in words for the inspector: when to use which loss. */
  advise(params: Params<F>, project: Project): string;
}

export function defineObjective<const Kind extends string, const F extends Fields>(
  definition: ObjectiveDefinition<Kind, F>,
): ObjectiveDefinition<Kind, F> {
  return definition;
}
