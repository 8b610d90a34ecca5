/** The Data view: the source, its pictures, what was skipped, how images are prepared. */
import { expect, type Locator } from '@playwright/test';
import type { Window } from './window.ts';

export class DataPage {
  constructor(readonly window: Window) {}

  get #page() {
    return this.window.page;
  }

  get images(): Locator {
    return this.#page.getByRole('region', { name: 'Images', exact: true });
  }

  /** What the data are called: "10,000 handwritten digits". */
  get title(): Locator {
    return this.images.getByRole('heading', { level: 2 });
  }

  get gallery(): Locator {
    return this.images.getByRole('listbox', { name: 'Images', exact: true });
  }

  get preparation(): Locator {
    return this.#page.getByRole('form', { name: 'How images are prepared' });
  }

  get skipped(): Locator {
    return this.#page.getByRole('region', { name: 'Skipped files' }).getByRole('listitem');
  }

  /** That the input and the data differ, with its fixes. */
  get mismatch(): Locator {
    return this.images.getByRole('alert').filter({ has: this.#page.getByRole('group', { name: 'Fixes' }) });
  }

  /** The item of "Use other data". */
  async useOther(item: string): Promise<void> {
    await this.images.getByRole('button', { name: 'Use other data' }).click();
    await this.#page.getByRole('menuitem', { name: item }).click();
  }

  async turnOn(label: string): Promise<void> {
    await this.preparation.getByRole('switch', { name: label }).check();
  }

  async fill(label: string, text: string): Promise<void> {
    const field = this.preparation.getByLabel(label, { exact: true });
    await field.fill(text);
    await field.press('Tab');
  }

  async choose(option: string): Promise<void> {
    await this.preparation.getByRole('radio', { name: option }).check();
  }

  async useOnly(images: number): Promise<void> {
    await this.turnOn('Use only some images');
    await this.fill('At most', String(images));
    await this.expectPrepared(`${images} images`);
  }

  /** Data that took long are not prepared again by themselves: then the button is pressed that offers it. */
  async expectPrepared(words: string): Promise<void> {
    const again = this.images.getByRole('button', { name: 'Prepare again' });
    const prepared = this.images.getByText(words);
    await expect(again.or(prepared)).toBeVisible();
    if (await again.isVisible()) await again.click();
    await expect(prepared).toBeVisible();
  }
}
