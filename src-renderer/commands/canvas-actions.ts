/** What the Edit and Layer commands do, and those that move the canvas's view. */
import { alignNodes, type Alignment } from '#shared/graph/arrange.ts';
import { copyNodes, duplicateNodes, pasteNodes } from '#shared/graph/clipboard.ts';
import type { CommandId } from '#shared/commands.ts';
import type { Project } from '#shared/graph/document.ts';
import { removeEdges, removeNodes, unlinkNode } from '#shared/graph/edit.ts';
import { tidyLayout } from '#shared/graph/layout.ts';
import { mirrorEncoder } from '#shared/graph/mirror.ts';
import { canvas, showProblem } from '../design/canvas/canvas.svelte.ts';
import { view } from '../design/canvas/view-control.ts';
import { editShown, project, redoEdit, undoEdit } from '../state/project.svelte.ts';
import { select, session, showView } from '../state/session.svelte.ts';
import { formatAmount } from '../ui/format.ts';
import { showError, showToast } from '../ui/toasts.svelte.ts';
import type { CommandAction } from './command.ts';

const isOpen = (): boolean => project.document !== null;
const onCanvas = (): boolean => isOpen() && session.view === 'design';
/** Encoder and decoder are the network's, not a block's. */
const onNetwork = (): boolean => onCanvas() && project.openedBlocks.length === 0;
const hasNodes = (): boolean => onCanvas() && session.nodes.size > 0;
const hasSelection = (): boolean => onCanvas() && (session.nodes.size > 0 || session.edges.size > 0);
const onlyNode = (): string | null => (session.nodes.size === 1 ? [...session.nodes][0]! : null);
const nodeById = (id: string | null) => project.shown?.graph.nodes.find((node) => node.id === id);
const layersWord = (): string =>
  session.nodes.size === 1 ? (nodeById(onlyNode())?.name ?? '') : formatAmount(session.nodes.size, 'layer');

/** Adds layers and selects what was added: new nodes stand last. */
function addAndSelect(name: string, change: (document: Project) => Project): void {
  const before = project.shown?.graph.nodes.length ?? 0;
  if (editShown(name, change)) select((project.shown?.graph.nodes ?? []).slice(before).map((node) => node.id));
}

export function removeSelection(): void {
  const nodes = [...session.nodes];
  const edges = [...session.edges];
  const name = nodes.length > 0 ? `remove ${layersWord()}` : `remove ${formatAmount(edges.length, 'connection')}`;
  const done = editShown(name, (document) => removeNodes(removeEdges(document, edges), nodes, { heal: true }));
  if (!done) return;
  select([]);
  // The keyboard was on what is gone: it stays on the canvas, so that one can go on.
  requestAnimationFrame(() => document.activeElement === document.body && view()?.takeKeyboard());
}

function copySelection(): void {
  if (project.shown === null) return;
  const text = copyNodes(project.shown, [...session.nodes]);
  navigator.clipboard.writeText(text).catch((error: unknown) => showError('The layers could not be copied', error));
}

async function paste(): Promise<void> {
  try {
    const text = await navigator.clipboard.readText();
    addAndSelect('paste layers', (document) => pasteNodes(document, text));
  } catch (error) {
    showError('Nothing could be pasted', error);
  }
}

function mirror(linked: boolean): void {
  const done = editShown(linked ? 'mirror the encoder, linked' : 'mirror the encoder', (document) =>
    mirrorEncoder(document, { linked }),
  );
  if (done) requestAnimationFrame(() => view()?.fit());
}

/** Goes to the next problem that starts at a layer, around and around. */
function nextProblem(): void {
  const all = (project.shownCheck?.problems ?? []).filter((problem) => problem.nodes.length > 0);
  const at = all.findIndex((problem) => problem.nodes[0] === canvas.problemAt);
  const next = all[(at + 1) % all.length];
  if (!next) {
    showToast('There are no problems.');
    return;
  }
  showView('design');
  void revealProblem(next.nodes[0]!);
}

