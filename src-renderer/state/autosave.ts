/** Keeps unsaved work: a second after the last edit, and at once when the window goes away. Owns timing, not files. */
import type { CallInput } from '#shared/wire/studio.ts';
import { showError } from '../ui/toasts.svelte.ts';
import { project, whenEdited } from './project.svelte.ts';
import { studio } from './studio.ts';

const DELAY_MS = 1000;

let timer: ReturnType<typeof setTimeout> | undefined;
let failing = false;

/** Resolves once the document is on the disk, or the failure was said (once, until it works again). */
export async function autosave(): Promise<void> {
  clearTimeout(timer);
  const { document, path, saved, kept } = project;
  if (document === null || document === saved || document === kept) return;
  try {
    // The wire's types are mutable where the document's are readonly; nothing is changed on the way.
    await studio.call('project:autosave', { project: document, path } as CallInput<'project:autosave'>);
    if (project.document?.id === document.id) project.kept = document;
    failing = false;
  } catch (error) {
    if (!failing) showError('Unsaved changes could not be kept', error);
    failing = true;
  }
}

/** Starts keeping: after edits, and when the window is hidden or closes. Returns the function that ends it. */
export function startAutosave(): () => void {
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') void autosave();
  };
  document.addEventListener('visibilitychange', hidden);
  const ends = [
    whenEdited(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void autosave(), DELAY_MS);
    }),
    studio.on('app:closing', () => void autosave()),
  ];
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', hidden);
    for (const end of ends) end();
  };
}
