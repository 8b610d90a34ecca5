/** What the commands of blocks do. */
import { detachBlock, dissolveBlock, makeBlock, removeBlock } from '#shared/graph/block-edits.ts';
import { blockIdOf, fitsInBlock, usesOf } from '#shared/graph/blocks.ts';
import type { CommandId } from '#shared/commands.ts';
import type { CommandAction } from '../../commands/command.ts';
import { edit, editShown, project } from '../../state/project.svelte.ts';
import { select, session } from '../../state/session.svelte.ts';
import { formatAmount } from '../../ui/format.ts';
import { view } from '../canvas/view-control.ts';
import { settle } from '../insert.ts';
import { closeBlock, isBlockNode, openBlock } from './open-block.ts';

const onCanvas = (): boolean => project.shown !== null && session.view === 'design';
const selected = () => project.shown?.graph.nodes.filter((node) => session.nodes.has(node.id)) ?? [];
const onlyBlock = () => {
  const [node, ...others] = selected();
  return node && others.length === 0 && isBlockNode(node.id) ? node : null;
};
const unused = () => project.document?.blocks.filter(({ id }) => usesOf(project.document!, id).length === 0) ?? [];

/** Edits and selects the nodes that are new: they stand last. */
function editAndSelect(name: string, change: Parameters<typeof editShown>[1]): void {
  const known = new Set(project.shown?.graph.nodes.map(({ id }) => id));
  if (!editShown(name, change)) return;
  select((project.shown?.graph.nodes ?? []).map(({ id }) => id).filter((id) => !known.has(id)));
  // The keyboard was on what is gone: it stays on the canvas, so that one can go on.
  requestAnimationFrame(() => document.activeElement === document.body && view()?.takeKeyboard());
}

export const blockActions = {
  'block.make': {
    when: () => onCanvas() && selected().some(({ kind }) => fitsInBlock(kind)),
    run: () => {
      const ids = [...session.nodes];
      editAndSelect('make a block', (document) => makeBlock(document, ids));
    },
  },
  'block.open': { when: () => onCanvas() && onlyBlock() !== null, run: () => openBlock(onlyBlock()!.id) },
  'block.close': { when: () => onCanvas() && project.openedBlocks.length > 0, run: closeBlock },
  'block.detach': {
    when: () => {
      const node = onCanvas() ? onlyBlock() : null;
      return node !== null && usesOf(project.document!, blockIdOf(node)).length > 1;
    },
    run: () => {
      const node = onlyBlock()!;
      editShown(`make ${node.name} a block of its own`, (document) => detachBlock(document, node.id));
    },
  },
  'block.dissolve': {
    when: () => onCanvas() && onlyBlock() !== null,
    run: () => {
      const node = onlyBlock()!;
      editAndSelect(`dissolve ${node.name}`, (document) => settle(document, dissolveBlock(document, node.id)));
    },
  },
  'block.removeUnused': {
    when: () => unused().length > 0,
    run: () => {
      const ids = unused().map(({ id }) => id);
      edit(`remove ${formatAmount(ids.length, 'unused block')}`, (document) => ids.reduce(removeBlock, document));
    },
  },
} satisfies Partial<Record<CommandId, CommandAction>>;
