/** What Svelte Flow has made of the nodes, read as a change: a selection, a drag under way, or a finished move. Owns no state. */
import type { FlowNode, Position } from './flow-nodes.ts';

type Positions = ReadonlyMap<string, Position>;

export interface NodeChange {
  /** The new selection, or null when it is the same. */
  readonly selection: ReadonlySet<string> | null;
  /** Positions of what is being dragged, or null when that is the same. */
  readonly moving: Positions | null;
  /** Positions of what has been moved for good, or null. */
  readonly moved: Positions | null;
}

export const idsOfSelected = (
  items: readonly { readonly id: string; readonly selected?: boolean }[],
): ReadonlySet<string> => new Set(items.filter((item) => item.selected).map((item) => item.id));

export const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((id) => b.has(id));

export function readNodeChange(
  nodes: readonly FlowNode[],
  now: { readonly selection: ReadonlySet<string>; readonly positions: Positions; readonly moving: Positions },
): NodeChange {
  const chosen = idsOfSelected(nodes);
  const selection = sameSet(chosen, now.selection) ? null : chosen;
  const places = (some: readonly FlowNode[]): Positions => new Map(some.map((node) => [node.id, node.position]));
  const shifted = nodes.filter((node) => {
    const before = now.positions.get(node.id);
    return before !== undefined && (before.x !== node.position.x || before.y !== node.position.y);
  });
  const dragged = nodes.filter((node) => node.dragging);
  if (dragged.length > 0) {
    const same = shifted.length === 0 && now.moving.size === dragged.length;
    return { selection, moving: same ? null : places(dragged), moved: null };
  }
  if (shifted.length === 0 && now.moving.size === 0) return { selection, moving: null, moved: null };
  return { selection, moving: new Map(), moved: new Map([...now.moving, ...places(shifted)]) };
}
