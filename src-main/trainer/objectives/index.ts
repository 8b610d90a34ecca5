/** The registry of training objectives: one for each kind that a project can name. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Project } from '#shared/graph/document.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { ObjectiveKind } from '#shared/objectives/index.ts';
import type { Activations, Model } from '../model.ts';
import type { ObjectiveLoss } from './objective.ts';
import { reconstruct } from './reconstruct.ts';

const registry = { reconstruct } satisfies Record<ObjectiveKind, ObjectiveLoss<never>>;

/** Loss of a batch under a project's objective, without penalties. */
export function objectiveLoss(
  objective: Project['objective'],
  model: Model,
  batch: Tensor,
  training: boolean,
): { loss: Tensor; activations: Activations } {
  // Each objective only ever meets its own settings: the schema and the integrity check paired them.
  const definition = registry[objective.kind as ObjectiveKind] as unknown as ObjectiveLoss<AnyParams>;
  return definition.loss(model, objective.params, batch, training);
}
