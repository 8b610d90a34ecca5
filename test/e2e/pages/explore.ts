/** The Explore view: what is open in it, its panels, and a network that was trained for it. Each panel's own parts have files of their own. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator } from '@playwright/test';
import type { Studio } from '../fixtures.ts';

const templates = join(import.meta.dirname, '..', '..', '..', 'resources', 'templates');

export interface Training {
  /** Samples of the template's own data. */
  readonly samples?: number;
  readonly epochs?: number;
  readonly batchSize?: number;
}

export class ExplorePage {
  constructor(readonly studio: Studio) {}

  get #page() {
    return this.studio.page;
  }

  /** Opens a template on few samples, and begins to train it. */
  async beginTemplate(template: string, { samples = 300, epochs = 2, batchSize = 32 }: Training = {}): Promise<void> {
    const text = await readFile(join(templates, `${template}.hourglass`), 'utf8');
    const project = JSON.parse(text) as { data: object; training: object };
    const small = {
      ...project,
      data: { ...project.data, limit: samples },
      training: { ...project.training, epochs, batchSize, device: 'cpu' },
    };
    const file = join(this.studio.dataFolder, `${template}.hourglass`);
    await writeFile(file, JSON.stringify(small));
    await this.#begin(file);
  }

  /** The same, to the end. */
  async trainTemplate(template: string, training: Training = {}): Promise<void> {
    await this.beginTemplate(template, training);
    await this.#finish(training.epochs ?? 2);
  }

  /** Opens a project that says so many epochs, and trains it to the end. */
  async train(file: string, epochs: number): Promise<void> {
    await this.#begin(file);
    await this.#finish(epochs);
  }

  async #begin(file: string): Promise<void> {
    await this.studio.drop([file]);
    await this.#page.getByRole('complementary', { name: 'Inspector' }).waitFor();
    await this.#page.keyboard.press('ControlOrMeta+Enter');
  }

  async #finish(epochs: number): Promise<void> {
    const side = this.#page.getByRole('complementary', { name: 'Training' });
    await expect(side.getByText(new RegExp(`Finished after ${epochs} epoch`))).toBeVisible({ timeout: 60_000 });
  }

  /** Goes there, to a panel. */
  async open(panel: string): Promise<void> {
    const views = this.#page.getByRole('navigation', { name: 'Views' });
    await views.getByRole('button', { name: 'Explore' }).click();
    await this.#page
      .getByRole('navigation', { name: 'Panels of Explore' })
      .getByRole('button', { name: panel })
      .click();
    await expect(this.panel(panel)).toBeVisible();
  }

  /** What a panel shows; everything of it lies in here. */
  panel(title: string): Locator {
    return this.#page.getByRole('region', { name: title, exact: true });
  }

  /** "After epoch 2 · 300 handwritten digits". */
  get status(): Locator {
    return this.#page.getByRole('status').filter({ hasText: /After epoch/ });
  }

  get failure(): Locator {
    return this.#page.getByRole('alert');
  }
}
