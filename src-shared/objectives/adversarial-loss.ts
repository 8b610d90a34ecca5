/**
 * What objectives with a discriminator have in common: the choice of its loss with its settings, the terms that are
 * measured, and checks and advice on them. Owns no formulas (the trainer does) and no objective of its own.
 */
import { withoutDiscriminator } from '../graph/add-discriminator.ts';
import { findRivals, type Rivals } from '../graph/discriminator.ts';
import type { GraphNode, Project } from '../graph/document.ts';
import { activationRange, lastCurve } from '../graph/output-range.ts';
import { indexGraph } from '../graph/order.ts';
import type { Fix, Problem } from '../graph/problem.ts';
import { isDifferentiableTwice } from '../layers/second-derivative.ts';
import { choice } from '../layers/fields-common.ts';
import type { Params } from '../layers/fields.ts';
import { findLayer } from '../layers/index.ts';
import { curveFix } from './curve-fix.ts';
import type { LossTerm } from './objective.ts';

export const adversarialFields = {
  adversarialLoss: choice({
    label: 'Rivals’ loss',
    help: 'What discriminator and generator play for.',
    default: 'nonSaturating',
    options: {
      nonSaturating: 'Non-saturating (cross-entropy)',
      leastSquares: 'Least squares',
      hinge: 'Hinge',
      wasserstein: 'Wasserstein with gradient penalty',
    },
  }),
  penaltyWeight: {
    type: 'number',
    label: 'Gradient penalty',
    when: { setting: 'adversarialLoss', is: ['wasserstein'] },
    help: 'How strongly the discriminator is kept from judging too steeply; 10 suits nearly everything.',
    default: 10,
    min: 0,
    max: 1000,
  },
  labelSmoothing: {
    type: 'number',
    label: 'Label smoothing',
    when: { setting: 'adversarialLoss', is: ['nonSaturating', 'leastSquares'] },
    help: 'Real samples count as real by so much less than 1, which keeps the discriminator from being too sure; 0.1 is usual.',
    default: 0,
    min: 0,
    max: 0.5,
  },
  discriminatorSteps: {
    type: 'integer',
    label: 'Discriminator steps',
    help: 'So many steps of the discriminator come before each step of its rival: 1 is usual, 3 to 5 for Wasserstein.',
    default: 1,
    min: 1,
    max: 20,
  },
  discriminatorRate: {
    type: 'number',
    label: 'Discriminator’s learning rate factor',
    help: 'Its learning rate as a multiple of the others’: below 1 where it wins too easily.',
    default: 1,
    min: 0.001,
    max: 100,
    advanced: true,
  },
} as const;

export type AdversarialParams = Params<typeof adversarialFields>;

/** Scores are measured where a verdict has a scale of its own, distance and penalty for Wasserstein. */
export const adversarialTerms = {
  generator: {
    title: 'Generator',
    help: 'The loss of what is generated: the lower, the more it passes for real. It moves against the discriminator’s and need not fall.',
  },
  discriminator: {
    title: 'Discriminator',
    help: 'The loss of telling real from generated. Near 0, the discriminator wins and its rival learns little.',
  },
  realScore: {
    title: 'Real, taken for real',
    help: 'How real the discriminator finds real samples; in balance it is a little above a half.',
    unit: 'share',
  },
  generatedScore: {
    title: 'Generated, taken for real',
    help: 'How real the discriminator finds generated samples; in balance it is a little below a half.',
    unit: 'share',
  },
  distance: {
    title: 'Distance',
    help: 'How far apart real and generated samples are, as far as the critic can tell: it should fall in the long run.',
  },
  penalty: {
    title: 'Steepness',
    help: 'How far the critic’s slope is from 1, squared. It should stay well below 1.',
  },
} as const satisfies Record<string, LossTerm>;

const useHinge = (label: string): Fix => ({
  id: 'hinge',
  label,
  detail: 'The rivals’ loss becomes hinge, which needs no gradient penalty.',
  apply: (before) => ({
    ...before,
    objective: { ...before.objective, params: { ...before.objective.params, adversarialLoss: 'hinge' } },
  }),
  nodes: [],
});

/** What is wrong with a discriminator whatever it is for; `rivals` as findRivals gives them. */
export function checkDiscriminator(params: AdversarialParams, project: Project, rivals: Rivals): readonly Problem[] {
  const judges = [...rivals.discriminator].map((id) => indexGraph(project.graph).nodes.get(id)!);
  return [
    ...checkVerdict(project),
    ...checkEarlyStopping(project),
    ...(params.adversarialLoss === 'wasserstein' ? [...checkTwice(judges), ...checkBatchNormalization(judges)] : []),
  ];
}

/** A verdict is a logit, which may take any value: losses put their own curve on it. */
function checkVerdict(project: Project): readonly Problem[] {
  const last = lastCurve(project, 'verdict');
  if (!last || last.activation === 'linear' || last.activation === 'leakyRelu') return [];
  const [low, high] = activationRange[last.activation];
  const say = (value: number): string => (Number.isFinite(value) ? String(value).replace('-', '−') : '∞');
  const squashed = Number.isFinite(high);
  return [
    {
      id: 'rivals:verdict',
      severity: squashed ? 'error' : 'warning',
      title: 'The verdict cannot take every value',
      received: `“${last.node.name}” ends in ${last.activation}, which gives ${say(low)} to ${say(high)}.`,
      expected: 'The verdict is a plain number of any size; the loss turns it into a probability by itself.',
      action: `Use linear in “${last.node.name}”.`,
      nodes: [last.node.id],
      fixes: [curveFix(project, 'verdict', 'linear')],
    },
  ];
}

