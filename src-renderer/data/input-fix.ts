/** What to do when the prepared images and the network's Input do not fit. Owns the choice of fixes, not the check. */
import { setParams } from '#shared/graph/edit.ts';
import type { Project } from '#shared/graph/document.ts';
import { setImage } from '#shared/graph/settings.ts';
import { formatShape, sizeOf, type Shape } from '#shared/layers/layer.ts';

export interface InputFix {
  readonly label: string;
  /** For undo. */
  readonly name: string;
  apply(project: Project): Project;
}

/** Best first; empty when they fit, or when there is no single Input with a known shape. Values are what has to agree. */
export function inputFixes(project: Project, dataShape: Shape): readonly InputFix[] {
  const inputs = project.graph.nodes.filter((node) => node.kind === 'input');
  const [input] = inputs;
  const shape = input?.params['shape'];
  if (inputs.length !== 1 || input === undefined || !isShape(shape) || sizeOf(shape) === sizeOf(dataShape)) return [];
  const toData: InputFix = {
    label: `Set “${input.name}” to ${formatShape(dataShape)}`,
    name: `set “${input.name}” to ${formatShape(dataShape)}`,
    apply: (before) => setParams(before, input.id, { shape: [...dataShape] }),
  };
  const size = imageSizeFor(shape, project);
  if (size === null) return [toData];
  return [
    toData,
    {
      label: `Prepare the images as ${formatShape(size.shape)}`,
      name: `prepare the images as ${formatShape(size.shape)}`,
      apply: (before) => setImage(before, size.image),
    },
  ];
}

const isShape = (value: unknown): value is Shape => Array.isArray(value) && value.every((n) => typeof n === 'number');

/** The images that would give such an input: its own height, width and channels, or a grey one of rows × columns. */
function imageSizeFor(
  shape: Shape,
  project: Project,
): { readonly shape: Shape; readonly image: Partial<Project['data']['image']> } | null {
  const [height, width, channels = 1] = shape;
  if (height === undefined || width === undefined || (channels !== 1 && channels !== 3)) return null;
  const grey = project.data.source?.kind !== 'imageFolder';
  // Digits and most IDX files are grey: three channels of them would only be three times the same.
  if (grey && channels === 3) return null;
  return { shape: [height, width, channels], image: { height, width, color: channels === 3 ? 'color' : 'grey' } };
}
