/** The window's own dialog for paths, where the host has no system dialogs. */
import { relative, sep } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

export class PathDialog {
  readonly #dialog: Locator;

  constructor(page: Page) {
    this.#dialog = page.getByRole('dialog', {
      name: /^(Save the project|Open a project|Export as |Share as |Choose )/,
    });
  }

  get #folder(): Locator {
    return this.#dialog.getByRole('textbox', { name: 'Folder' });
  }

  #button(name: string): Locator {
    return this.#dialog.getByRole('button', { name, exact: true });
  }

  /** Folders are walked to by mouse; paths of files are typed. */
  async answer(path: string): Promise<void> {
    await expect(this.#folder).not.toHaveValue('');
    if (await this.#button('Choose this folder').isVisible()) {
      await this.#walkTo(path);
      await this.#button('Choose this folder').click();
    } else {
      const opens = await this.#button('Open').isVisible();
      await this.#folder.fill(path);
      await this.#folder.press('Enter');
      // The path of a file that is there opens it.
      if (!opens) await this.#button('Save').or(this.#button('Replace')).click();
    }
    await expect(this.#dialog).toBeHidden();
  }

  async #walkTo(folder: string): Promise<void> {
    const entries = this.#dialog.getByRole('list', { name: 'Files and folders' }).getByRole('button');
    for (let here = await this.#folder.inputValue(); here !== folder; here = await this.#folder.inputValue()) {
      const [next = ''] = relative(here, folder).split(sep);
      if (next === '..') await this.#button('Folder above').click();
      else await entries.filter({ has: this.#dialog.page().getByText(next, { exact: true }) }).click();
      await expect(this.#folder).not.toHaveValue(here);
    }
  }
}
