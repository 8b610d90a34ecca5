/** What a command is. Everything a person can do from a menu, the palette or a shortcut is one of these. */

export type CommandGroup = 'File' | 'Edit' | 'View' | 'Canvas' | 'Train' | 'Help';

export interface Command {
  /** Also what native menus send as app:command. */
  readonly id: string;
  /** In the palette and in menus; a function where it depends on the state ("Undo “Add Dense”"). */
  readonly title: string | (() => string);
  readonly group: CommandGroup;
  /** "Mod+S": Mod is ⌘ on a Mac and Ctrl elsewhere. The first is shown; all work. */
  readonly keys?: readonly string[];
  /** Its keys work only while the canvas has the keyboard. */
  readonly where?: 'canvas';
  /** Whether it can be done now. Absent: always. */
  readonly when?: () => boolean;
  readonly run: () => unknown;
}

export const titleOf = (command: Command): string =>
  typeof command.title === 'string' ? command.title : command.title();
export const isEnabled = (command: Command): boolean => command.when?.() ?? true;
