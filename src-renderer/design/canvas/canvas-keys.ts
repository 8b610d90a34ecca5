/** Keys on the canvas that are no commands: moving, walking, choosing, letting go. */
import { project, sealEdit } from '../../state/project.svelte.ts';
import { closeBlock, isBlockNode, openBlock } from '../blocks/open-block.ts';
import { select, session } from '../../state/session.svelte.ts';
import { canvas, closePopups, commitMove, showProblem } from './canvas.svelte.ts';
import { view } from './view-control.ts';
import { walk, type Direction } from './walk.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const steps: Readonly<Record<Direction, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};
const STEP = 8;
const BIG_STEP = 40;

export function canvasKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || (event.target as Element).closest('input, .canvas-popup, button')) return;
  const direction = directions[event.key];
  const node = (event.target as Element).closest('.svelte-flow__node')?.getAttribute('data-id') ?? null;
  if (direction !== undefined && event.altKey) go(node, direction);
  else if (direction !== undefined && session.nodes.size > 0) nudge(direction, event.shiftKey ? BIG_STEP : STEP);
  else if (direction !== undefined) go(node, direction);
  else if ((event.key === 'Enter' || event.key === ' ') && node !== null) choose(node);
  else if (event.key === 'Escape') letGo();
  else return;
  event.preventDefault();
}

function go(focused: string | null, direction: Direction): void {
  if (project.shown === null) return;
  const from = focused ?? [...session.nodes][0] ?? '';
  const next = walk(project.shown.graph, from, direction);
  if (next === null) return;
  select([next]);
  requestAnimationFrame(() => view()?.reveal(next));
}

/** Key repeats are one step of undo. */
function nudge(direction: Direction, distance: number): void {
  const [dx, dy] = steps[direction];
  const moved = [...session.nodes].flatMap((id) => {
    const position = canvas.positions.get(id);
    return position ? [[id, { x: position.x + dx * distance, y: position.y + dy * distance }] as const] : [];
  });
  commitMove(new Map(moved), 'nudge');
}

/** Enter selects; on the selected node it opens the problem, if there is one, or the block. */
function choose(node: string): void {
  const alone = session.nodes.size === 1 && session.nodes.has(node);
  const troubled = project.shownCheck?.problems.some((problem) => problem.nodes[0] === node) ?? false;
  if (alone && troubled) showProblem(node);
  else if (alone && isBlockNode(node)) openBlock(node);
  else select([node]);
}

function letGo(): void {
  if (canvas.problemAt !== null || canvas.quickAdd !== null || canvas.connecting !== null) closePopups();
  else if (session.nodes.size > 0 || session.edges.size > 0) select([]);
  else closeBlock();
  sealEdit();
}
