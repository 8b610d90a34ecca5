/** The Dream panel: layers, what is dreamt of, the picture, the sheet, maps and filters. */
import { expect, type Locator } from '@playwright/test';
import type { Studio } from '../fixtures.ts';

export class DreamPage {
  constructor(readonly studio: Studio) {}

  get panel(): Locator {
    return this.studio.page.getByRole('region', { name: 'Dream', exact: true });
  }

  /** Of the finished dream; its name ends otherwise while it is on its way. */
  picture(of: RegExp): Locator {
    return this.panel.getByRole('img', { name: of });
  }

  get progress(): Locator {
    return this.panel.getByRole('progressbar');
  }

  layer(name: string | RegExp): Locator {
    return this.panel.getByRole('group', { name: 'Layer' }).getByRole('radio', { name });
  }

  async chooseLayer(name: string | RegExp): Promise<void> {
    await this.layer(name).check({ force: true });
  }

  /** What the dream begins with. */
  get start(): Locator {
    return this.panel.getByRole('group', { name: 'From' });
  }

  async view(name: string): Promise<void> {
    await this.panel.getByRole('radio', { name, exact: true }).check({ force: true });
  }

  async set(label: string, value: number): Promise<void> {
    const field = this.panel.getByRole('textbox', { name: label, exact: true });
    await field.fill(String(value));
    await field.press('Enter');
  }

  async choose(label: string, option: string): Promise<void> {
    await this.panel.getByRole('combobox', { name: label, exact: true }).selectOption({ label: option });
  }

  async dream(): Promise<void> {
    await this.panel.getByRole('button', { name: 'Dream', exact: true }).click();
  }

  async finished(): Promise<void> {
    await expect(this.progress).toHaveCount(0, { timeout: 60_000 });
  }

  async cancel(): Promise<void> {
    await this.panel.getByRole('button', { name: 'Cancel' }).click();
  }

  cells(label: RegExp): Locator {
    return this.panel.getByRole('list', { name: label }).getByRole('button');
  }
}
