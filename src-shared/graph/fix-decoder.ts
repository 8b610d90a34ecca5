/** Fixes on the way up: sizes met by the transposed layers themselves, or by cropping and padding behind them or at the end. */
import { transposedSize, type OutputPadding, type Padding } from '../layers/conv-arithmetic.ts';
import type { AnyParams } from '../layers/fields.ts';
import { formatShape, sizeOf, type Shape } from '../layers/layer.ts';
import type { Graph, GraphNode, Project } from './document.ts';
import { inferGraph, inferNodes } from './infer.ts';
import { buildLadder, scaleOf } from './ladder.ts';
import { indexGraph } from './order.ts';
import { partitionGraph } from './partition.ts';
import type { Fix } from './problem.ts';
import { changeParams, insertBehind, insertIntoEdge, makeNode, withGraph } from './rewire.ts';
import { findMismatch, sameShape, type Mismatch } from './mismatch.ts';

interface Change {
  readonly graph: Graph;
  readonly node: string;
  /** "crop 1": how the size is met. */
  readonly how: string;
}

/** More rungs than this are not repaired one by one. */
const MOST_REPAIRS = 8;

export function decoderFixes(mismatch: Mismatch): Fix[] {
  return [...ladderFix(mismatch), ...endFix(mismatch)];
}

interface Repair {
  readonly project: Project;
  readonly changes: readonly {
    readonly node: string;
    readonly name: string;
    readonly size: Shape;
    readonly how: string;
  }[];
}

/** From the latent outwards, every size that its partner on the way down does not have is met where it comes about. */
function repairLadder(project: Project): Repair {
  let current = project;
  const changes: Repair['changes'][number][] = [];
  while (changes.length < MOST_REPAIRS) {
    const inference = inferGraph(current);
    const partition = partitionGraph(current.graph, inference);
    const mismatch = findMismatch(current, inference, partition, buildLadder(current, inference, partition));
    const rung = mismatch?.start;
    if (!rung || rung.encoderShape.length !== rung.decoderShape.length) break;
    const size = scaleOf(rung.encoderShape);
    const node = indexGraph(current.graph).nodes.get(rung.decoder)!;
    const change = meetAt(current, node, size);
    if (!change) break;
    current = withGraph(current, change.graph);
    changes.push({ node: change.node, name: node.name, size, how: change.how });
  }
  return { project: current, changes };
}

function ladderFix({ project }: Mismatch): Fix[] {
  const { changes } = repairLadder(project);
  if (changes.length === 0) return [];
  const parts = changes.map(({ name, size }) => `“${name}” ${formatShape(size)}`);
  return [
    {
      id: 'decoder',
      label:
        changes.length === 1
          ? `Give ${parts[0]!} (${changes[0]!.how})`
          : `Give ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`,
      detail: `${changes.map(({ name, size, how }) => `“${name}” gives ${formatShape(size)}: ${how}`).join('; ')}.`,
      apply: (before) => repairLadder(before).project,
      nodes: changes.map(({ node }) => node).filter((id) => indexGraph(project.graph).nodes.has(id)),
    },
  ];
}

/** Makes a node give `size` (height and width, or steps): by its own settings, otherwise by a layer behind it. */
function meetAt(project: Project, node: GraphNode, size: Shape): Change | null {
  const own = ownSettings(project, node, size);
  if (own) return { graph: changeParams(project.graph, node.id, own.params), node: node.id, how: own.how };
  const output = inferNodes(project.graph, undefined, project.blocks).get(node.id)!.output!;
  if (node.kind === 'reshape') return reshapeAt(project, node, [...size, output.at(-1)!]);
  return output.length === 3
    ? meetPicture(project.graph, node, output, size)
    : meetSequence(project.graph, node, output, size);
}

function meetPicture(graph: Graph, node: GraphNode, output: Shape, size: Shape): Change | null {
  const made = cropOrPad(graph, output, size, node.position);
  return made && { graph: insertBehind(graph, node.id, made.node), node: node.id, how: made.how };
}

/** No layer crops or pads sequences, but a sequence is a picture one pixel wide. */
function meetSequence(
  graph: Graph,
  node: GraphNode,
  [steps = 0, features = 0]: Shape,
  [target = 0]: Shape,
): Change | null {
  const made = cropOrPad(graph, [steps, 1, features], [target, 1], node.position);
  if (!made) return null;
  const picture = makeNode(graph, 'reshape', node.position, { targetShape: [steps, 1, features] });
  const asPicture = insertBehind(graph, node.id, picture);
  const met = insertBehind(asPicture, picture.id, made.node);
  const sequence = makeNode(met, 'reshape', node.position, { targetShape: [target, features] });
  return {
    graph: insertBehind(met, made.node.id, sequence),
    node: node.id,
    how: `${made.how.replace(/ row(s?)$/, ' step$1')}`,
  };
}

/** A Reshape holds as many values as come in, so the layer before it must give as many as it shall hold. */
function reshapeAt(project: Project, node: GraphNode, shape: Shape): Change | null {
  const { nodes, incoming } = indexGraph(project.graph);
  const before = nodes.get(incoming.get(node.id)![0]!.source)!;
  if (
    before.kind !== 'dense' ||
    inferNodes(project.graph, undefined, project.blocks).get(before.id)!.output!.length !== 1
  )
    return null;
  const units = sizeOf(shape);
  const graph = changeParams(changeParams(project.graph, before.id, { units }), node.id, { targetShape: [...shape] });
  return { graph, node: node.id, how: `${units.toLocaleString('en')} units in “${before.name}”` };
}

interface Own {
  readonly params: AnyParams;
  readonly how: string;
}

