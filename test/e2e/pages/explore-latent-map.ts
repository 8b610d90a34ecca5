/** Explore's panel “Latent map”: the map, its settings, legend, and what is decoded, hovered or selected. */
import type { Locator } from '@playwright/test';
import type { Studio } from '../fixtures.ts';
import { savedText } from '../saved.ts';

export class LatentMapPage {
  constructor(readonly studio: Studio) {}

  get #page() {
    return this.studio.page;
  }
  get #region(): Locator {
    return this.#page.getByRole('region', { name: 'Latent map', exact: true });
  }

  get map(): Locator {
    return this.#region.getByRole('application', { name: 'Latent map' });
  }
  /** In words, for readers of screens. */
  get summary(): Locator {
    return this.#region.locator('[id$="-summary"]');
  }
  get decoded(): Locator {
    return this.#region.getByRole('img', { name: 'Decoded at the mark' });
  }
  get latent(): Locator {
    return this.#region.getByRole('status').filter({ hasText: /^Latent/ });
  }
  get original(): Locator {
    return this.#region.getByRole('img', { name: 'Original' });
  }
  get reconstruction(): Locator {
    return this.#region.getByRole('img', { name: 'Reconstruction' });
  }
  get selection(): Locator {
    return this.#region.getByRole('region', { name: 'Selected samples' });
  }
  get marks(): Locator {
    return this.#region.getByRole('region', { name: 'Marked anomalies' });
  }
  get legend(): Locator {
    return this.#region.getByRole('list', { name: 'Legend' });
  }
  get progress(): Locator {
    return this.#region.getByRole('progressbar');
  }
  get alert(): Locator {
    return this.#region.getByRole('alert');
  }

  tool(name: RegExp): Locator {
    return this.#region.getByRole('toolbar', { name: 'Tools of the map' }).getByRole('button', { name });
  }
  button(name: string | RegExp): Locator {
    return this.#region.getByRole('button', { name });
  }
  choose(setting: string, value: string): Promise<string[]> {
    return this.#region.getByRole('combobox', { name: setting }).selectOption(value);
  }
  get grid(): Locator {
    return this.#region.getByRole('switch', { name: 'Decoded grid' });
  }

  /** A pixel of the window, by shares of the map's width and height. */
  async at(x: number, y: number): Promise<{ readonly x: number; readonly y: number }> {
    const box = (await this.map.boundingBox())!;
    return { x: box.x + box.width * x, y: box.y + box.height * y };
  }

  /** From now on each move that decodes is paired with the frame that shows its own picture. */
  async watchDecoding(): Promise<void> {
    await this.#region.evaluate((region) => {
      const shown = (): number => Number(region.querySelector('[data-turn]')?.getAttribute('data-turn') ?? 0);
      const moved = new Map<number, number>();
      const times: number[] = [];
      let turn = shown();
      const seen = new Set<number>([turn]);
      // Each move while the button is down asks once.
      region.querySelector('[role=application]')!.addEventListener('pointermove', ({ timeStamp }) => {
        turn += 1;
        moved.set(turn, timeStamp);
      });
      new MutationObserver(() => {
        const now = shown();
        const since = moved.get(now);
        if (since === undefined || seen.has(now)) return;
        seen.add(now);
        // After the next frame has been handed over.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => times.push(performance.now() - since);
          port2.postMessage(null);
        });
      }).observe(region, { subtree: true, attributes: true, childList: true, attributeFilter: ['data-turn'] });
      Object.assign(window, { decodingTimes: times });
    });
  }
  /** Milliseconds of each picture that was seen. */
  decodingTimes(): Promise<number[]> {
    return this.#page.evaluate(() => (window as unknown as { decodingTimes: number[] }).decodingTimes);
  }
  async decodedMoves(): Promise<number> {
    return (await this.decodingTimes()).length;
  }

  /** As a system does when it resets the graphics card; resolves once the window has it back. */
  async loseGraphics(): Promise<void> {
    await this.map
      .locator('canvas')
      .nth(1)
      .evaluate(async (canvas: HTMLCanvasElement) => {
        const loss = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
        const happens = (event: string) =>
          new Promise((resolve) => canvas.addEventListener(event, resolve, { once: true }));
        const lost = happens('webglcontextlost');
        loss.loseContext();
        await lost;
        const back = happens('webglcontextrestored');
        // Not within the event itself.
        setTimeout(() => loss.restoreContext());
        await back;
      });
  }

  /** Moves the pointer until it is over a point, from the middle outwards. */
  async hoverPoint(): Promise<void> {
    for (let turn = 0; turn < 400; turn++) {
      const { x, y } = await this.at(0.5, 0.5);
      const [angle, radius] = [turn * 2.4, 9 * Math.sqrt(turn)];
      await this.#page.mouse.move(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius);
      if (await this.original.isVisible()) return;
    }
    throw new Error('No point of the map was found.');
  }

  /** What a choice of a menu saves, as text. */
  async save(menu: string, choice: string): Promise<string> {
    await this.button(menu).click();
    return savedText(this.studio, () => this.#page.getByRole('menuitem', { name: choice }).click());
  }

  /** A lasso around everything. */
  async lassoAll(): Promise<void> {
    const { mouse } = this.#page;
    const corners = await Promise.all([
      this.at(0.02, 0.14),
      this.at(0.98, 0.14),
      this.at(0.98, 0.98),
      this.at(0.02, 0.98),
    ]);
    await mouse.move(corners[0]!.x, corners[0]!.y);
    await mouse.down();
    for (const { x, y } of corners.slice(1)) await mouse.move(x, y, { steps: 6 });
    await mouse.up();
  }
}
