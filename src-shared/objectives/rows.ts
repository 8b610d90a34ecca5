/** Rows: mixed columns of a table, each compared as it should be; missing cells are left out, and known ones may be hidden to be filled in. */
import type { Project } from '../graph/document.ts';
import { lastCurve } from '../graph/output-range.ts';
import type { Problem } from '../graph/problem.ts';
import { choice } from '../layers/fields-common.ts';
import type { Params } from '../layers/fields.ts';
import { curveFix } from './curve-fix.ts';
import { checkCodesLearn } from './latent-kind.ts';
import { defineObjective } from './objective.ts';

const fields = {
  numbers: choice({
    label: 'Numbers and dates',
    help: 'Squared error minds large differences most. Huber counts differences above 1 in proportion only: outliers do less harm.',
    default: 'squared',
    options: { squared: 'Squared error', huber: 'Huber' },
  }),
  hide: {
    type: 'number',
    label: 'Hidden cells',
    help: 'Share of the known cells that are hidden from the network at random, anew at every step: it has to fill them in from the others.',
    default: 0,
    min: 0,
    max: 0.9,
  },
  lossOn: choice({
    label: 'Loss on',
    help: 'All: every known cell should come out. Hidden: only those that the network did not see count.',
    default: 'all',
    options: { all: 'All known cells', hidden: 'Hidden cells' },
  }),
} as const;

export type RowsParams = Params<typeof fields>;

/** Categories come out as logits: any number must be possible. */
function checkEnd(project: Project): readonly Problem[] {
  const last = lastCurve(project);
  if (!last || last.activation === 'linear') return [];
  return [
    {
      id: 'rows:output',
      severity: 'warning',
      title: 'The output of rows should be linear',
      received: `“${last.node.name}” ends in ${last.activation}.`,
      expected: 'Numbers may take any value, and categories come out as scores that the loss makes probabilities of.',
      action: `Use linear in “${last.node.name}”.`,
      nodes: [last.node.id],
      fixes: [curveFix(project, 'output', 'linear')],
    },
  ];
}

function checkHiding({ hide, lossOn }: RowsParams): readonly Problem[] {
  if (lossOn !== 'hidden' || hide > 0) return [];
  return [
    {
      id: 'rows:hide',
      severity: 'error',
      title: 'No cell is hidden, and only hidden cells count',
      received: 'The share of hidden cells is 0, and the loss is taken of hidden cells.',
      expected: 'A loss needs something to be measured on.',
      action: 'Hide some cells, or take the loss of all known cells.',
      nodes: [],
      fixes: [
        {
          id: 'all',
          label: 'Take the loss of all known cells',
          detail: 'The loss is taken of all known cells.',
          apply: (before) => ({
            ...before,
            objective: { ...before.objective, params: { ...before.objective.params, lossOn: 'all' } },
          }),
          nodes: [],
        },
      ],
    },
  ];
}

export const rows = defineObjective({
  kind: 'rows',
  title: 'Rows',
  summary:
    'Learns to give back rows of a table: numbers, dates and categories each with a loss of its own, missing cells left out.',
  forms: ['table'],
  ends: ['output'],
  latent: 'wanted',
  target: 'input',
  watch: 'loss',
  terms: {
    numbers: {
      title: 'Error of numbers',
      help: 'Mean squared error of numbers and dates, scaled as the network sees them: 1 is as bad as always saying the mean. Less is better.',
    },
    categories: {
      title: 'Error of categories',
      help: 'Cross-entropy of the categories, nats a cell. Less is better.',
      unit: 'nats',
    },
    right: {
      title: 'Categories right',
      help: 'Share of the categories that come out as they should. More is better.',
      unit: 'share',
    },
  },
  fields,
  check: (params, project) => [...checkEnd(project), ...checkHiding(params), ...checkCodesLearn(project)],
  advise({ hide }, project) {
    const hasMask = project.graph.nodes.some(({ kind }) => kind === 'mask');
    const losses =
      'Numbers and dates are compared by their squared error, categories by cross-entropy; a column’s weight under Data says how much it counts.';
    if (hide === 0)
      return `${losses} To fill in missing cells, hide some of the known ones: then the network learns to guess each column from the others.`;
    const told = hasMask
      ? 'The Mask tells the network which cells are known.'
      : 'Without a Mask a hidden number looks like its column’s mean: add one, and concatenate it with the input.';
    return `${losses} ${told} A network that fills in needs no narrow bottleneck: what is hidden cannot be copied.`;
  },
});
