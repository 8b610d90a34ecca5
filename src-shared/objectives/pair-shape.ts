/** Whether a network's output has the shape of the pictures that it should give, the second ones of pairs; and what mends it. */
import { formOfProject } from '../graph/data-form.ts';
import { followMirrors } from '../graph/follow.ts';
import { lastCurve } from '../graph/output-range.ts';
import type { Fix, Problem } from '../graph/problem.ts';
import { changeParams, withGraph } from '../graph/rewire.ts';
import type { GraphNode, Project } from '../graph/document.ts';
import { formatShape, sizeOf, type Shape } from '../layers/layer.ts';

/** Of text the objectives know themselves how long it is (words.ts). `output`: the shape that the output has; `target`: of one second picture, [height, width, channels]. Null: they fit. */
export function pairShapeProblem(project: Project, output: Shape, target: Shape): Problem | null {
  // Same number of values, perhaps arranged otherwise: as for the input of an autoencoder.
  if (formOfProject(project) === 'text' || sizeOf(output) === sizeOf(target)) return null;
  const node = project.graph.nodes.find(({ kind }) => kind === 'output');
  const last = lastCurve(project, 'output')?.node;
  const fixes = last ? [...filtersFix(last, output, target), ...unitsFix(last, output, target)] : [];
  return {
    id: 'pairs:shape',
    severity: 'error',
    title: 'The output has another shape than the pictures it should give',
    received: `“${node?.name ?? 'Output'}” gives ${formatShape(output)} (${sizeOf(output).toLocaleString('en')} values).`,
    expected: `The second pictures of the pairs are ${formatShape(target)} (${sizeOf(target).toLocaleString('en')} values).`,
    action: fixes[0] ? `${fixes[0].label}.` : 'Change the last layers, or the size of the images under Data.',
    nodes: node ? [node.id] : [],
    fixes,
  };
}

const isScaleOf = (output: Shape, target: Shape): boolean =>
  output.length === 3 && output[0] === target[0] && output[1] === target[1];

const filtersFix = (last: GraphNode, output: Shape, target: Shape): readonly Fix[] =>
  isScaleOf(output, target) && last.params['filters'] === output[2]
    ? [setting(last, 'filters', target[2]!, `Give “${last.name}” ${target[2]} filter${target[2] === 1 ? '' : 's'}`)]
    : [];

const unitsFix = (last: GraphNode, output: Shape, target: Shape): readonly Fix[] =>
  output.length === 1 && last.params['units'] === output[0]
    ? [setting(last, 'units', sizeOf(target), `Give “${last.name}” ${sizeOf(target).toLocaleString('en')} units`)]
    : [];

const setting = (node: GraphNode, key: string, value: number, label: string): Fix => ({
  id: key,
  label,
  detail: `The ${key} of “${node.name}” become ${value.toLocaleString('en')}; they were ${Number(node.params[key]).toLocaleString('en')}.`,
  apply: (before) => followMirrors(before, withGraph(before, changeParams(before.graph, node.id, { [key]: value }))),
  nodes: [node.id],
});
