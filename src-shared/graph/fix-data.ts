/** Fixes where the data do not fit the input: the input takes the data's shape, or the images are prepared to fit. */
import { formatShape, type Shape } from '../layers/layer.ts';
import type { ProjectCheck } from './check.ts';
import type { ImagePreprocessing, Project } from './document.ts';
import { followMirrors } from './follow.ts';
import { inferGraph } from './infer.ts';
import { indexGraph } from './order.ts';
import type { Fix, Problem } from './problem.ts';
import { changeParams, withGraph } from './rewire.ts';
import { symmetryFixes } from './symmetry.ts';

/** What a sample's shape becomes when only the preparation of images changes. */
export function dataShapeAfter(before: Project, after: Project, dataShape: Shape | null): Shape | null {
  const [a, b] = [before.data.image, after.data.image];
  if (dataShape?.length !== 3 || a === b) return dataShape;
  const [height, width, channels] = dataShape as readonly [number, number, number];
  const channelsOf = ({ color }: ImagePreprocessing): number =>
    color === 'grey' ? 1 : color === 'color' ? 3 : channels;
  return [b.height ?? height, b.width ?? width, a.color === b.color ? channels : channelsOf(b)];
}

export function dataFixes(
  problem: Problem,
  project: Project,
  { inference }: Pick<ProjectCheck, 'inference'>,
  dataShape: Shape | null,
): Fix[] {
  const { input } = inference;
  if (problem.id !== 'data' || input === null || !dataShape) return [];
  const node = indexGraph(project.graph).nodes.get(input)!;
  const shape = node.params.shape as Shape;
  return [...takeFixes(project, input, node.name, shape, dataShape), ...prepareFixes(input, shape, dataShape)];
}

/** The input takes the data's shape; where the decoder then gives back another, the best fix of that comes with it. */
function takeFixes(project: Project, input: string, name: string, shape: Shape, dataShape: Shape): Fix[] {
  const target = shape.length === 1 ? [dataShape.reduce((product, n) => product * n, 1)] : dataShape;
  const take = (before: Project): Project =>
    followMirrors(before, withGraph(before, changeParams(before.graph, input, { shape: [...target] })));
  const taken = take(project);
  const more = symmetryFixes(taken, inferGraph(taken, dataShape)).find(({ id }) => id !== 'resize');
  return [
    {
      id: 'takeData',
      label: `Set “${name}” to ${formatShape(target)}`,
      detail: `“${name}” takes the data as they are.${more ? ` And to give them back: ${more.detail}` : ''}`,
      apply: (before) => more?.apply(take(before)) ?? take(before),
      nodes: [input, ...(more?.nodes ?? [])],
    },
  ];
}

/** The images are prepared to the size and colour that the input takes. */
function prepareFixes(input: string, shape: Shape, dataShape: Shape): Fix[] {
  // A plain vector takes grey pictures, if they can be square.
  const side = Math.sqrt(shape[0]!);
  const [height, width, channels = 1] = shape.length > 1 ? shape : Number.isInteger(side) ? [side, side] : [];
  if (dataShape.length !== 3 || height === undefined || width === undefined || (channels !== 1 && channels !== 3))
    return [];
  const color = channels === dataShape[2] ? null : channels === 1 ? 'grey' : 'color';
  const size = height === dataShape[0] && width === dataShape[1] ? '' : ` to ${formatShape([height, width])}`;
  const label = size === '' ? `Use the images in ${color}` : `Resize the images${size}${color ? ` in ${color}` : ''}`;
  return [
    {
      id: 'prepareData',
      label,
      detail: `Under Data, images become ${formatShape([height, width, channels])}, which is what the network takes.`,
      apply: (before) => ({
        ...before,
        data: {
          ...before.data,
          image: { ...before.data.image, height, width, color: color ?? before.data.image.color },
        },
      }),
      nodes: [input],
    },
  ];
}
