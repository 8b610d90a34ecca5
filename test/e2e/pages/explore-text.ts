/** Explore › Text: what a network writes, and which words are alike to it. */
import type { Studio } from '../fixtures.ts';

export class TextPage {
  constructor(readonly studio: Studio) {}

  get write() {
    return this.studio.page.getByRole('region', { name: 'Write' });
  }

  get words() {
    return this.studio.page.getByRole('region', { name: 'Words', exact: true });
  }

  /** What it has written, word by word. */
  get written() {
    return this.write.locator('.written button');
  }

  async goOnFrom(start: string): Promise<void> {
    await this.write.getByLabel('Go on from').fill(start);
    await this.write.getByRole('button', { name: 'Write', exact: true }).click();
  }
}
