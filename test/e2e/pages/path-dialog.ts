/** The window's own dialog for paths, where the host has no system dialogs. */
import { basename, dirname } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

export class PathDialog {
  readonly #dialog: Locator;

  constructor(page: Page) {
    this.#dialog = page.getByRole('dialog', { name: /^(Save the project|Open a project|Choose )/ });
  }

  /** Goes to the path and presses the dialog's button: Save, Open or Choose this folder. */
  async answer(path: string): Promise<void> {
    await this.#dialog.waitFor();
    const name = this.#dialog.getByRole('textbox', { name: 'Name' });
    const choosesFolder = await this.#dialog.getByRole('button', { name: 'Choose this folder' }).isVisible();
    await this.#goTo(choosesFolder ? path : dirname(path));
    if (await name.isVisible()) await name.fill(basename(path));
    else if (!choosesFolder) await this.#entry(basename(path)).click();
    await this.#dialog.getByRole('button', { name: /^(Save|Replace|Open|Choose this folder)$/ }).click();
    await expect(this.#dialog).toBeHidden();
  }

  async #goTo(folder: string): Promise<void> {
    const shown = this.#dialog.getByRole('textbox', { name: 'Folder' });
    // What is typed before the first folder is read would be replaced by it.
    await expect(shown).not.toHaveValue('');
    await shown.fill(folder);
    await shown.press('Enter');
    await expect(this.#dialog.getByRole('button', { name: 'Go' })).toBeHidden();
    await expect(shown).toHaveValue(folder);
  }

  #entry(name: string): Locator {
    return this.#dialog
      .getByRole('list', { name: 'Files and folders' })
      .getByRole('button')
      .filter({ has: this.#dialog.page().getByText(name, { exact: true }) });
  }
}
