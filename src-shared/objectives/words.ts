/**
 * What objectives share that choose words: their settings, terms, and checks of vocabularies and lengths, which the data's settings
 * decide and the layers must have room for.
 */
import type { GraphNode, Project } from '../graph/document.ts';
import { followMirrors } from '../graph/follow.ts';
import { inferGraph } from '../graph/infer.ts';
import { lastCurve } from '../graph/output-range.ts';
import type { Fix, Problem } from '../graph/problem.ts';
import { changeParams, withGraph } from '../graph/rewire.ts';
import { setData } from '../graph/settings.ts';
import type { AnyParams } from '../layers/fields.ts';
import { formatShape } from '../layers/layer.ts';
import { formatNumber } from '../layers/words.ts';
import { curveFix } from './curve-fix.ts';
import type { LossTerm } from './objective.ts';

export const labelSmoothing = {
  type: 'number',
  label: 'Label smoothing',
  help: 'Asks for a little less than certainty of each word, which helps against overconfidence; 0.1 is usual, 0 is none.',
  default: 0,
  min: 0,
  max: 0.9,
  advanced: true,
} as const;

export const wordTerms = {
  accuracy: {
    title: 'Right words',
    help: 'Share of the characters or words that were found likeliest and are right. More is better.',
    unit: 'share',
  },
} as const satisfies Readonly<Record<string, LossTerm>>;

type Task = Project['data']['text']['task'];

const taskWords: Readonly<Record<Task, string>> = {
  itself: 'each text by itself',
  next: 'running text and what comes next',
  pairs: 'pairs of texts',
  neighbours: 'words and their neighbours',
};

/** Data that are read for another purpose teach something else. */
export function checkTask(project: Project, wanted: Task): readonly Problem[] {
  const { task } = project.data.text;
  if (task === wanted || isDates(project)) return isDates(project) && wanted !== 'pairs' ? [onlyPairs()] : [];
  return [
    {
      id: 'text:task',
      severity: 'error',
      title: 'The text is read for another purpose',
      received: `It is read as ${taskWords[task]}.`,
      expected: `This objective learns from ${taskWords[wanted]}.`,
      action: `Under Data, read it as ${taskWords[wanted]}.`,
      nodes: [],
      fixes: [
        {
          id: 'task',
          label: `Read the text as ${taskWords[wanted]}`,
          detail: 'The text is prepared anew from the same source.',
          apply: (before) => setData(before, { text: { ...before.data.text, task: wanted } }),
          nodes: [],
        },
      ],
    },
  ];
}

const isDates = ({ data: { source } }: Project): boolean => source?.kind === 'builtin' && source.name === 'dates';

const onlyPairs = (): Problem => ({
  id: 'text:dates',
  severity: 'error',
  title: 'The built-in dates are pairs',
  received: 'Each of them is a date in two ways of writing.',
  expected: 'They are there to be translated, one into the other.',
  action: 'Choose other text under Data, or the objective Translate.',
  nodes: [],
  fixes: [],
});

/** Every Embedding that is in use knows all words that the data may have. */
export function checkEmbeddings(project: Project): readonly Problem[] {
  const most = project.data.text.vocabulary;
  const { used } = inferGraph(project);
  return project.graph.nodes
    .filter(({ kind, id, params }) => kind === 'embedding' && used.has(id) && Number(params['vocabulary']) < most)
    .map((node) => ({
      id: `text:embedding:${node.id}`,
      severity: 'error',
      title: `“${node.name}” knows too few words`,
      received: `It has room for ${formatNumber(Number(node.params['vocabulary']))}.`,
      expected: `Under Data up to ${formatNumber(most)} are told apart.`,
      action: 'Make them agree.',
      nodes: [node.id],
      fixes: [setting(node, 'vocabulary', most), fewerWords(Number(node.params['vocabulary']))],
    }));
}