function ownSettings(project: Project, node: GraphNode, size: Shape): Own | null {
  const [input] = inferNodes(project.graph, undefined, project.blocks).get(node.id)!.inputs ?? [];
  if (!input) return null;
  const { params } = node;
  switch (node.kind) {
    case 'repeatVector':
      return { params: { n: size[0]! }, how: `repeat ${size[0]!}` };
    case 'conv2dTranspose': {
      const met = transposeTo(scaleOf(input), size, params.kernelSize as Shape, params.strides as Shape, params);
      return (
        met && {
          params: { padding: met.padding, outputPadding: met.outputPadding, cropping: met.crop.flat() },
          how: met.how,
        }
      );
    }
    case 'conv1dTranspose': {
      const met = transposeTo(scaleOf(input), size, [params.kernelSize as number], [params.strides as number], params);
      return (
        met && {
          params: { padding: met.padding, outputPadding: met.outputPadding, cropping: met.crop[0]! },
          how: met.how,
        }
      );
    }
    default:
      return null;
  }
}

interface MetTranspose {
  readonly padding: Padding;
  readonly outputPadding: OutputPadding;
  readonly crop: readonly (readonly [number, number])[];
  readonly how: string;
}

/** Padding, output padding and cropping with which a transposed convolution gives exactly `target`; null when it cannot reach so far. */
function transposeTo(
  from: Shape,
  target: Shape,
  kernel: Shape,
  strides: Shape,
  params: AnyParams,
): MetTranspose | null {
  const present = { padding: params.padding as Padding, outputPadding: params.outputPadding as OutputPadding };
  // The present settings first: cropping is what people expect.
  for (const padding of new Set<Padding>([present.padding, 'same', 'valid'])) {
    for (const outputPadding of new Set<OutputPadding>([present.outputPadding, 'auto', '0', '1', '2', '3'])) {
      const sizes = from.map((n, axis) => transposedSize(n, kernel[axis]!, strides[axis]!, padding, outputPadding));
      if (sizes.some((n, axis) => n === null || n < target[axis]!)) continue;
      const excess = sizes.map((n, axis) => n! - target[axis]!);
      if (Math.max(...excess) > 256) continue;
      const how = [
        padding === present.padding ? '' : `padding “${padding}”`,
        outputPadding === present.outputPadding ? '' : `output padding ${outputPadding}`,
        cropWords(excess),
      ].filter((words) => words !== '');
      const crop = excess.map((n) => [Math.floor(n / 2), Math.ceil(n / 2)] as const);
      return { padding, outputPadding, crop, how: how.join(', ') || 'no cropping' };
    }
  }
  return null;
}

/** "crop 1", "crop 1 row and 2 columns", "crop 3 steps"; empty for nothing. */
function cropWords(excess: readonly number[], verb = 'crop'): string {
  const [rows = 0, columns] = excess;
  if (excess.every((n) => n === 0)) return '';
  if (columns === undefined) return `${verb} ${rows} ${rows === 1 ? 'step' : 'steps'}`;
  if (rows === columns) return `${verb} ${rows}`;
  const parts = [
    rows > 0 ? `${rows} ${rows === 1 ? 'row' : 'rows'}` : '',
    columns > 0 ? `${columns} ${columns === 1 ? 'column' : 'columns'}` : '',
  ];
  return `${verb} ${parts.filter((part) => part !== '').join(' and ')}`;
}

/** A new Cropping2D or ZeroPadding2D that turns height and width of `shape` into `size`; null when both would be needed or none reaches. */
export function cropOrPad(
  graph: Graph,
  shape: Shape,
  size: Shape,
  near: GraphNode['position'],
): { readonly node: GraphNode; readonly how: string } | null {
  const excess = size.map((n, axis) => shape[axis]! - n);
  const split = (n: number): number[] => [Math.floor(n / 2), Math.ceil(n / 2)];
  const position = { x: near.x + 24, y: near.y + 56 };
  if (Math.max(...excess.map(Math.abs)) > 512) return null;
  if (excess.every((n) => n >= 0)) {
    return {
      node: makeNode(graph, 'cropping2d', position, { cropping: excess.flatMap(split) }),
      how: cropWords(excess),
    };
  }
  if (!excess.every((n) => n <= 0)) return null;
  const missing = excess.map((n) => -n + 0);
  // A wide border of zeros around a small picture teaches nothing.
  if (missing.some((n, axis) => n > size[axis]! / 4)) return null;
  return {
    node: makeNode(graph, 'zeroPadding2d', position, { padding: missing.flatMap(split) }),
    how: cropWords(missing, 'pad'),
  };
}

/** One cropping or padding right before the output. */
function endFix({ project, came, gives, output }: Mismatch): Fix[] {
  const apply = (before: Project): Project => {
    const edge = indexGraph(before.graph).incoming.get(output)?.[0];
    const end = indexGraph(before.graph).nodes.get(output);
    const made =
      edge && end && cropOrPad(before.graph, gives, scaleOf(came), { x: end.position.x - 48, y: end.position.y - 112 });
    return made ? withGraph(before, insertIntoEdge(before.graph, edge, made.node)) : before;
  };
  if (came.length !== 3 || gives.length !== 3 || sameShape(scaleOf(came), scaleOf(gives)) || apply(project) === project)
    return [];
  const size = formatShape(scaleOf(came));
  const verb = sizeOf(scaleOf(gives)) > sizeOf(scaleOf(came)) ? 'Crop' : 'Pad';
  return [
    {
      id: 'cropOutput',
      label: `${verb} the output to ${size}`,
      detail: `A ${verb === 'Crop' ? 'Cropping' : 'Zero padding'} layer before the output makes ${formatShape(scaleOf(gives))} into ${size}.`,
      apply,
      nodes: [output],
    },
  ];
}
