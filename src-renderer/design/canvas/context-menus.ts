/** Menus of the canvas: on a layer, on a connection, on the empty ground. Their items are commands. */
import type { CommandId } from '#shared/commands.ts';
import { removeEdges } from '#shared/graph/edit.ts';
import { commands } from '../../commands/commands.ts';
import { shortcutOf } from '../../commands/shortcut.ts';
import { editShown } from '../../state/project.svelte.ts';
import { select, session } from '../../state/session.svelte.ts';
import { openMenu, type MenuItem } from '../../ui/menu.svelte.ts';
import { canvas } from './canvas.svelte.ts';
import { view } from './view-control.ts';

/** A command as a menu item; disabled while it cannot be done. */
export function commandItem(id: CommandId): MenuItem {
  const command = commands.find((candidate) => candidate.id === id)!;
  const key = shortcutOf(id);
  return { label: command.title(), run: command.run, disabled: !command.when(), ...(key ? { key } : {}) };
}

/** At the pointer; opened by the menu key there is none, and the element under the keyboard says where. */
function pointOf(event: MouseEvent): { x: number; y: number } {
  if (event.clientX !== 0 || event.clientY !== 0) return { x: event.clientX, y: event.clientY };
  const box = (event.target as Element).getBoundingClientRect();
  return { x: box.left + 24, y: box.top + 24 };
}

export function openNodeMenu(node: string, event: MouseEvent): void {
  event.preventDefault();
  if (!session.nodes.has(node)) select([node]);
  const several = session.nodes.size > 1;
  const own: readonly (MenuItem | null)[] = several
    ? (
        [
          'layer.alignLeft',
          'layer.alignTop',
          'layer.alignMiddle',
          'layer.distributeAcross',
          'layer.distributeDown',
        ] as const
      ).map(commandItem)
    : [
        { ...commandItem('layer.add'), label: 'Add a layer after it…' },
        ...(['layer.connect', 'layer.rename', 'layer.showProblem', 'layer.unlink', 'layer.dream'] as const)
          .map(commandItem)
          .filter((item) => !item.disabled),
      ];
  const blocks = (['block.open', 'block.make', 'block.detach', 'block.dissolve'] as const)
    .map(commandItem)
    .filter((item) => !item.disabled);
  const edits = (['edit.cut', 'edit.copy', 'edit.duplicate'] as const).map(commandItem);
  openMenu(
    'Layer',
    [
      ...own,
      null,
      ...blocks,
      ...(blocks.length > 0 ? [null] : []),
      ...edits,
      null,
      { ...commandItem('edit.remove'), danger: true },
    ],
    pointOf(event),
  );
}

export function openEdgeMenu(edge: string, event: MouseEvent): void {
  event.preventDefault();
  select([], [edge]);
  const at = pointOf(event);
  openMenu(
    'Connection',
    [
      { label: 'Insert a layer here…', run: () => (canvas.quickAdd = { ...at, position: null, link: { edge } }) },
      null,
      {
        label: 'Remove the connection',
        danger: true,
        run: () => editShown('remove a connection', (document) => removeEdges(document, [edge])),
      },
    ],
    at,
  );
}

export function openPaneMenu(event: MouseEvent): void {
  event.preventDefault();
  const at = pointOf(event);
  openMenu(
    'Canvas',
    [
      {
        label: 'Add a layer here…',
        run: () => (canvas.quickAdd = { ...at, position: view()?.toCanvas(at) ?? null, link: null }),
      },
      ...(['edit.paste', 'edit.selectAll'] as const).map(commandItem),
      null,
      ...(['layer.mirror', 'layer.mirrorLinked', 'layer.tidy', 'view.fit'] as const).map(commandItem),
    ],
    at,
  );
}