/** The output is one number for each word, at each of so many places. */
function checkChoices(project: Project, places: number): readonly Problem[] {
  const most = project.data.text.vocabulary;
  const { nodes } = inferGraph(project);
  const end = project.graph.nodes.find(({ kind }) => kind === 'output');
  const shape = end && nodes.get(end.id)?.output;
  if (!end || !shape) return [];
  const last = lastCurve(project)?.node;
  const base = { severity: 'error', nodes: [end.id] } as const;
  const received = `“${end.name}” gives ${formatShape(shape)}.`;
  if (shape.length !== 2 || shape[0] !== places) {
    return [
      {
        ...base,
        id: 'text:places',
        title: 'The output has another length than the text',
        received,
        expected: `For ${formatNumber(places)} characters or words ${formatShape([places, most])} were expected: at each place a number for each word.`,
        action: 'Change the layers before it, or the lengths under Data.',
        fixes: [],
      },
    ];
  }
  if (shape[1]! >= most) return [];
  return [
    {
      ...base,
      id: 'text:choices',
      title: 'The output has too few words to choose from',
      received,
      expected: `Under Data up to ${formatNumber(most)} words are told apart, and each needs a number.`,
      action: 'Make them agree.',
      fixes: [
        ...(last && 'units' in last.params ? [setting(last, 'units', most)] : []),
        ...(shape[1]! >= 5 ? [fewerWords(shape[1]!)] : []),
      ],
    },
  ];
}

/** What all objectives ask for that choose among words: at so many places, and with More words where they use them. */
export function checkWordChoices(
  project: Project,
  { task, places, more }: { readonly task: Task; readonly places: number; readonly more?: MoreWordsUse },
): readonly Problem[] {
  return [
    ...checkTask(project, task),
    ...checkEmbeddings(project),
    ...checkChoices(project, places),
    ...(more ? checkMoreWords(project, places, more) : []),
    ...checkLogits(project),
  ];
}

/** What is bounded before the loss makes a probability of it cannot become certain. */
function checkLogits(project: Project): readonly Problem[] {
  const last = lastCurve(project);
  if (!last || last.activation === 'softmax' || last.activation === 'linear') return [];
  return [
    {
      id: 'text:curve',
      severity: 'warning',
      title: 'The words do not end in probabilities',
      received: `“${last.node.name}” ends in ${last.activation}; its values are taken for logarithms of odds, of which it gives out only some.`,
      expected: 'Linear was expected: the loss then applies softmax itself, which is the most exact.',
      action: `Use linear in “${last.node.name}”.`,
      nodes: [last.node.id],
      fixes: [curveFix(project, 'output', 'linear')],
    },
  ];
}

export interface MoreWordsUse {
  readonly needed: boolean;
  /** Continues “This objective needs …”. */
  readonly why: string;
}

/** So many words beside the input. */
export function checkMoreWords(project: Project, length: number, { needed, why }: MoreWordsUse): readonly Problem[] {
  const { used } = inferGraph(project);
  const found = project.graph.nodes.filter(({ kind, id }) => kind === 'moreWords' && used.has(id));
  const [node] = found;
  if (!node && !needed) return [];
  const shape = node?.params['shape'] as readonly number[] | undefined;
  if (node && found.length === 1 && shape?.[0] === length) return [];
  return [
    {
      id: 'text:more',
      severity: 'error',
      title: !node
        ? 'More words are missing'
        : found.length > 1
          ? 'There are several More words'
          : 'More words have another length',
      received: !node
        ? 'There is no layer “More words” in use.'
        : found.length > 1
          ? `There are ${found.length}.`
          : `“${node.name}” has ${formatNumber(shape?.[0] ?? 0)}.`,
      expected: `This objective needs ${why}: ${formatNumber(length)}.`,
      action: node ? 'Make them agree, or remove all but one.' : 'Add More words with an Embedding behind it.',
      nodes: found.map(({ id }) => id),
      fixes: node && found.length === 1 ? [setting(node, 'shape', [length])] : [],
    },
  ];
}

const setting = (node: GraphNode, key: string, value: number | readonly number[]): Fix => ({
  id: key,
  label: `Set ${key === 'shape' ? 'the length' : key} of “${node.name}” to ${typeof value === 'number' ? formatNumber(value) : formatShape(value)}`,
  detail: 'Its weights start anew.',
  apply: (before) =>
    followMirrors(before, withGraph(before, changeParams(before.graph, node.id, { [key]: value } as AnyParams))),
  nodes: [node.id],
});

const fewerWords = (most: number): Fix => ({
  id: 'vocabulary',
  label: `Tell ${formatNumber(most)} words apart`,
  detail: 'Under Data; rarer ones become “unknown”.',
  apply: (before) => setData(before, { text: { ...before.data.text, vocabulary: most } }),
  nodes: [],
});
