/** The short notes at the bottom of the window. */
import { expect, type Locator } from '@playwright/test';
import type { Window } from './window.ts';

export class Toasts {
  constructor(readonly window: Window) {}

  /** What went wrong, by its title. */
  error(title: string): Locator {
    return this.window.page.getByRole('alert').filter({ hasText: title });
  }

  /** A note that is no error, by its words. */
  note(words: RegExp): Locator {
    return this.window.page.getByText(words);
  }

  async dismiss(note: Locator): Promise<void> {
    await note.getByRole('button', { name: 'Dismiss' }).click();
    await expect(note).toBeHidden();
  }
}
