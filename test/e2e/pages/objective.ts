/** What the network learns: the same choice in the inspector of a project and in the settings of training. */
import { expect, type Locator } from '@playwright/test';
import { escapePattern, type Window } from './window.ts';

export class ObjectiveChoice {
  constructor(readonly window: Window) {}

  get button(): Locator {
    return this.window.page.getByRole('button', { name: /^What it learns: / });
  }

  get list(): Locator {
    return this.window.page.getByRole('listbox', { name: 'What it learns' });
  }

  /** By its title; what is said of it follows in its name. */
  option(title: string): Locator {
    return this.list.getByRole('option').filter({ has: this.window.page.getByText(title, { exact: true }) });
  }

  async expect(title: string): Promise<void> {
    await expect(this.button).toHaveAccessibleName(new RegExp(`^What it learns: ${escapePattern(title)}( |$)`));
  }

  async choose(title: string): Promise<void> {
    await this.button.click();
    await this.option(title).click();
    await this.expect(title);
  }
}
