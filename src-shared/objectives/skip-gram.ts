/** Skip-gram: words are told apart by the company they keep (word2vec). */
import type { Project } from '../graph/document.ts';
import { inferGraph } from '../graph/infer.ts';
import type { Problem } from '../graph/problem.ts';
import type { Params } from '../layers/fields.ts';
import { formatShape, sizeOf } from '../layers/layer.ts';
import { defineObjective } from './objective.ts';
import { checkEmbeddings, checkMoreWords, checkTask } from './words.ts';

const fields = {
  negatives: {
    type: 'integer',
    label: 'Strangers',
    help: 'Words drawn at random that each word is told apart from; 5 to 20 for small texts, 2 to 5 for large ones.',
    default: 10,
    min: 1,
    max: 1000,
  },
  power: {
    type: 'number',
    label: 'Power',
    help: 'Strangers are drawn by how frequent they are, to this power: 1 is as they are met, 0 all alike.',
    default: 0.75,
    min: 0,
    max: 1,
    advanced: true,
  },
} as const;

export type SkipGramParams = Params<typeof fields>;

export const skipGram = defineObjective({
  kind: 'skipGram',
  title: 'Skip-gram',
  summary:
    'Learns a list of numbers for each word from the words around it (word2vec): words that are used alike end up near each other.',
  forms: ['text'],
  ends: ['output'],
  latent: 'unused',
  target: 'pair',
  watch: 'loss',
  terms: {
    neighbours: {
      title: 'Neighbours found',
      help: 'Share of the words nearby that are found likelier than not. More is better.',
      unit: 'share',
    },
    strangers: {
      title: 'Strangers found',
      help: 'Share of the words drawn at random that are found unlikely. More is better.',
      unit: 'share',
    },
  },
  fields,
  check({ negatives }, project) {
    const near = 2 * project.data.text.near;
    return [
      ...checkTask(project, 'neighbours'),
      ...checkEmbeddings(project),
      ...checkMoreWords(project, near + negatives, { needed: true, why: 'the words around a word, and strangers' }),
      ...checkOutput(project, near + negatives),
    ];
  },
  advise: ({ negatives }) =>
    `For each word, the words around it are told from ${negatives} that are drawn at random (Mikolov et al. 2013), more often frequent ones. The loss is the mean binary cross-entropy of both. Two Embeddings: of the word, which is kept, and of the words beside it; a Dot product compares them. Look at Words in Explore for what has ended up near what.`,
});

function checkOutput(project: Project, length: number): readonly Problem[] {
  const end = project.graph.nodes.find(({ kind }) => kind === 'output');
  const shape = end && inferGraph(project).nodes.get(end.id)?.output;
  if (!end || !shape || sizeOf(shape) === length) return [];
  return [
    {
      id: 'text:compared',
      severity: 'error',
      title: 'The output is not one number for each compared word',
      received: `“${end.name}” gives ${formatShape(shape)}.`,
      expected: `One number for each of the ${length} words beside the input was expected.`,
      action: 'Compare the two Embeddings in a Dot product, and connect that to the output.',
      nodes: [end.id],
      fixes: [],
    },
  ];
}
