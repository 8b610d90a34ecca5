/** What an objective does in training: turns a batch into a loss. Its settings, checks and advice are src-shared's. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Activations, Model } from '../model.ts';

export interface ObjectiveLoss<Params> {
  /**
   * Scalar loss of a batch [batch, …input shape], without penalties, and the activations that penalties are taken of.
   * Called in a trace: may read no values. `training` turns on dropout and noise.
   */
  loss(model: Model, params: Params, batch: Tensor, training: boolean): { loss: Tensor; activations: Activations };
}
