/**
 * The open project: its document with history, and what is derived from it. Owns edits, undo and whether it is saved;
 * files.ts opens and saves it, session.svelte.ts owns selection and views.
 */
import { checkProject, type ProjectCheck } from '#shared/graph/check.ts';
import { editBlock, previewBlock } from '#shared/graph/block-edits.ts';
import { checkBlock } from '#shared/graph/check-block.ts';
import type { BlockDefinition, Project } from '#shared/graph/document.ts';
import { record, redo, redoName, seal, startHistory, undo, undoName, type History } from '#shared/graph/history.ts';
import type { OpenProject } from '#shared/wire/studio.ts';
import { dismissAll, dismissErrors, showError } from '../ui/toasts.svelte.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { withDataProblems, type TargetShape } from './data-check.ts';

export type SaveState = 'saved' | 'saving' | 'unsaved' | 'kept';

class ProjectState {
  /** Null: no project is open (start page). */
  history = $state.raw<History<Project> | null>(null);
  /** Null: never saved under a name. */
  path = $state.raw<string | null>(null);
  /** The document as the file has it, and as the autosave has it. */
  saved = $state.raw<Project | null>(null);
  kept = $state.raw<Project | null>(null);
  saving = $state.raw(false);
  /** Of one prepared sample; null until the data are prepared (set by the Data view). */
  dataShape = $state.raw<Shape | null>(null);

  /** Of the second picture of one prepared pair (set as dataShape is). */
  targetShape = $state.raw<TargetShape>(null);

  readonly document = $derived(this.history?.present ?? null);
  readonly check: ProjectCheck | null = $derived(
    this.document === null ? null : checkNetwork(this.document, this.dataShape, this.targetShape),
  );
  /** Ids of the opened blocks, outermost first; empty: the network itself is on the canvas. */
  opened = $state.raw<readonly string[]>([]);
  /** Those that are there: an undo may take an opened block away. */
  readonly openedBlocks: readonly BlockDefinition[] = $derived(findOpened(this.document, this.opened));
  /** What the Design view shows and edits: the network, or the inside of the opened block. */
  readonly shown: Project | null = $derived(
    this.document === null || this.openedBlocks.length === 0
      ? this.document
      : previewBlock(this.document, this.openedBlocks.at(-1)!.id),
  );
  readonly shownCheck: ProjectCheck | null = $derived(this.shown === null ? null : checkShown(this.shown));
  /** Names what is shown: for what is kept of each canvas. */
  readonly place: string = $derived([this.document?.id ?? '', ...this.openedBlocks.map(({ id }) => id)].join('/'));
  readonly undoName = $derived(this.history === null ? null : undoName(this.history));
  readonly redoName = $derived(this.history === null ? null : redoName(this.history));
  readonly saveState: SaveState = $derived(
    this.saving ? 'saving' : this.document === this.saved ? 'saved' : this.document === this.kept ? 'kept' : 'unsaved',
  );
}
export const project = new ProjectState();

function findOpened(document: Project | null, opened: readonly string[]): readonly BlockDefinition[] {
  const path = opened.map((id) => document?.blocks.find((block) => block.id === id));
  const missing = path.indexOf(undefined);
  return (missing < 0 ? path : path.slice(0, missing)) as readonly BlockDefinition[];
}

/** Checks what is shown, or would be after a fix, as what it is: a network or the inside of a block. */
export const checkShown = (document: Project): ProjectCheck =>
  project.openedBlocks.length === 0
    ? checkNetwork(document, project.dataShape, project.targetShape)
    : checkBlock(document);

const checkNetwork = (document: Project, data: Shape | null, target: TargetShape): ProjectCheck =>
  withDataProblems(checkProject(document, data), document, target);

let editListeners: readonly (() => void)[] = [];
/** Tells of every edit, undo and redo. Returns the function that ends it. */
export function whenEdited(listener: () => void): () => void {
  editListeners = [...editListeners, listener];
  return () => {
    editListeners = editListeners.filter((other) => other !== listener);
  };
}
const tellEdited = (): void => editListeners.forEach((listener) => listener());

/** Shows a project that the studio opened. */
export function showProject(opened: OpenProject): void {
  dismissAll();
  project.opened = [];
  project.history = startHistory(opened.project);
  project.path = opened.path;
  project.saved = opened.recovered || opened.path === null ? null : opened.project;
  project.kept = opened.recovered ? opened.project : null;
}

export function closeProject(): void {
  dismissErrors();
  project.history = null;
  project.path = null;
  project.saved = null;
  project.kept = null;
}

/**
 * Makes an edit: named for undo ("Add Dense"), coalesced with the one before under the same `key`.
 * An edit that is refused changes nothing, is said in a note, and answers false.
 */
export function edit(name: string, change: (document: Project) => Project, key: string | null = null): boolean {
  const { history } = project;
  if (history === null) return false;
  try {
    project.history = record(history, name, change(history.present), key);
  } catch (error) {
    showError(`Cannot ${name}`, error);
    return false;
  }
  dismissErrors();
  tellEdited();
  return true;
}

/** An edit of what the Design view shows: of the network, or of the opened block, wherever that is used. */
export function editShown(name: string, change: (document: Project) => Project, key: string | null = null): boolean {
  const block = project.openedBlocks.at(-1);
  return edit(name, block ? (document) => editBlock(document, block.id, change) : change, key);
}

/** The pointer was lifted or the field left: the next edit is a step of its own. */
export function sealEdit(): void {
  if (project.history !== null) project.history = seal(project.history);
}

export function undoEdit(): void {
  if (project.history !== null) project.history = undo(project.history);
  tellEdited();
}

export function redoEdit(): void {
  if (project.history !== null) project.history = redo(project.history);
  tellEdited();
}
