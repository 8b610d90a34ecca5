/** Explore's panel Fill in: the surface that is painted on, its tools, and what the network puts in. */
import { expect, type Locator } from '@playwright/test';
import type { Studio } from '../fixtures.ts';

export class FillInPage {
  constructor(readonly studio: Studio) {}

  get panel(): Locator {
    return this.studio.page.getByRole('region', { name: 'Fill in', exact: true });
  }
  get surface(): Locator {
    return this.panel.getByRole('application', { name: /paint a hole/ });
  }
  /** The large picture. */
  get filled(): Locator {
    return this.panel.getByRole('img', { name: 'Filled in by the network' });
  }
  /** "196 pixels, 25%". */
  get missing(): Locator {
    return this.panel.getByRole('table', { name: /Error in the hole/ }).getByRole('caption');
  }
  get kept(): Locator {
    return this.panel.getByRole('region', { name: 'Fills made before' }).getByRole('button');
  }
  tool(name: 'Brush' | 'Eraser' | 'Rectangle'): Promise<void> {
    return this.panel.getByRole('radio', { name }).check({ force: true });
  }
  button(name: string): Locator {
    return this.panel.getByRole('button', { name, exact: true });
  }
  /** "0.213": of the network, the surroundings or the mean picture. */
  async error(of: 'Network' | 'Surroundings' | 'Mean picture'): Promise<number> {
    const row = this.panel.getByRole('row', { name: new RegExp(of) });
    return Number(await row.getByRole('cell').nth(-2).textContent());
  }
  async usePreset(name: string): Promise<void> {
    await this.button('Holes').click();
    await this.studio.page.getByRole('menuitem', { name, exact: true }).click();
  }
  /** From one place to another, as shares of the surface's sides, with the mouse. */
  async paint(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
    const box = (await this.surface.boundingBox())!;
    const { mouse } = this.studio.page;
    await mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
    await mouse.down();
    await mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 8 });
    await mouse.up();
  }
  /** Milliseconds from each of so many moves of the brush to the frame that shows what the network makes of it. */
  async latencies(moves: number): Promise<readonly number[]> {
    const box = (await this.surface.boundingBox())!;
    const { mouse } = this.studio.page;
    await mouse.move(box.x + 0.1 * box.width, box.y + 0.1 * box.height);
    await mouse.down();
    const all = await this.surface.evaluate(async (surface, count) => {
      const canvas = document.querySelector<HTMLCanvasElement>('[aria-label="Filled in by the network"] canvas')!;
      // What was black may be filled black: the count of missing pixels comes with the same answer.
      const read = (): string => canvas.toDataURL() + document.querySelector('caption')!.textContent;
      const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
      const { left, top, width, height } = surface.getBoundingClientRect();
      const times: number[] = [];
      for (let move = 1; move <= count; move++) {
        // Another place each time, row by row.
        const [column, row] = [move % 20, Math.floor(move / 20)];
        const at = { clientX: left + ((4 + column) / 28) * width, clientY: top + ((6 + row * 6) / 28) * height };
        const before = read();
        const begun = performance.now();
        surface.dispatchEvent(new PointerEvent('pointermove', { ...at, bubbles: true }));
        while (read() === before && performance.now() - begun < 2000) await frame();
        times.push(performance.now() - begun);
      }
      return times;
    }, moves);
    await mouse.up();
    return all;
  }
  async expectMissing(words: string | RegExp): Promise<void> {
    // An explorer stands back behind whatever else the machine has to do, its first compilation too.
    await expect(this.missing).toContainText(words, { timeout: 60_000 });
  }
}
