/** The inspector at the right of the canvas: settings of what is selected. */
import type { Locator } from '@playwright/test';
import type { Window } from './window.ts';

export class Inspector {
  constructor(readonly window: Window) {}

  get area(): Locator {
    return this.window.page.getByRole('complementary', { name: 'Inspector' });
  }

  get heading(): Locator {
    return this.area.getByRole('heading', { level: 2 });
  }

  field(label: string): Locator {
    return this.area.getByLabel(label, { exact: true });
  }

  async fill(label: string, text: string): Promise<void> {
    await this.field(label).fill(text);
    // Leaving the field makes what was typed one step of undo.
    await this.field(label).press('Tab');
  }

  async choose(label: string, option: string): Promise<void> {
    await this.field(label).selectOption({ label: option });
  }
}
