/**
 * The open project: its document with history, and what is derived from it. Owns edits, undo and whether it is saved;
 * files.ts opens and saves it, session.svelte.ts owns selection and views.
 */
import { checkProject, type ProjectCheck } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { record, redo, redoName, seal, startHistory, undo, undoName, type History } from '#shared/graph/history.ts';
import type { OpenProject } from '#shared/wire/studio.ts';
import { dismissAll, dismissErrors, showError } from '../ui/toasts.svelte.ts';
import type { Shape } from '#shared/layers/layer.ts';

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

  readonly document = $derived(this.history?.present ?? null);
  readonly check: ProjectCheck | null = $derived(
    this.document === null ? null : checkProject(this.document, this.dataShape),
  );
  readonly undoName = $derived(this.history === null ? null : undoName(this.history));
  readonly redoName = $derived(this.history === null ? null : redoName(this.history));
  readonly saveState: SaveState = $derived(
    this.saving ? 'saving' : this.document === this.saved ? 'saved' : this.document === this.kept ? 'kept' : 'unsaved',
  );
}
export const project = new ProjectState();

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
