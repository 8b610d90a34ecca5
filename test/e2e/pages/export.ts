/** The Export view: formats, parts, options, and what came of an export. */
import type { Locator } from '@playwright/test';
import type { Studio } from '../fixtures.ts';

export class ExportPage {
  constructor(readonly studio: Studio) {}

  get #page() {
    return this.studio.page;
  }

  async chooseFormat(title: string): Promise<void> {
    await this.#page.getByRole('radio', { name: new RegExp(`^${title}, for `) }).check({ force: true });
  }

  async choosePart(title: string): Promise<void> {
    await this.side.getByRole('radio', { name: new RegExp(`^${title} `) }).check();
  }

  get side(): Locator {
    return this.#page.getByRole('complementary', { name: 'Export' });
  }

  /** What was written, and the largest difference. */
  get outcome(): Locator {
    return this.side.getByRole('status').filter({ has: this.#page.getByRole('button', { name: 'Show in folder' }) });
  }

  /** Exports to a path: of a folder, to the one that it shall stand in. */
  async save(path: string): Promise<void> {
    await this.studio.answerPath(path, () => this.side.getByRole('button', { name: /^Export as / }).click());
  }
}
