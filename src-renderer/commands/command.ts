/** What a command is in the window: its entry in the shared table, and what it does. */
import { commands as table, type CommandId, type CommandInfo } from '#shared/commands.ts';

export interface CommandAction {
  /** Whether it can be done now. Absent: always. */
  readonly when?: () => boolean;
  /** In place of the table's title where it depends on the state: "Undo “Add Dense”". */
  readonly title?: () => string;
  readonly run: () => unknown;
}

/** Every command of the table must have its action: a forgotten one does not compile. */
export type CommandActions = Readonly<Record<CommandId, CommandAction>>;

export interface Command extends Omit<CommandInfo, 'title' | 'id'> {
  readonly id: CommandId;
  readonly title: () => string;
  readonly when: () => boolean;
  readonly run: () => unknown;
}

export function bindCommands(actions: CommandActions): readonly Command[] {
  return table.map((info: CommandInfo & { readonly id: CommandId }) => {
    const action = actions[info.id];
    return { ...info, title: action.title ?? (() => info.title), when: action.when ?? (() => true), run: action.run };
  });
}

/** Its keys, the shown one first. */
export const keysOf = (command: Pick<CommandInfo, 'key' | 'alsoKeys'>): readonly string[] => [
  ...(command.key === undefined ? [] : [command.key]),
  ...(command.alsoKeys ?? []),
];
