/** All commands of the window, bound to what they do. Owns no command. */
import { canvasActions } from './canvas-actions.ts';
import { blockActions } from '../design/blocks/block-actions.ts';
import { exploreActions } from './explore-actions.ts';
import { bindCommands, type Command } from './command.ts';
import { windowActions } from './window-actions.ts';

export const commands: readonly Command[] = bindCommands({
  ...windowActions,
  ...canvasActions,
  ...blockActions,
  ...exploreActions,
});

/** By id, as native menus and the tests ask for it. One that cannot be done now is passed over. */
export function runCommand(id: string): void {
  const command = commands.find((candidate) => candidate.id === id);
  if (command?.when()) void command.run();
}
