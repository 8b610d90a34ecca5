/**
 * The commands that a person can give, by name: one table for the native menu, the shortcuts and the command palette.
 * Owns ids, titles and keys; what a command does stands in src-renderer/commands.
 */

export interface CommandInfo {
  /** `area.verb` */
  readonly id: string;
  readonly title: string;
  /** "Mod" is ⌘ on a Mac and Ctrl elsewhere; keys are joined with "+". */
  readonly key?: string;
  /** The menu of the desktop window in which it stands, in the order of this table. */
  readonly menu?: 'File' | 'Edit' | 'View' | 'Layer' | 'Train' | 'Help';
  /** A line above it in the menu. */
  readonly separated?: boolean;
}

export const commands = [
  { id: 'file.new', title: 'New project…', key: 'Mod+N', menu: 'File' },
  { id: 'file.open', title: 'Open…', key: 'Mod+O', menu: 'File' },
  { id: 'file.save', title: 'Save', key: 'Mod+S', menu: 'File', separated: true },
  { id: 'file.saveAs', title: 'Save as…', key: 'Mod+Shift+S', menu: 'File' },
  { id: 'file.close', title: 'Close project', key: 'Mod+W', menu: 'File', separated: true },

  { id: 'edit.undo', title: 'Undo', key: 'Mod+Z', menu: 'Edit' },
  { id: 'edit.redo', title: 'Redo', key: 'Mod+Shift+Z', menu: 'Edit' },
  { id: 'edit.cut', title: 'Cut', key: 'Mod+X', menu: 'Edit', separated: true },
  { id: 'edit.copy', title: 'Copy', key: 'Mod+C', menu: 'Edit' },
  { id: 'edit.paste', title: 'Paste', key: 'Mod+V', menu: 'Edit' },
  { id: 'edit.duplicate', title: 'Duplicate', key: 'Mod+D', menu: 'Edit' },
  { id: 'edit.remove', title: 'Remove', key: 'Delete', menu: 'Edit' },
  { id: 'edit.selectAll', title: 'Select all', key: 'Mod+A', menu: 'Edit', separated: true },

  { id: 'view.commands', title: 'Command palette…', key: 'Mod+K', menu: 'View' },
  { id: 'view.design', title: 'Design', key: 'Mod+1', menu: 'View', separated: true },
  { id: 'view.data', title: 'Data', key: 'Mod+2', menu: 'View' },
  { id: 'view.train', title: 'Train', key: 'Mod+3', menu: 'View' },
  { id: 'view.runs', title: 'Runs', key: 'Mod+4', menu: 'View' },

  { id: 'train.start', title: 'Start training', key: 'Mod+Enter', menu: 'Train' },
  { id: 'train.pause', title: 'Pause', menu: 'Train' },
  { id: 'train.resume', title: 'Resume', menu: 'Train' },
  { id: 'train.stop', title: 'Stop', key: 'Mod+.', menu: 'Train' },

  { id: 'help.documentation', title: 'Layer reference', menu: 'Help' },
  { id: 'help.issues', title: 'Report a problem', menu: 'Help' },
  { id: 'help.license', title: 'License', menu: 'Help', separated: true },
] as const satisfies readonly CommandInfo[];

export type CommandId = (typeof commands)[number]['id'];
