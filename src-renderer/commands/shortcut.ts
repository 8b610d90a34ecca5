/** A command's shortcut as it is shown on this computer. */
import type { CommandId } from '#shared/commands.ts';
import { commands as table, type CommandInfo } from '#shared/commands.ts';
import { onMac } from './platform.ts';
import { formatKey } from './keys.ts';

const infos: readonly CommandInfo[] = table;

/** "⌘S" or "Ctrl+S"; undefined without one. */
export function shortcutOf(id: CommandId): string | undefined {
  const key = infos.find((info) => info.id === id)?.key;
  return key === undefined ? undefined : formatKey(key, onMac);
}
