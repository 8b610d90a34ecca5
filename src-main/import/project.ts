/** The project around an imported graph: its layout, its objective, and data that it could be tried on. Owns these choices. */
import { emptyProject, type DataBinding, type Project } from '#shared/graph/document.ts';
import { tidyLayout } from '#shared/graph/layout.ts';
import { defaultsOf } from '#shared/layers/fields.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { objectives } from '#shared/objectives/index.ts';
import type { Ends } from './ends.ts';

export function asProject(id: string, name: string, ends: Ends, range: DataBinding['image']['range'] | null): Project {
  const empty = emptyProject(id, name.trim().slice(0, 120) || 'Imported model');
  const { nodes, edges, objective, input, text } = ends;
  return tidyLayout({
    ...empty,
    graph: { nodes, edges },
    data: text
      ? { ...empty.data, source: { kind: 'builtin', name: text.source }, text: text.text }
      : dataFor(empty.data, input, range),
    objective: { kind: objective, params: { ...defaultsOf(objectives[objective].fields), ...text?.params } },
  });
}

/** The built-in digits in the network's own size, to try it on at once; none where these cannot be what it takes. */
function dataFor(data: DataBinding, input: Shape, range: DataBinding['image']['range'] | null): DataBinding {
  const image = { ...data.image, range: range ?? data.image.range };
  const size = pictureSize(input);
  if (size === null) return { ...data, image, source: null };
  const { height, width, channels } = size;
  return { ...data, image: { ...image, height, width, color: channels === 3 ? 'color' : 'grey' } };
}

/** How samples of this shape are pictures; null where they are none. */
function pictureSize(shape: Shape): { height: number; width: number; channels: number } | null {
  const [height = 0, width = 0, channels = 0] = shape;
  if (shape.length === 3) return channels === 1 || channels === 3 ? { height, width, channels } : null;
  if (shape.length === 2) return height === width ? { height, width, channels: 1 } : null;
  const side = Math.sqrt(height);
  return Number.isInteger(side) && side >= 8 ? { height: side, width: side, channels: 1 } : null;
}
