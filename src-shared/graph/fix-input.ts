/** Fixes at the start: a size that survives the way down and up again, reached by padding the input or by resizing the images. */
import { formatShape, type Shape } from '../layers/layer.ts';
import type { Project } from './document.ts';
import { cropOrPad } from './fix-decoder.ts';
import { followMirrors } from './follow.ts';
import { inferNodes } from './infer.ts';
import { scaleOf } from './ladder.ts';
import { indexGraph } from './order.ts';
import type { Fix } from './problem.ts';
import { changeParams, insertBehind, insertIntoEdge, withGraph } from './rewire.ts';
import { sameShape, type Mismatch } from './mismatch.ts';

/** Pixels that are tried beyond the present size: the next multiple of any usual power of two lies within. */
const FARTHEST = 64;

export function inputFixes(mismatch: Mismatch): Fix[] {
  const { came, gives, input, output, project } = mismatch;
  if (came.length !== gives.length || came.length < 2 || sameShape(scaleOf(came), scaleOf(gives))) return [];
  const size = findSize(mismatch);
  if (!size) return [];
  const nodes = [input, output];
  const words = formatShape(size);
  const imageSize = came.length === 3 ? size : [size[0]!, came[1]!];
  const resize: Fix = {
    id: 'resize',
    label: `Resize the images to ${formatShape(imageSize)}`,
    detail: `Under Data, images become ${formatShape(imageSize)}, and “${nameOf(project, input)}” takes ${formatShape([...size, came.at(-1)!])}.`,
    apply: (before) => {
      const graph = changeParams(before.graph, input, { shape: [...size, came.at(-1)!] });
      const image = { ...before.data.image, height: imageSize[0]!, width: imageSize[1]! };
      return followMirrors(before, { ...withGraph(before, graph), data: { ...before.data, image } });
    },
    nodes: [input],
  };
  if (came.length !== 3) return [resize];
  return [
    {
      id: 'padInput',
      label: `Pad the input to ${words}`,
      detail: `Zeros around the input make it ${words}; the border is cut off again before the output.`,
      apply: (before) => padInput(before, mismatch, size),
      nodes,
    },
    resize,
  ];
}

function padInput(project: Project, { input, output, came }: Mismatch, size: Shape): Project {
  const { nodes } = indexGraph(project.graph);
  const border = cropOrPad(project.graph, came, size, nodes.get(input)!.position);
  if (!border) return project;
  // A linked mirror answers the padding with a cropping of its own.
  const padded = followMirrors(project, withGraph(project, insertBehind(project.graph, input, border.node)));
  const gives = inferNodes(padded.graph, undefined, padded.blocks).get(output)?.output;
  const edge = indexGraph(padded.graph).incoming.get(output)?.[0];
  if (!gives || !edge || sameShape(gives, came)) return padded;
  const end = nodes.get(output)!.position;
  const cut = cropOrPad(padded.graph, gives, scaleOf(came), { x: end.x - 48, y: end.y - 112 });
  return cut ? withGraph(padded, insertIntoEdge(padded.graph, edge, cut.node)) : padded;
}

/** The smallest size, none smaller than the present one, that comes out as it went in; each axis on its own. */
function findSize({ project, came, gives, input, output }: Mismatch): Shape | null {
  const axes = scaleOf(came).map((n, axis) => (gives[axis] === n ? n : null));
  const unchanged = axes.map(() => 0);
  const node = indexGraph(project.graph).nodes.get(input)!;
  for (let more = 1; more <= FARTHEST && axes.includes(null); more++) {
    const tried = scaleOf(came).map((n, axis) => axes[axis] ?? n + more);
    // Sixty graphs of hundreds of layers would be made in vain: only this node differs.
    const larger = { ...node, params: { ...node.params, shape: [...tried, came.at(-1)!] } };
    const result = inferNodes(project.graph, larger, project.blocks).get(output)!.output;
    if (result?.length !== came.length) continue;
    tried.forEach((n, axis) => {
      if (axes[axis] === null && result[axis] === n) axes[axis] = n;
      if (result[axis] === gives[axis]) unchanged[axis]!++;
    });
    // An output that takes no notice of the input's size never will.
    if (more === 16 && axes.some((n, axis) => n === null && unchanged[axis] === more)) return null;
  }
  return axes.includes(null) ? null : (axes as Shape);
}

const nameOf = (project: Project, id: string): string => indexGraph(project.graph).nodes.get(id)!.name;
