/** Classify: the network learns each sample's label instead of the sample. */
import type { Graph, GraphNode, Project } from '../graph/document.ts';
import { inferGraph } from '../graph/infer.ts';
import { lastCurve } from '../graph/output-range.ts';
import { partitionGraph } from '../graph/partition.ts';
import type { Problem } from '../graph/problem.ts';
import { appendEdge, appendNode, makeNode, withGraph } from '../graph/rewire.ts';
import type { AnyParams, Params } from '../layers/fields.ts';
import { isSink, isSource, type LayerKind } from '../layers/index.ts';
import { sizeOf } from '../layers/layer.ts';
import { curveFix } from './curve-fix.ts';
import { defineObjective } from './objective.ts';

const fields = {
  labelSmoothing: {
    type: 'number',
    label: 'Label smoothing',
    help: 'Asks for a little less than certainty, which helps against overconfidence and wrong labels; 0.1 is usual, 0 is none.',
    default: 0,
    min: 0,
    max: 0.9,
    advanced: true,
  },
} as const;

export type ClassifyParams = Params<typeof fields>;

export const classify = defineObjective({
  kind: 'classify',
  title: 'Classify',
  summary:
    'Learns the label of each sample, from the same encoder: to compare encoders, to fine-tune one, or to dream on.',
  forms: ['image', 'table', 'sequence', 'text'],
  ends: ['classes'],
  latent: 'unused',
  target: 'label',
  watch: 'loss',
  terms: {
    accuracy: {
      title: 'Accuracy',
      help: 'Share of the samples whose highest value is that of their label. More is better.',
      unit: 'share',
    },
  },
  fields,
  check: (_params, project) => checkCurve(project),
  advise: () =>
    'The loss is categorical cross-entropy: minus the logarithm of what the network gives the right label, in nats; guessing among ten labels scores 2.30. It needs labels: subfolders of a folder of images, or a file of labels. One Dense layer with as many units as there are labels, and softmax, is enough of a head. Watch the validation loss: a classifier learns small data by heart, and dropout before the head helps.',
  adopt: (project) => withHead(project),
});

/** What is bounded before the loss makes a probability of it cannot become certain. */
function checkCurve(project: Project): readonly Problem[] {
  const last = lastCurve(project, 'classes');
  if (!last || last.activation === 'softmax' || last.activation === 'linear') return [];
  return [
    {
      id: 'classify:curve',
      severity: 'warning',
      title: 'The classes do not end in probabilities',
      received: `“${last.node.name}” ends in ${last.activation}; its values are taken for logarithms of odds, of which it gives out only some.`,
      expected: 'Softmax was expected, or linear: the loss then applies softmax itself.',
      action: `Use softmax in “${last.node.name}”.`,
      nodes: [last.node.id],
      fixes: [curveFix(project, 'classes', 'softmax')],
    },
  ];
}

/** With a head for ten classes behind the latent, or where the network is narrowest; as it is where there are Classes already. */
function withHead(project: Project): Project {
  const { graph } = project;
  if (graph.nodes.some(({ kind }) => kind === 'classes')) return project;
  const end = encoderEnd(project);
  if (!end) return project;
  const shape = inferGraph(project).nodes.get(end.id)!.output;
  const head: readonly [LayerKind, AnyParams][] = [
    ...(shape && shape.length > 1 ? [['flatten', {}] as [LayerKind, AnyParams]] : []),
    ['dense', { units: 10, activation: 'softmax' }],
    ['classes', {}],
  ];
  let [grown, last]: readonly [Graph, GraphNode] = [graph, end];
  for (const [kind, params] of head) {
    const position = { x: last.position.x + 220, y: end.position.y + 160 };
    const node = makeNode(grown, kind, position, params);
    grown = appendEdge(appendNode(grown, node), last.id, node.id);
    last = node;
  }
  return withGraph(project, grown);
}

/** The latent; without one the narrowest layer from input to output; without an output the last layer there is. */
function encoderEnd(project: Project): GraphNode | undefined {
  const { nodes } = project.graph;
  const inference = inferGraph(project);
  if (inference.latent !== null) return nodes.find(({ id }) => id === inference.latent);
  const { trunk } = partitionGraph(project.graph, inference);
  const sizeAt = (id: string): number => sizeOf(inference.nodes.get(id)!.output ?? [Infinity]);
  const inner = trunk.filter((id) =>
    nodes.some((node) => node.id === id && !isSource(node.kind) && !isSink(node.kind)),
  );
  const narrowest = inner.length === 0 ? null : inner.reduce((best, id) => (sizeAt(id) < sizeAt(best) ? id : best));
  if (narrowest !== null) return nodes.find(({ id }) => id === narrowest);
  const leading = new Set(project.graph.edges.map(({ source }) => source));
  return (
    nodes.findLast(({ id, kind }) => !isSink(kind) && !isSource(kind) && !leading.has(id)) ??
    nodes.find(({ kind }) => kind === 'input')
  );
}