/** Losses of rivals rise when the other gets better: that they no longer fall says nothing. */
function checkEarlyStopping({ training }: Project): readonly Problem[] {
  if (training.earlyStopping === null) return [];
  return [
    {
      id: 'rivals:earlyStopping',
      severity: 'warning',
      title: 'Early stopping goes by a loss that need not fall',
      received: `Training stops after ${training.earlyStopping.patience.toLocaleString('en')} epochs without a lower loss.`,
      expected: 'With a discriminator, losses say who is ahead, not how good the samples are.',
      action: 'Switch early stopping off, and go by the pictures.',
      nodes: [],
      fixes: [
        {
          id: 'earlyStopping',
          label: 'Switch early stopping off',
          detail: 'Training runs for all its epochs; the last one is kept.',
          apply: (before) => ({ ...before, training: { ...before.training, earlyStopping: null } }),
          nodes: [],
        },
      ],
    },
  ];
}

/** The gradient penalty is itself differentiated, which not every layer allows. */
function checkTwice(judges: readonly GraphNode[]): readonly Problem[] {
  return judges
    .filter((node) => !isDifferentiableTwice(node.kind))
    .map((node) => ({
      id: `rivals:twice:${node.id}`,
      severity: 'error' as const,
      title: `“${node.name}” does not go with a gradient penalty`,
      received: `The discriminator has “${node.name}” (${findLayer(node.kind)?.title ?? node.kind}) in it.`,
      expected:
        'A gradient penalty differentiates the discriminator twice; this layer can be differentiated only once.',
      action: `Replace “${node.name}” with convolutions or Dense layers, or use a loss without gradient penalty.`,
      nodes: [node.id],
      fixes: [useHinge('Use the hinge loss')],
    }));
}

/** Gulrajani et al. 2017, section 4: it ties the samples of a batch together, while the penalty is each sample's own. */
function checkBatchNormalization(judges: readonly GraphNode[]): readonly Problem[] {
  const found = judges.filter(({ kind }) => kind === 'batchNormalization');
  const [first] = found;
  if (!first) return [];
  return [
    {
      id: 'rivals:batchNormalization',
      severity: 'warning',
      title: 'Batch normalization weakens the gradient penalty',
      received: `The discriminator has ${found.map(({ name }) => `“${name}”`).join(', ')} in it.`,
      expected:
        'The penalty is taken of each sample by itself; batch normalization makes samples depend on each other.',
      action: 'Use layer normalization instead, or none, in the discriminator.',
      nodes: found.map(({ id }) => id),
      fixes: [],
    },
  ];
}

/** The rivals of a project, or why there are none. */
export function rivalsOrProblems(project: Project): {
  readonly rivals: Rivals | null;
  readonly problems: readonly Problem[];
} {
  const { rivals, problem } = findRivals(project);
  return { rivals, problems: problem ? [problem] : [] };
}

/** The project with a discriminator, unless it has one, or parts of one, already. */
export const withDiscriminatorIfNone = (project: Project, add: (project: Project) => Project): Project =>
  project.graph.nodes.some(({ kind }) => kind === 'realOrGenerated' || kind === 'verdict') ? project : add(project);

/** A discriminator that another objective would use. `add` gives the project the one that this objective needs. */
export function wrongDiscriminator(
  project: Project,
  add: (project: Project) => Project,
  { received, expected, where }: { readonly received: string; readonly expected: string; readonly where: string },
): Problem {
  const nodes = project.graph.nodes.filter(({ kind }) => kind === 'realOrGenerated').map(({ id }) => id);
  return {
    id: 'rivals:other',
    severity: 'error',
    title: 'The discriminator compares something else',
    received,
    expected,
    action: `Connect “Real or generated” otherwise, or let Hourglass put a new discriminator ${where}.`,
    nodes,
    fixes: [
      {
        id: 'replace',
        label: `Replace it with a discriminator ${where}`,
        detail: `The layers from “Real or generated” to the Verdict are removed; new ones are put ${where}.`,
        apply: (before) => add(withoutDiscriminator(before)),
        nodes,
      },
    ],
  };
}

const losses: Readonly<Record<AdversarialParams['adversarialLoss'], string>> = {
  nonSaturating:
    'Non-saturating cross-entropy (Goodfellow et al. 2014) is the classic and a good start: quick on small pictures, if the rivals stay in balance. Watch the two scores: neither should reach 0% or 100%.',
  leastSquares:
    'Least squares (Mao et al. 2017) pulls verdicts to 1 for real and 0 for generated: its gradients do not fade when the discriminator is sure, so it is often steadier than cross-entropy.',
  hinge:
    'Hinge (Lim and Ye 2017) stops caring about samples that are judged clearly enough. It works best with spectral normalization in the discriminator’s layers (Miyato et al. 2018).',
  wasserstein:
    'Wasserstein with gradient penalty (Gulrajani et al. 2017) hardly ever collapses, and its distance falls as the pictures improve; each step takes two to three times as long. Use 3 to 5 discriminator steps, no batch normalization in the discriminator, and Adam with beta 1 of 0 to 0.5 at a learning rate near 0.0002.',
};

export function adviseAdversarial(params: AdversarialParams): string {
  const smoothing =
    params.labelSmoothing > 0 && params.adversarialLoss === 'nonSaturating'
      ? ' With label smoothing, the score of real samples settles lower: that is its purpose.'
      : '';
  return losses[params.adversarialLoss] + smoothing;
}
