/** Reconstruct: the output is compared with the input itself. */
import type { ReconstructionParams } from '#shared/objectives/reconstruction-loss.ts';
import type { TrainingObjective } from './objective.ts';
import { reconstructionLoss, runReconstruction } from './reconstruction.ts';

export const reconstruct: TrainingObjective<ReconstructionParams> = {
  loss(context) {
    const result = runReconstruction(context);
    return { loss: reconstructionLoss(context.params, result), terms: {}, activations: result.activations };
  },
};
