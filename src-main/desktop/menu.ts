/** The native menu, made from the table of commands. Owns its layout; every item of ours only sends its command's id. */
import type { MenuItemConstructorOptions } from 'electron';
import { commands, type CommandInfo } from '#shared/commands.ts';

/** On a Mac the system carries out these itself in text fields, and only through a menu item with the role. */
const roles: Readonly<Partial<Record<string, MenuItemConstructorOptions['role']>>> = {
  'edit.cut': 'cut',
  'edit.copy': 'copy',
  'edit.paste': 'paste',
  'edit.selectAll': 'selectAll',
};
const menus = [
  'File',
  'Edit',
  'View',
  'Layer',
  'Train',
  'Explore',
  'Help',
] as const satisfies readonly CommandInfo['menu'][];

/**
 * How a key is shown. A Mac also acts on it, wherever the keyboard is: so keys of the canvas or of Explore alone, most of them
 * plain letters and digits, stay out of its menu.
 */
function acceleratorOf(command: CommandInfo, mac: boolean): string | undefined {
  if (mac && command.where && !roles[command.id]) return undefined;
  return command.key?.replace('Mod', 'CommandOrControl').replace(/^\+$|\+\+$/, (plus) => `${plus.slice(1)}Plus`);
}

export function menuTemplate(options: {
  readonly mac: boolean;
  readonly devTools: boolean;
  readonly send: (command: string) => void;
}): MenuItemConstructorOptions[] {
  const { mac, devTools, send } = options;
  const item = (command: CommandInfo): MenuItemConstructorOptions[] => [
    ...(command.separated ? [{ type: 'separator' } as const] : []),
    {
      id: command.id,
      label: command.title,
      accelerator: acceleratorOf(command, mac),
      // The window acts on its keys itself, for only it knows whether a text field has them.
      registerAccelerator: false,
      ...(mac && roles[command.id] ? { role: roles[command.id] } : { click: () => send(command.id) }),
    },
  ];
  const extra: Partial<Record<(typeof menus)[number], MenuItemConstructorOptions[]>> = {
    File: mac ? [] : [{ type: 'separator' }, { role: 'quit' }],
    View: [
      { type: 'separator' },
      { role: 'zoomIn', label: 'Larger window text' },
      { role: 'zoomOut', label: 'Smaller window text' },
      { role: 'resetZoom', label: 'Usual window text' },
      { role: 'togglefullscreen' },
      ...(devTools ? [{ type: 'separator' } as const, { role: 'toggleDevTools' } as const] : []),
    ],
  };
  const ours = menus.map((label) => ({
    label,
    submenu: [
      ...(commands as readonly CommandInfo[]).filter(({ menu }) => menu === label).flatMap(item),
      ...(extra[label] ?? []),
    ],
  }));
  return [...(mac ? [{ role: 'appMenu' } as const] : []), ...ours.filter(({ submenu }) => submenu.length > 0)];
}
