/** Applies a fix as an edit. */
import type { Fix } from '#shared/graph/problem.ts';
import { editShown } from '../../state/project.svelte.ts';
import { canvas } from '../canvas/canvas.svelte.ts';
import { settle } from '../insert.ts';
import { nameOfFix } from './fix-name.ts';

export function applyFix(fix: Fix): void {
  canvas.preview = null;
  editShown(nameOfFix(fix), (document) => settle(document, fix.apply(document)));
}
