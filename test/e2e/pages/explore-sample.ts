/** Explore's panel Sample: the grid, the chosen one with its sliders and arithmetic, and what is saved. */
import type { Locator } from '@playwright/test';
import type { Studio } from '../fixtures.ts';
import { savedFile, type Saved } from '../saved.ts';

export class SamplePage {
  constructor(readonly studio: Studio) {}

  get panel(): Locator {
    return this.studio.page.getByRole('region', { name: 'Sample', exact: true });
  }

  get grid(): Locator {
    return this.panel.getByRole('listbox', { name: 'Drawn samples' });
  }

  get tiles(): Locator {
    return this.grid.getByRole('option');
  }

  get sliders(): Locator {
    return this.panel.getByRole('list', { name: 'Latent sliders' }).getByRole('slider');
  }

  /** What the samples were drawn from, and whether it has memorised. */
  get state(): Locator {
    return this.panel.getByRole('status').filter({ hasText: /Drawn|Drawing/ });
  }

  pixelsOf(tile: Locator): Promise<string> {
    return tile
      .locator('canvas')
      .first()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  }

  /** The chosen one, as it is changed. */
  get live(): Locator {
    return this.panel.getByRole('img', { name: /, as changed$/ });
  }

  setting(label: string): Locator {
    return this.panel.getByRole('form', { name: 'Drawing' }).getByLabel(label, { exact: true });
  }

  async openExport(): Promise<void> {
    await this.panel.getByRole('button', { name: 'Export' }).click();
  }

  async save(item: string): Promise<Saved> {
    await this.openExport();
    return savedFile(this.studio, () => this.studio.page.getByRole('menuitem', { name: item }).click());
  }

  /** Asks for so many pictures in a zip. */
  async saveFolder(count: number): Promise<void> {
    const { page } = this.studio;
    await this.openExport();
    await page.getByRole('menuitem', { name: 'Save image folder (zip)…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save samples as an image folder' });
    await dialog.getByLabel('Pictures in the folder').fill(String(count));
    await dialog.getByRole('button', { name: 'Save' }).click();
  }
}
