/** Where a layer dragged from the palette would land. Owns the drag's data, not the edit. */
import { isLayerKind, type LayerKind } from '#shared/layers/index.ts';

/** The drag's data type: other drags (files) pass the canvas by. */
const TYPE = 'application/x-hourglass-layer';

class DropTarget {
  /** The edge under the pointer. */
  edge = $state.raw<string | null>(null);
}
export const dropTarget = new DropTarget();

export function startLayerDrag(transfer: DataTransfer, kind: LayerKind): void {
  transfer.setData(TYPE, kind);
  transfer.effectAllowed = 'copy';
}

export const isLayerDrag = (transfer: DataTransfer | null): boolean => transfer?.types.includes(TYPE) ?? false;

export function draggedKind(transfer: DataTransfer | null): LayerKind | null {
  const kind = transfer?.getData(TYPE) ?? '';
  return isLayerKind(kind) ? kind : null;
}

/** The edge that an event happened on: on its line, or on the button in its middle. */
export function edgeUnder(target: EventTarget | null): string | null {
  const edge = target instanceof Element ? target.closest('.svelte-flow__edge, .svelte-flow__edge-label') : null;
  return edge?.getAttribute('data-id') ?? null;
}
