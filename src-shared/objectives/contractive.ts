/** Contractive: reconstruct, with a latent that changes little when the input does. */
import type { Project } from '../graph/document.ts';
import { inferGraph } from '../graph/infer.ts';
import { ancestorsOf } from '../graph/order.ts';
import type { Problem } from '../graph/problem.ts';
import { choice } from '../layers/fields-common.ts';
import type { Params } from '../layers/fields.ts';
import { sizeOf } from '../layers/layer.ts';
import { isDifferentiableTwice } from '../layers/second-derivative.ts';
import { defineObjective } from './objective.ts';
import { adviseReconstruction, checkReconstruction, reconstructionFields } from './reconstruction-loss.ts';

/** More latent values make an exact Jacobian take longer than anyone wants to wait. */
const mostExact = 64;

const penaltyFields = {
  contractionWeight: {
    type: 'number',
    label: 'Weight',
    help: 'The cost is this times the squared Jacobian: how much all latent values together change when one input value does, added up.',
    default: 0.0001,
    min: 0,
    max: 1000,
  },
  jacobian: choice({
    label: 'Jacobian',
    help: 'Sampled: estimated along random directions, right on average, quick for latents of any size. Exact: one pass of the encoder for each latent value.',
    default: 'sampled',
    options: { sampled: 'Sampled', exact: 'Exact' },
  }),
  directions: {
    type: 'integer',
    label: 'Directions',
    when: { setting: 'jacobian', is: ['sampled'] },
    help: 'Random directions for each sample; more make the estimate calmer and the step slower. One is enough, since it is averaged over the batch.',
    default: 1,
    min: 1,
    max: 64,
    advanced: true,
  },
} as const;

const fields = { ...penaltyFields, ...reconstructionFields };

export type ContractiveParams = Params<typeof fields>;

export const contractive = defineObjective({
  kind: 'contractive',
  title: 'Contractive',
  summary:
    'Learns to give back what came in with a latent that changes little when the input does: only what tells samples apart still moves it.',
  ends: ['output'],
  latent: 'needed',
  target: 'input',
  watch: 'loss',
  terms: {
    reconstruction: {
      title: 'Reconstruction',
      help: 'The loss without the penalty: how far outputs are from inputs. Less is better.',
    },
    penalty: {
      title: 'Contraction penalty',
      help: 'How much the latent changes with the input, squared and already weighted. It should be a small part of the loss.',
    },
  },
  fields,
  check: (params, project) => [
    ...checkReconstruction(params, project),
    ...checkEncoder(project),
    ...checkSize(params, project),
  ],
  advise: (params, project) =>
    `What the penalty leaves are the directions in which samples really differ; noise and small shifts hardly move the latent. Sigmoid or tanh in the encoder suit it, since they can go flat; with relu the encoder can only shrink its weights. A step takes up to twice as long as a plain one. For a loss that is a mean over pixels, as here, weights from 0.0001 to 0.01 are usual. ${adviseReconstruction(params, project)}`,
});

/** The penalty is a derivative, so that learning takes the derivative of a derivative. */
function checkEncoder(project: Project): readonly Problem[] {
  const { latent } = inferGraph(project);
  if (latent === null) return [];
  const encoder = ancestorsOf(project.graph, latent);
  const found = project.graph.nodes.filter(({ id, kind }) => encoder.has(id) && !isDifferentiableTwice(kind));
  if (found.length === 0) return [];
  const names = found.map(({ name }) => `“${name}”`).join(', ');
  return [
    {
      id: 'contractive:encoder',
      severity: 'error',
      title: 'The Jacobian of recurrent layers cannot be learned from',
      received: `The encoder has ${names}.`,
      expected: 'Layers that can be differentiated twice were expected in the encoder.',
      action: 'Use convolutions in the encoder, or another objective.',
      nodes: found.map(({ id }) => id),
      fixes: [],
    },
  ];
}

function checkSize({ jacobian }: ContractiveParams, project: Project): readonly Problem[] {
  const { latent, nodes } = inferGraph(project);
  const shape = latent === null ? null : nodes.get(latent)!.output;
  if (jacobian !== 'exact' || !shape || sizeOf(shape) <= mostExact) return [];
  const size = sizeOf(shape).toLocaleString('en');
  return [
    {
      id: 'contractive:size',
      severity: 'warning',
      title: 'The exact Jacobian of so large a latent is slow',
      received: `The latent has ${size} values, so that each step passes the batch through the encoder ${size} times.`,
      expected: `Up to ${mostExact} latent values were expected for an exact Jacobian.`,
      action: 'Sample the Jacobian: the result is the same on average.',
      nodes: [latent!],
      fixes: [
        {
          id: 'sampled',
          label: 'Sample the Jacobian',
          detail: 'The penalty is estimated along random directions, which is right on average.',
          apply: (before) => ({
            ...before,
            objective: { ...before.objective, params: { ...before.objective.params, jacobian: 'sampled' } },
          }),
          nodes: [],
        },
      ],
    },
  ];
}
