/** How a trained network generates samples: from noise, or from latents drawn as they were in training. Traceable. */
import type { Project } from '#shared/graph/document.ts';
import { indexGraph } from '#shared/graph/order.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import type { Unavailable } from '#shared/wire/evaluation.ts';
import { randomNormal, type TensorFunction } from '../../compiler/index.ts';
import type { Session } from '../session.ts';

/** → `output` [count, …output]. Null where an objective gives nothing to draw latents by. */
export function generating({ trainable }: Session): TensorFunction | Unavailable | null {
  const { model, project } = trainable;
  const objective = objectiveOf(project);
  const { latent, noise, output } = model;
  if (!output || !objective) return null;
  if (objective.target === 'none') return trainable.predict;
  // Latents are held near a prior by a KL divergence, or by rivals near the noise that they see as real.
  const isPrior = noise !== null && model.rivals !== null && model.rivals.generated === latent?.id;
  if (!latent || (!isPrior && !Object.hasOwn(objective.terms, 'kl'))) return null;
  if (needsMore(project, output.id, latent.id))
    return { reason: 'What follows the latent needs more than the latent, so that nothing can be generated from it.' };
  return ({ batch }) => {
    const count = batch!.shape[0]!;
    const code = isPrior
      ? model.run(new Map([[model.input.id, batch!]]), [noise.id], false).get(noise.id)!
      : randomNormal([count, ...latent.shape]);
    return { output: model.run(new Map([[latent.id, code]]), [output.id], false).get(output.id)! };
  };
}

/** Whether a way leads from the input to a node past the latent. */
function needsMore({ graph }: Project, node: string, latent: string): boolean {
  const { incoming, nodes } = indexGraph(graph);
  const seen = new Set([node]);
  for (const id of seen) {
    if (id === latent) continue;
    if (nodes.get(id)!.kind === 'input') return true;
    for (const { source } of incoming.get(id)!) seen.add(source);
  }
  return false;
}
