/** Explore's panel Interpolate: ends, the way between them, and what is saved of it. */
import { expect, type Locator } from '@playwright/test';
import type { Studio } from '../fixtures.ts';
import { savedFile, type Saved } from '../saved.ts';

export class InterpolatePage {
  constructor(readonly studio: Studio) {}

  get panel(): Locator {
    return this.studio.page.getByRole('region', { name: 'Interpolate', exact: true });
  }

  get ends(): Locator {
    return this.panel
      .getByRole('list', { name: 'Ends' })
      .getByRole('listitem')
      .filter({ has: this.studio.page.locator('canvas') });
  }

  get way(): Locator {
    return this.panel.getByRole('slider', { name: 'Way' });
  }

  get point(): Locator {
    return this.panel.getByRole('slider', { name: 'Point on the sheet' });
  }

  /** The picture at the point. */
  get live(): Locator {
    return this.panel.getByRole('img', { name: /^Decoded, / }).locator('canvas');
  }

  /** Number of a sample, by the picker's keyboard. */
  async add(index: number): Promise<void> {
    const { page } = this.studio;
    await this.panel.getByRole('button', { name: 'Add', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'One more sample' });
    await dialog.getByLabel('Number').fill(String(index));
    await dialog.getByRole('button', { name: `Use sample ${index}` }).click();
    await expect(dialog).toHaveCount(0);
  }

  /** Pixels of the picture at the point, once there are any. */
  async pixels(): Promise<string> {
    return this.live.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  }

  async save(item: string | RegExp): Promise<Saved> {
    await this.panel.getByRole('button', { name: 'Export' }).click();
    return savedFile(this.studio, () => this.studio.page.getByRole('menuitem', { name: item }).click());
  }

  /** Milliseconds from moving the slider to the frame that shows the new picture, one for each move. */
  latencies(moves: number): Promise<readonly number[]> {
    return this.way.evaluate(async (element, count) => {
      const slider = element as HTMLInputElement;
      const canvas = document.querySelector<HTMLCanvasElement>('[aria-label^="Decoded, "] canvas')!;
      const read = (): string => canvas.toDataURL();
      const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
      const all: number[] = [];
      for (let move = 1; move <= count; move++) {
        const before = read();
        const begun = performance.now();
        slider.value = String(0.1 + (0.8 * move) / count);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        while (read() === before && performance.now() - begun < 2000) await frame();
        all.push(performance.now() - begun);
      }
      return all;
    }, moves);
  }
}
