/** The two figures that tell templates apart: how many weights, how narrow the bottleneck. */
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { sizeOf } from '#shared/layers/layer.ts';

export interface TemplateFacts {
  readonly weights: number;
  /** Values in the latent; null without a single latent. */
  readonly latent: number | null;
}

export function factsOf(project: Project): TemplateFacts {
  const { inference } = checkProject(project);
  const shape = inference.latent === null ? null : inference.nodes.get(inference.latent)?.output;
  return { weights: inference.weights.trainable + inference.weights.fixed, latent: shape ? sizeOf(shape) : null };
}
