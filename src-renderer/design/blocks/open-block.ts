/** Going into blocks and out again. Owns the way there and back; project.svelte.ts owns what is open. */
import { blockIdOf, isBlock } from '#shared/graph/blocks.ts';
import type { GraphNode } from '#shared/graph/document.ts';
import { project } from '../../state/project.svelte.ts';
import { select } from '../../state/session.svelte.ts';
import { closePopups } from '../canvas/canvas.svelte.ts';
import { view } from '../canvas/view-control.ts';

const nodeById = (id: string): GraphNode | undefined => project.shown?.graph.nodes.find((node) => node.id === id);

/** Whether a node on the canvas stands for a block that the project has. */
export function isBlockNode(id: string | null): boolean {
  const node = id === null ? undefined : nodeById(id);
  return node !== undefined && isBlock(node) && project.document!.blocks.some((block) => block.id === blockIdOf(node));
}

/** Shows the inside of the block that a node stands for. */
export function openBlock(node: string): void {
  if (!isBlockNode(node)) return;
  goTo([...project.openedBlocks.map(({ id }) => id), blockIdOf(nodeById(node)!)], null);
}

/** Shows what the opened block stands in, and selects it there. */
export function closeBlock(): void {
  if (project.openedBlocks.length > 0) leaveTo(project.openedBlocks.length - 1);
}

/** Goes back out until `depth` blocks are open; 0 is the network. */
export function leaveTo(depth: number): void {
  const left = project.openedBlocks[depth];
  if (left)
    goTo(
      project.openedBlocks.slice(0, depth).map(({ id }) => id),
      left.id,
    );
}

/** The other canvas takes the place of this one, and the keyboard goes along. `from`: the block that was left. */
function goTo(path: readonly string[], from: string | null): void {
  closePopups();
  select([]);
  project.opened = path;
  const stands = project.shown?.graph.nodes.find((node) => from !== null && isBlock(node) && blockIdOf(node) === from);
  if (stands) select([stands.id]);
  requestAnimationFrame(() => view()?.takeKeyboard());
}

/** A double click on a block opens it. */
export function openPointed(event: MouseEvent): void {
  const target = event.target as Element;
  if (target.closest('input, button')) return;
  const id = target.closest<HTMLElement>('.svelte-flow__node')?.dataset['id'];
  if (id !== undefined) openBlock(id);
}
