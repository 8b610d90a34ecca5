/** Bringing a run's design back: into the open project as an edit, or as a project of its own. Owns no dialogs. */
import type { RunDetails } from '#shared/wire/studio.ts';
import { openText } from '../state/files.ts';
import { edit } from '../state/project.svelte.ts';
import { select, showView } from '../state/session.svelte.ts';

/** Replaces the document by the run's, keeping the project's name and identity; undo brings the present one back. */
export function reopenDesign({ project }: RunDetails, name: string): void {
  const done = edit(`reopen the design of ${name}`, (present) => ({ ...project, id: present.id, name: present.name }));
  if (!done) return;
  select([]);
  showView('design');
}

/** A new, unsaved project with the run's design; the open one is kept first. */
export function openCopy({ project }: RunDetails, name: string): Promise<boolean> {
  const copy = { ...project, id: crypto.randomUUID(), name: `${project.name}, ${name}`.slice(0, 120) };
  return openText(`${name}.hourglass`, JSON.stringify(copy));
}
