/** Sparse: reconstruct, with few latent values active at a time. */
import type { Project } from '../graph/document.ts';
import { lastCurve } from '../graph/output-range.ts';
import type { Problem } from '../graph/problem.ts';
import { choice } from '../layers/fields-common.ts';
import type { Params } from '../layers/fields.ts';
import type { EpochMetrics } from '../wire/training.ts';
import { curveFix } from './curve-fix.ts';
import { checkLatentKind, withLatentKind } from './latent-kind.ts';
import { defineObjective, type Finding } from './objective.ts';
import { adviseReconstruction, checkLoss, reconstructionFields } from './reconstruction-loss.ts';

const penaltyFields = {
  penalty: choice({
    label: 'Penalty',
    help: 'What an active latent value costs: L1 its size; the divergence the distance of its average from a target.',
    default: 'l1',
    options: { l1: 'L1', divergence: 'Kullback–Leibler' },
  }),
  l1Weight: {
    type: 'number',
    label: 'Weight',
    when: { setting: 'penalty', is: ['l1'] },
    help: 'The cost is this times the sum of a sample’s latent values, without signs: the same number as in an l1 activity regularizer of Keras.',
    default: 0.0001,
    min: 0,
    max: 1000,
  },
  divergenceWeight: {
    type: 'number',
    label: 'Weight',
    when: { setting: 'penalty', is: ['divergence'] },
    help: 'The cost is this times the divergences of all latent values, added up.',
    default: 0.01,
    min: 0,
    max: 1000,
  },
  targetActivation: {
    type: 'number',
    label: 'Target activation',
    when: { setting: 'penalty', is: ['divergence'] },
    help: 'What each latent value should be on average over a batch; 0.05 means active for about one sample in twenty.',
    default: 0.05,
    min: 0.0001,
    max: 0.9999,
  },
} as const;

const fields = { ...penaltyFields, ...reconstructionFields };

export type SparseParams = Params<typeof fields>;

/** Latent values below this share of the largest in their batch count as inactive. */
export const activeFrom = 0.1;

const adviceOn: Readonly<Record<SparseParams['penalty'], string>> = {
  l1: 'L1 pulls every latent value towards zero and suits relu, which reaches it. Keras’s sparse autoencoder uses 0.0001 on 32 values; raise the weight until the share of active values is what you want, since too much leaves none.',
  divergence:
    'The divergence from a target activation suits a sigmoid before the latent: values are then like probabilities of being active. It looks at averages over a batch, so let batches be large (128 or more). The loss here is a mean over pixels: the weights of papers that add them up must be divided by their number.',
};

export const sparse = defineObjective({
  kind: 'sparse',
  title: 'Sparse',
  summary:
    'Learns to give back what came in while few latent values are active at a time. The latent may be wider than the input.',
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
      title: 'Sparsity penalty',
      help: 'What active latent values cost, already weighted. It should be a small part of the loss, not most of it.',
    },
    active: {
      title: 'Active latent values',
      help: 'Share of the latent values that are more than a tenth of the largest in their batch. Less is sparser.',
      unit: 'share',
    },
  },
  fields,
  check: (params, project) => [
    ...checkLoss(params, project),
    ...checkLatentKind(
      project,
      'plain',
      'What makes a latent sparse is a cost of the values themselves, as plain ones are.',
    ),
    ...checkRange(params, project),
  ],
  advise: (params, project) => `${adviceOn[params.penalty]} ${adviseReconstruction(params, project)}`,
  findings: (epochs) => findActivity(epochs),
  adopt: (project) => withLatentKind(project, 'plain'),
});

/** The divergence is between probabilities, so latent values must lie between 0 and 1. */
function checkRange({ penalty }: SparseParams, project: Project): readonly Problem[] {
  const latent = project.graph.nodes.find(({ kind }) => kind === 'latent');
  const last = lastCurve(project, 'latent');
  if (penalty !== 'divergence' || !latent || last?.activation === 'sigmoid' || last?.activation === 'softmax')
    return [];
  return [
    {
      id: 'sparse:range',
      severity: 'error',
      title: 'The Kullback–Leibler penalty needs latent values from 0 to 1',
      received: last
        ? `“${last.node.name}” ends in ${last.activation}, whose values can leave that range.`
        : `Nothing keeps what comes into “${latent.name}” in that range.`,
      expected: 'Each latent value is taken as a probability of being active.',
      action: 'End the encoder in a sigmoid, or use the L1 penalty.',
      nodes: [last?.node.id ?? latent.id],
      fixes: [
        curveFix(project, 'latent', 'sigmoid'),
        {
          id: 'penalty',
          label: 'Use the L1 penalty',
          detail: 'The penalty becomes L1, which takes any values.',
          apply: (before) => ({
            ...before,
            objective: { ...before.objective, params: { ...before.objective.params, penalty: 'l1' } },
          }),
          nodes: [],
        },
      ],
    },
  ];
}

function findActivity(epochs: readonly EpochMetrics[]): readonly Finding[] {
  const active = epochs.at(-1)?.terms['active'];
  const share = active?.validation ?? active?.train ?? null;
  if (share === null) return [];
  if (share < 0.005)
    return [
      {
        tone: 'warning',
        text: 'Hardly any latent value is active: the penalty weighs more than what the values are good for. Lower its weight.',
      },
    ];
  // It takes some epochs for a penalty to show.
  if (share > 0.9 && epochs.length >= 5)
    return [
      {
        tone: 'neutral',
        text: 'Nearly all latent values are active: the latent is not sparse yet. Raise the weight of the penalty.',
      },
    ];
  return [];
}
