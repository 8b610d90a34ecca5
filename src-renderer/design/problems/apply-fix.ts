/** Applies a fix as an edit. Its label is a sentence in quotes of its own; undo names it without them. */
import type { Fix } from '#shared/graph/problem.ts';
import { edit } from '../../state/project.svelte.ts';
import { canvas } from '../canvas/canvas.svelte.ts';

export const nameOfFix = ({ label }: Fix): string => label.charAt(0).toLowerCase() + label.slice(1).replaceAll(/[“”]/g, '');

export function applyFix(fix: Fix): void {
  canvas.preview = null;
  edit(nameOfFix(fix), (document) => fix.apply(document));
}
