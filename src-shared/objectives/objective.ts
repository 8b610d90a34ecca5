/** What every training objective says of itself. One file an objective; the registry in index.ts lists them. */
import type { DataForm } from '../graph/data-form.ts';
import type { Project } from '../graph/document.ts';
import type { Problem } from '../graph/problem.ts';
import type { Fields, Params } from '../layers/fields.ts';
import type { EpochMetrics } from '../wire/training.ts';

/** A part of the loss, or another figure of a step, that is shown by itself. */
export interface LossTerm {
  readonly title: string;
  /** One sentence: what it measures, and whether more or less of it is wanted. */
  readonly help: string;
  /** Left out: the loss's own. 'share': from 0 to 1, shown in percent. Terms of one unit share an axis. */
  readonly unit?: 'nats' | 'bits' | 'share' | 'count';
}

/** What a run's figures say, in one sentence: shown beside the curve. */
export interface Finding {
  /** Decides the icon, never the only sign. */
  readonly tone: 'good' | 'neutral' | 'warning';
  readonly text: string;
}

export interface ObjectiveDefinition<Kind extends string = string, F extends Fields = Fields> {
  readonly kind: Kind;
  readonly title: string;
  readonly summary: string;
  /** Which data it can learn from; left out: whatever is made of values (pictures, rows, sequences). */
  readonly forms?: readonly DataForm[];
  /** Kinds of the nodes at which its results end. The graph needs exactly one of each; what leads to none of them is not trained. */
  readonly ends: readonly ('output' | 'verdict' | 'classes')[];
  /** Whether it works without a latent: 'needed' is an error, 'wanted' a warning when it is missing. */
  readonly latent: 'needed' | 'wanted' | 'unused';
  /** What the result is compared with: the input itself (then both must have the same shape), its words (then each place is a choice among all), the second of a pair, the sample's label, or nothing. */
  readonly target: 'input' | 'words' | 'pair' | 'label' | 'none';
  /** Which epoch counts as the best: the one with the least loss, or simply the last where losses of rivals say little. */
  readonly watch: 'loss' | 'last';
  /** What besides the loss is measured at every step, by name, in the order shown. */
  readonly terms: Readonly<Record<string, LossTerm>>;
  readonly fields: F;
  /** Problems of this objective with this project (a cross-entropy on a linear output, say), with fixes where there are any. */
  check(params: Params<F>, project: Project): readonly Problem[];
  /** Advice in words for the inspector: when to use which loss. */
  advise(params: Params<F>, project: Project): string;
  /** What this objective knows to look for in its own terms (collapse, dead codes), most important first; empty while all is well. Pure. */
  findings?(epochs: readonly EpochMetrics[], params: Params<F>, project: Project): readonly Finding[];
  /**
   * The project when a person has just chosen this objective for it: what is missing in the graph is added, the latent made what it
   * must be. Takes nothing away, so that going back finds everything as it was. Pure; `project.objective` is already set.
   */
  adopt?(project: Project): Project;
}

export function defineObjective<const Kind extends string, const F extends Fields>(
  definition: ObjectiveDefinition<Kind, F>,
): ObjectiveDefinition<Kind, F> {
  return definition;
}
