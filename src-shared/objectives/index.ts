/** The registry of training objectives: everything that offers, checks or trains one goes through here. */
import type { Project } from '../graph/document.ts';
import { reconstruct } from './reconstruct.ts';
import type { ObjectiveDefinition } from './objective.ts';

export const objectives = { reconstruct } satisfies { readonly [Kind: string]: { readonly kind: string } };

export type ObjectiveKind = keyof typeof objectives;

/** A project's objective by its kind, with its settings' own types forgotten; null for a kind that does not exist. */
export function objectiveOf(project: Project): ObjectiveDefinition | null {
  const { kind } = project.objective;
  return Object.hasOwn(objectives, kind) ? (objectives[kind as ObjectiveKind] as unknown as ObjectiveDefinition) : null;
}
