/**
 * How a reconstruction is compared with what it should be: the losses that several objectives share, with their settings,
 * checks and advice on which to use.
 */
import type { Project } from '../graph/document.ts';
import { formOfProject } from '../graph/data-form.ts';
import { activationRange, dataRange, fittingActivation, lastCurve, rangeWords } from '../graph/output-range.ts';
import type { Fix, Problem } from '../graph/problem.ts';
import { choice } from '../layers/fields-common.ts';
import type { Params } from '../layers/fields.ts';
import { curveFix, withCurve } from './curve-fix.ts';
import { checkCodesLearn } from './latent-kind.ts';

const CURVES_IN_ZERO_TO_ONE = ['sigmoid', 'softmax'];

export const reconstructionFields = {
  loss: choice({
    label: 'Loss',
    help: 'How the difference between input and reconstruction is measured.',
    default: 'meanSquaredError',
    options: {
      meanSquaredError: 'Mean squared error',
      meanAbsoluteError: 'Mean absolute error',
      huber: 'Huber',
      binaryCrossentropy: 'Binary cross-entropy',
    },
  }),
  huberDelta: {
    type: 'number',
    label: 'Huber delta',
    when: { setting: 'loss', is: ['huber'] },
    help: 'For Huber only: differences up to this size count squared, larger ones in proportion.',
    default: 1,
    min: 0.0001,
    max: 1000,
    advanced: true,
  },
} as const;

export type ReconstructionParams = Params<typeof reconstructionFields>;

/** What is wrong with an objective that compares, and does nothing more with the latent than to decode it. */
export const checkReconstruction = (params: ReconstructionParams, project: Project): readonly Problem[] => [
  ...checkLoss(params, project),
  ...checkCodesLearn(project),
];

/** What is wrong with the loss alone, for data and output as they are. */
export const checkLoss = ({ loss }: Pick<ReconstructionParams, 'loss'>, project: Project): readonly Problem[] =>
  loss === 'binaryCrossentropy' ? checkCrossentropy(project) : checkReach(project);

export function adviseReconstruction(params: ReconstructionParams, project: Project): string {
  const range = dataRange(project);
  const image = formOfProject(project) === 'image';
  switch (params.loss) {
    case 'meanSquaredError':
      return `Mean squared error is a safe start for any data: it minds large differences most and suits values that are measured, such as ${image ? 'pixels' : 'numbers'} scaled to ${rangeWords(project)}. Reconstructions tend to be a little blurred.${
        image && range[0] === 0
          ? ' When pixels are nearly black or white, as in handwritten digits, try binary cross-entropy: it learns faster there.'
          : ''
      }`;
    case 'meanAbsoluteError':
      return 'Mean absolute error counts every difference in proportion: edges come out sharper than with mean squared error, and a few wrong pixels in the data do little harm. It learns more slowly near the end.';
    case 'huber':
      return 'Huber is mean squared error for differences below delta and mean absolute error above it: robust against outliers, smooth near the goal.';
    case 'binaryCrossentropy':
      return 'Binary cross-entropy treats each value as a probability, so data and output must lie between 0 and 1 (sigmoid at the end). It suits values that are nearly 0 or 1, such as ink on paper; for photographs and for data from −1 to 1 use mean squared error. It does not go down to 0 for grey pixels: compare it only with itself.';
  }
}

const squaredErrorFix: Fix = {
  id: 'loss',
  label: 'Use mean squared error',
  detail: 'The loss becomes mean squared error, which takes any values.',
  apply: (before) => ({
    ...before,
    objective: { ...before.objective, params: { ...before.objective.params, loss: 'meanSquaredError' } },
  }),
  nodes: [],
};

const toZeroToOne = (bounded: boolean): Fix => ({
  id: 'range',
  label: bounded ? 'Scale the data to 0…1' : 'Scale the data to 0…1 and end in a sigmoid',
  detail: 'Under Data, the range becomes 0 to 1; the output must stay within it, too.',
  apply(before) {
    const scaled: Project = {
      ...before,
      data: { ...before.data, image: { ...before.data.image, range: 'zeroToOne' } },
    };
    return bounded ? scaled : withCurve(scaled, 'output', 'sigmoid');
  },
  nodes: [],
});

/** Cross-entropy takes logarithms of the output and of 1 − output, weighted by the data: both must lie between 0 and 1. */
function checkCrossentropy(project: Project): readonly Problem[] {
  const last = lastCurve(project);
  const image = formOfProject(project) === 'image';
  const bounded = last !== null && CURVES_IN_ZERO_TO_ONE.includes(last.activation);
  if (dataRange(project)[0] < 0) {
    return [
      {
        id: 'loss:range',
        severity: 'error',
        title: 'Binary cross-entropy needs data from 0 to 1',
        received: `The data are scaled to ${rangeWords(project)}.`,
        expected: 'Binary cross-entropy takes each value as a probability, from 0 to 1.',
        action: image ? 'Scale the data to 0…1, or use mean squared error.' : 'Use mean squared error.',
        nodes: [],
        fixes: [...(image ? [toZeroToOne(bounded)] : []), squaredErrorFix],
      },
    ];
  }
  if (bounded || !project.graph.nodes.some((node) => node.kind === 'output')) return [];
  return [
    {
      id: 'loss:output',
      severity: 'error',
      title: 'Binary cross-entropy needs an output from 0 to 1',
      received: last
        ? `“${last.node.name}” ends in ${last.activation}, whose values can leave that range.`
        : 'Nothing keeps the output in that range.',
      expected: 'Each output value is taken as a probability, from 0 to 1.',
      action: 'End in a sigmoid, or use mean squared error.',
      nodes: last ? [last.node.id] : [],
      fixes: [curveFix(project, 'output', 'sigmoid'), squaredErrorFix],
    },
  ];
}

/** An output that cannot reach some of the data's values trains, but never gets there. */
export function checkReach(project: Project): readonly Problem[] {
  const last = lastCurve(project);
  if (!last) return [];
  const [low, high] = dataRange(project);
  const [lowest, highest] = activationRange[last.activation];
  if (last.activation !== 'softmax' && lowest <= low && highest >= high) return [];
  const fitting = fittingActivation(project);
  return [
    {
      id: 'loss:reach',
      severity: 'warning',
      title: 'The output cannot reach all values of the data',
      received:
        last.activation === 'softmax'
          ? `“${last.node.name}” ends in softmax, whose values share a sum of 1.`
          : `“${last.node.name}” ends in ${last.activation}, which gives no values below ${lowest}.`.replace('-', '−'),
      expected: `The data are scaled to ${rangeWords(project)}.`,
      action: `Use ${fitting} in “${last.node.name}”.`,
      nodes: [last.node.id],
      fixes: [curveFix(project, 'output', fitting)],
    },
  ];
}
