/** Adds a layer as an edit, selects it and brings it into view; with the keyboard, where it was added on the canvas. */
import type { LayerKind } from '#shared/layers/index.ts';
import { editShown, project } from '../state/project.svelte.ts';
import { select, session } from '../state/session.svelte.ts';
import type { Position } from './canvas/flow-nodes.ts';
import { view } from './canvas/view-control.ts';
import { addedLayer, insertLayer, nameOfAdding, type Link } from './insert.ts';

export function addLayer(
  kind: LayerKind,
  link: Link,
  { position = null, keyboard }: { readonly position?: Position | null; readonly keyboard: boolean },
): void {
  const before = project.shown;
  if (!editShown(nameOfAdding(kind), (document) => insertLayer(document, kind, link, position))) return;
  const added = before && project.shown ? addedLayer(before, project.shown) : undefined;
  if (!added) return;
  select([added.id]);
  requestAnimationFrame(() => (keyboard ? view()?.reveal(added.id) : view()?.show(added.id)));
}

/** Behind the selected layer, into the selected connection, or loose. The keyboard stays where it is: more may follow. */
export function addLayerAtSelection(kind: LayerKind): void {
  const [node] = session.nodes;
  const [edge] = session.edges;
  if (session.nodes.size === 1 && node !== undefined) addLayer(kind, { from: node }, { keyboard: false });
  else if (session.edges.size === 1 && edge !== undefined) addLayer(kind, { edge }, { keyboard: false });
  else addLayer(kind, null, { keyboard: false });
}
