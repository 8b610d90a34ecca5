/** How a trained network generates samples: from noise, or from latents drawn as they were in training. Traceable. */
import type { Project } from '#shared/graph/document.ts';
import { indexGraph } from '#shared/graph/order.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import type { Unavailable } from '#shared/wire/evaluation.ts';
import { randomNormal, type TensorFunction } from '../../compiler/index.ts';
import type { Model } from '../model.ts';
import type { Session } from '../session.ts';

/** → `output` [count, …output]. Null where an objective gives nothing to draw latents by. */
export function generating({ trainable }: Session): TensorFunction | Unavailable | null {
  const { model, project } = trainable;
  const objective = objectiveOf(project);
  const { latent, noise, output } = model;
  if (!output || !objective) return null;
  if (objective.target === 'none') return trainable.predict;
  const prior = priorOf(model, project);
  if (!latent || prior === null) return null;
  const isNoise = prior === 'noise';
  if (needsMore(project, output.id, latent.id))
    return { reason: 'What follows the latent needs more than the latent, so that nothing can be generated from it.' };
  return ({ batch }) => {
    const count = batch!.shape[0]!;
    const code = isNoise
      ? model.run(new Map([[model.input.id, batch!]]), [noise!.id], false).get(noise!.id)!
      : randomNormal([count, ...latent.shape]);
    return { output: model.run(new Map([[latent.id, code]]), [output.id], false).get(output.id)! };
  };
}

/** What latents are held near: the normal distribution by a KL divergence, or by rivals the noise that these see as real. */
export function priorOf({ noise, rivals, latent }: Model, project: Project): 'normal' | 'noise' | null {
  if (noise !== null && rivals !== null && rivals.generated === latent?.id) return 'noise';
  return Object.hasOwn(objectiveOf(project)?.terms ?? {}, 'kl') ? 'normal' : null;
}

/** Whether a way leads from the input to a node past the latent. */
export function needsMore({ graph }: Project, node: string, latent: string): boolean {
  const { incoming, nodes } = indexGraph(graph);
  const seen = new Set([node]);
  for (const id of seen) {
    if (id === latent) continue;
    if (nodes.get(id)!.kind === 'input') return true;
    for (const { source } of incoming.get(id)!) seen.add(source);
  }
  return false;
}
