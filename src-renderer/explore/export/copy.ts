/** Puts pictures and numbers onto the clipboard. Owns what is said when the system refuses. */
import { UserError } from '#shared/problem.ts';
import { pngOf } from './save.ts';

/** As PNG. Throws a UserError where the clipboard cannot be reached. */
export async function copyPicture(canvas: HTMLCanvasElement): Promise<void> {
  // The promise goes in unresolved: asked for after an await, the clipboard counts as not asked for by the person.
  await reach('picture', () => navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(canvas) })]));
}

/** Throws a UserError where the clipboard cannot be reached. */
export async function copyText(text: string): Promise<void> {
  await reach('numbers', () => navigator.clipboard.writeText(text));
}

async function reach(what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({
      received: `The ${what} did not reach the clipboard: ${error instanceof Error ? error.message : String(error)}`,
      expected: 'The window must be in front and allowed to use the clipboard.',
      action: 'Click into the window and copy again, or save a file instead.',
    });
  }
}
