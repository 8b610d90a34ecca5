/** Fixes of what a position holds and of how values are arranged: filters, units, and Reshape or Dense before the output. */
import { formatShape, sizeOf, type Shape } from '../layers/layer.ts';
import type { LayerKind } from '../layers/index.ts';
import type { AnyParams } from '../layers/fields.ts';
import type { GraphNode, Project } from './document.ts';
import { indexGraph } from './order.ts';
import { lastCurve } from './output-range.ts';
import type { Fix } from './problem.ts';
import { changeParams, insertIntoEdge, makeNode, withGraph } from './rewire.ts';
import type { Mismatch } from './mismatch.ts';

/** The last layer on the trunk that sets how many channels, features or units there are. */
function lastLearner({
  project,
  partition,
}: Mismatch): { readonly node: GraphNode; readonly setting: 'filters' | 'units' } | null {
  const { nodes } = indexGraph(project.graph);
  for (const id of [...partition.trunk].reverse()) {
    const node = nodes.get(id)!;
    for (const setting of ['filters', 'units'] as const) if (setting in node.params) return { node, setting };
  }
  return null;
}

/** Lets the last layer that learns give as many channels (features, units) as came in. */
export function channelFixes(mismatch: Mismatch): Fix[] {
  const { came, project, partition } = mismatch;
  const last = lastLearner(mismatch);
  if (!last) return [];
  const { node, setting } = last;
  const set = (value: number): Fix => ({
    id: setting,
    label: `Use ${value.toLocaleString('en')} ${value === 1 ? setting.slice(0, -1) : setting} in “${node.name}”`,
    detail: `“${node.name}” gives ${value.toLocaleString('en')} ${setting}; it gave ${Number(node.params[setting]).toLocaleString('en')}.`,
    apply: (before) => withGraph(before, changeParams(before.graph, node.id, { [setting]: value })),
    nodes: [node.id],
  });
  // A Reshape behind it must hold what it gives.
  const { nodes } = indexGraph(project.graph);
  const reshape = partition.trunk
    .slice(partition.trunk.indexOf(node.id))
    .map((id) => nodes.get(id)!)
    .find(({ kind }) => kind === 'reshape');
  const both: Fix[] = reshape
    ? [
        {
          id: 'unitsAndReshape',
          label: `Use ${sizeOf(came).toLocaleString('en')} ${setting} in “${node.name}” and ${formatShape(came)} in “${reshape.name}”`,
          detail: `“${node.name}” gives ${sizeOf(came).toLocaleString('en')} values, which “${reshape.name}” arranges as ${formatShape(came)}.`,
          apply: (before) => {
            const sized = changeParams(before.graph, node.id, { [setting]: sizeOf(came) });
            return withGraph(before, changeParams(sized, reshape.id, { targetShape: [...came] }));
          },
          nodes: [node.id, reshape.id],
        },
      ]
    : [];
  return [set(came.at(-1)!), ...both];
}

/** Layers put right before the output, in this order. */
function beforeOutput(project: Project, output: string, layers: readonly (readonly [LayerKind, AnyParams])[]): Project {
  let { graph } = project;
  layers.forEach(([kind, params], at) => {
    const edge = indexGraph(graph).incoming.get(output)?.[0];
    const end = indexGraph(graph).nodes.get(output);
    if (!edge || !end) return;
    const position = { x: end.position.x - 48 + 24 * at, y: end.position.y - 112 * (layers.length - at) };
    graph = insertIntoEdge(graph, edge, makeNode(graph, kind, position, params));
  });
  return withGraph(project, graph);
}

const arrange = (shape: Shape): readonly [LayerKind, AnyParams] =>
  shape.length === 1 ? ['flatten', {}] : ['reshape', { targetShape: [...shape] }];

export function reshapeFixes({ project, came, gives, output }: Mismatch): Fix[] {
  const fix = (
    id: string,
    label: string,
    detail: string,
    layers: readonly (readonly [LayerKind, AnyParams])[],
  ): Fix => ({
    id,
    label,
    detail,
    apply: (before) => beforeOutput(before, output, layers),
    nodes: [output],
  });
  const values = sizeOf(came);
  const activation = lastCurve(project)?.activation ?? 'linear';
  const sameSteps = came.length === gives.length && came.slice(0, -1).every((n, axis) => n === gives[axis]);
  if (values === sizeOf(gives) && !sameSteps) {
    const label = came.length === 1 ? 'Flatten the output' : `Reshape the output to ${formatShape(came)}`;
    return [
      fix('reshape', label, `The same ${values.toLocaleString('en')} values, arranged as ${formatShape(came)}.`, [
        arrange(came),
      ]),
    ];
  }
  const features = came.at(-1)!;
  const perStep: Fix[] = !sameSteps
    ? []
    : came.length === 3
      ? [
          fix(
            'mixChannels',
            `Add a 1 × 1 Conv2D of ${features.toLocaleString('en')} ${features === 1 ? 'filter' : 'filters'} before the output`,
            `It mixes the ${gives.at(-1)!} channels of each pixel into ${features}.`,
            [['conv2d', { filters: features, kernelSize: [1, 1], activation }]],
          ),
        ]
      : [
          fix(
            'dense',
            `Add a Dense of ${features.toLocaleString('en')} units before the output`,
            `It maps ${gives.at(-1)!.toLocaleString('en')} values onto ${features.toLocaleString('en')}.`,
            [['dense', { units: features, activation }]],
          ),
        ];
  const whole = fix(
    'denseAndReshape',
    `Add a Dense of ${values.toLocaleString('en')} units${came.length === 1 ? '' : ' and a Reshape'} before the output`,
    `All values of the last layer are mapped onto ${values.toLocaleString('en')}${came.length === 1 ? '' : `, arranged as ${formatShape(came)}`}.`,
    [
      ...(gives.length === 1 ? [] : [['flatten', {}] as const]),
      ['dense', { units: values, activation }],
      ...(came.length === 1 ? [] : [arrange(came)]),
    ],
  );
  return [...perStep, ...(came.length === 1 && sameSteps ? [] : [whole])];
}
