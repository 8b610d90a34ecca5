/** How an objective's ends get the activation that its loss needs. Owns the change and its words, not which activation that is. */
import type { GraphNode, Project } from '../graph/document.ts';
import { followMirrors } from '../graph/follow.ts';
import { lastCurve, type CurvedEnd } from '../graph/output-range.ts';
import type { Fix } from '../graph/problem.ts';
import { changeParams, insertIntoEdge, makeNode, withGraph } from '../graph/rewire.ts';
import type { ActivationKind } from '../layers/activations.ts';
import { layers } from '../layers/index.ts';

const endOf = (project: Project, end: CurvedEnd): GraphNode | undefined =>
  project.graph.nodes.find((node) => node.kind === end);

/** The project whose last layer with an activation before an end has this one; a layer of its own is added where there is none. */
export function withCurve(project: Project, end: CurvedEnd, activation: ActivationKind): Project {
  const last = lastCurve(project, end);
  if (last)
    return followMirrors(project, withGraph(project, changeParams(project.graph, last.node.id, { activation })));
  const node = endOf(project, end);
  const edge = project.graph.edges.find((candidate) => candidate.target === node?.id);
  if (!node || !edge) return project;
  const position = { x: node.position.x, y: node.position.y };
  const added = makeNode(project.graph, 'activation', position, { activation });
  return followMirrors(project, withGraph(project, insertIntoEdge(project.graph, edge, added)));
}

export function curveFix(project: Project, end: CurvedEnd, activation: ActivationKind): Fix {
  const last = lastCurve(project, end);
  const node = endOf(project, end);
  const title = layers[end].title;
  return {
    id: 'activation',
    label: last
      ? `Use ${activation} in “${last.node.name}”`
      : `Add a ${activation} activation before the ${title.toLowerCase()}`,
    detail: last
      ? `The activation of “${last.node.name}” becomes ${activation}; it was ${last.activation}.`
      : `An Activation layer with ${activation} is put before “${node?.name ?? title}”.`,
    apply: (before) => withCurve(before, end, activation),
    nodes: last ? [last.node.id] : node ? [node.id] : [],
  };
}