/** Brings a node into view and opens its problem there, once the canvas is shown. */
export async function revealProblem(nodeId: string): Promise<void> {
  canvas.problemAt = null;
  if (!project.shown?.graph.nodes.some((node) => node.id === nodeId)) project.opened = [];
  await new Promise(requestAnimationFrame);
  await view()?.reveal(nodeId);
  showProblem(nodeId);
}

const align = (alignment: Alignment): CommandAction => ({
  when: () => onCanvas() && session.nodes.size > 1,
  run: () => editShown(`align ${layersWord()}`, (document) => alignNodes(document, [...session.nodes], alignment)),
});

export const canvasActions = {
  'edit.undo': {
    title: () => (project.undoName === null ? 'Undo' : `Undo “${project.undoName}”`),
    when: () => project.undoName !== null,
    run: undoEdit,
  },
  'edit.redo': {
    title: () => (project.redoName === null ? 'Redo' : `Redo “${project.redoName}”`),
    when: () => project.redoName !== null,
    run: redoEdit,
  },
  'edit.cut': {
    when: hasNodes,
    run: () => {
      copySelection();
      removeSelection();
    },
  },
  'edit.copy': { when: hasNodes, run: copySelection },
  'edit.paste': { when: onCanvas, run: paste },
  'edit.duplicate': {
    when: hasNodes,
    run: () => addAndSelect(`duplicate ${layersWord()}`, (document) => duplicateNodes(document, [...session.nodes])),
  },
  'edit.remove': { when: hasSelection, run: removeSelection },
  'edit.selectAll': { when: onCanvas, run: () => select((project.shown?.graph.nodes ?? []).map((node) => node.id)) },
  'view.fit': { when: onCanvas, run: () => view()?.fit() },
  'view.zoomIn': { when: onCanvas, run: () => view()?.zoomIn() },
  'view.zoomOut': { when: onCanvas, run: () => view()?.zoomOut() },
  'view.actualSize': { when: onCanvas, run: () => view()?.actualSize() },
  'view.nextProblem': { when: isOpen, run: nextProblem },
  'layer.add': { when: onCanvas, run: openQuickAdd },
  'layer.connect': { when: () => onCanvas() && onlyNode() !== null, run: () => (canvas.connecting = onlyNode()) },
  'layer.rename': { when: () => onCanvas() && onlyNode() !== null, run: () => (canvas.renaming = onlyNode()) },
  'layer.showProblem': {
    when: () =>
      onCanvas() &&
      project.shownCheck !== null &&
      project.shownCheck.problems.some((problem) => problem.nodes[0] === onlyNode()),
    run: () => (canvas.problemAt = onlyNode()),
  },
  'layer.mirror': { when: onNetwork, run: () => mirror(false) },
  'layer.mirrorLinked': { when: onNetwork, run: () => mirror(true) },
  'layer.unlink': {
    when: () => onCanvas() && nodeById(onlyNode())?.mirrorOf !== undefined,
    run: () => editShown(`unlink ${layersWord()}`, (document) => unlinkNode(document, onlyNode()!)),
  },
  'layer.tidy': {
    when: onCanvas,
    run: () => {
      if (editShown('tidy up the graph', tidyLayout)) requestAnimationFrame(() => view()?.fit());
    },
  },
  'layer.alignLeft': align('left'),
  'layer.alignCenter': align('center'),
  'layer.alignRight': align('right'),
  'layer.alignTop': align('top'),
  'layer.alignMiddle': align('middle'),
  'layer.alignBottom': align('bottom'),
  'layer.distributeAcross': align('distributeAcross'),
  'layer.distributeDown': align('distributeDown'),
} satisfies Partial<Record<CommandId, CommandAction>>;

/** The popup stands in the middle of what is seen; a new layer goes behind the selected one, or there. */
function openQuickAdd(): void {
  const center = view()?.center();
  if (!center) return;
  const node = onlyNode();
  canvas.quickAdd = {
    x: center.screen.x,
    y: center.screen.y - 160,
    position: node === null ? center.canvas : null,
    link: node === null ? null : { from: node },
  };
}
