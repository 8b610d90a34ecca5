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

  /** While the images are prepared. */
  get progress(): Locator {
    return this.images.getByRole('progressbar', { name: 'Preparing the data' });
  }

  /** Why the data could not be prepared. */
  get failure(): Locator {
    return this.images.getByRole('alert').filter({ has: this.#page.getByRole('button', { name: 'Try again' }) });
  }

  label(name: string): Locator {
    return this.images
      .getByRole('radiogroup', { name: 'Label' })
      .getByRole('radio', { name: new RegExp(`^${name}\\b`) });
  }

  /** What is known of the chosen image. */
  get detail(): Locator {
    return this.images.getByRole('definition').first().locator('..');
  }

  /** The preview of what the network will see. */
  get asSeen(): Locator {
    return this.#page.getByRole('img', { name: 'As the network sees them' });
  }

  /** Until the previews before and after are drawn. */
  async waitForPictures(): Promise<void> {
    const drawn = (): Promise<boolean> =>
      this.asSeen.evaluate((row) => {
        const pictures = [...row.querySelectorAll('img')];
        return pictures.length > 0 && pictures.every((picture) => picture.complete && picture.naturalWidth > 0);
      });
    await expect.poll(drawn).toBe(true);
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

  async useOnly(images: number): Promise<void> {
    await this.turnOn('Use only some images');
    await this.fill('At most', String(images));
    await this.expectPrepared(`${images} `);
  }

  /** Data that took long are not prepared again by themselves: then the button is pressed that offers it. */
  async expectPrepared(words: string): Promise<void> {
    const again = this.images.getByRole('button', { name: 'Prepare again' });
    await expect(async () => {
      if (await again.isVisible()) await again.click({ timeout: 500 });
      await expect(this.title).toContainText(words, { timeout: 500 });
      await expect(again.or(this.progress)).toBeHidden({ timeout: 500 });
    }).toPass({ timeout: 30_000 });
  }
}
