/** The bar above every view: the project's name and state, the views, and the training buttons. */
import { expect, type Locator } from '@playwright/test';
import type { Window } from './window.ts';

export type View = 'Design' | 'Data' | 'Train' | 'Explore' | 'Runs';

export class TopBar {
  constructor(readonly window: Window) {}

  get #banner(): Locator {
    return this.window.page.getByRole('banner');
  }

  /** "saved", "unsaved changes kept", … */
  get state(): Locator {
    return this.#banner.getByRole('status');
  }

  get name(): Locator {
    return this.#banner.getByRole('textbox', { name: 'Name of the project' });
  }

  get home(): Locator {
    return this.#banner.getByRole('button', { name: 'Start page' });
  }

  tab(view: View): Locator {
    return this.#banner.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view });
  }

  /** A training button: Train, Pause, Resume, Stop. */
  action(name: string): Locator {
    return this.#banner.getByRole('group', { name: 'Actions' }).getByRole('button', { name, exact: true });
  }

  async show(view: View): Promise<void> {
    await this.tab(view).click();
    await expect(this.tab(view)).toHaveAttribute('aria-current', 'page');
  }

  async rename(name: string): Promise<void> {
    await this.name.fill(name);
    await this.name.press('Enter');
  }
}
