/** The canvas with its palette and problems. */
import { expect, type Locator } from '@playwright/test';
import { escapePattern, type Window } from './window.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export class DesignPage {
  constructor(readonly window: Window) {}

  get #page() {
    return this.window.page;
  }

  get canvas(): Locator {
    return this.#page.getByRole('group', { name: 'Canvas' });
  }

  get nodes(): Locator {
    return this.canvas.locator('[aria-roledescription="node"]');
  }

  get edges(): Locator {
    return this.canvas.locator('[aria-roledescription="edge"]');
  }

  /** A layer, by its name; its accessible name goes on with kind, part, shape, weights and problem. */
  node(name: string): Locator {
    return this.canvas.getByRole('group', { name: new RegExp(`^${escapePattern(name)}, `) });
  }

  edge(from: string, to: string): Locator {
    return this.canvas.getByRole('img', { name: `From ${from} to ${to}`, exact: true });
  }

  get search(): Locator {
    return this.#page.getByRole('searchbox', { name: 'Search layers' });
  }

  kind(title: string): Locator {
    return this.#page.getByRole('group', { name: 'Layer kinds' }).getByRole('button', { name: title, exact: true });
  }

  tool(name: string): Locator {
    return this.canvas.getByRole('toolbar', { name: 'Canvas tools' }).getByRole('button', { name });
  }

  get fixes(): Locator {
    return this.problem.getByRole('group', { name: 'Fixes' }).getByRole('button');
  }

  /** The popover with a problem's words and fixes. */
  get problem(): Locator {
    return this.#page.getByRole('dialog').filter({ has: this.#page.getByRole('heading', { level: 3 }) });
  }

  /** Names that a node's height × width × channels goes by for screen readers. */
  async expectShape(name: string, shape: readonly number[]): Promise<void> {
    await expect(this.node(name)).toHaveAccessibleName(new RegExp(`gives ${shape.join(' by ')}(,|$)`));
  }

  /** A straight line has a box without height, which does not count as visible. */
  async expectEdge(from: string, to: string): Promise<void> {
    await expect(this.edge(from, to)).toBeAttached();
  }

  /** Drags a layer from the palette to a point of the canvas, counted from its top left corner. */
  async dragIn(title: string, to: Point): Promise<void> {
    await this.kind(title).dragTo(this.canvas, { targetPosition: to });
  }

  async dragOnto(title: string, edge: Locator): Promise<void> {
    // Onto the line itself: the middle of a curve's box lies beside it.
    const middle = await edge
      .locator('path')
      .first()
      .evaluate((path: SVGPathElement) => {
        const point = path.getPointAtLength(path.getTotalLength() / 2);
        const matrix = path.getScreenCTM()!;
        return { x: point.x * matrix.a + matrix.e, y: point.y * matrix.d + matrix.f };
      });
    const box = (await this.canvas.boundingBox())!;
    await this.dragIn(title, { x: middle.x - box.x, y: middle.y - box.y });
  }

  /** From the right handle of one layer to the left handle of another, by mouse. */
  async connectByMouse(from: string, to: string): Promise<void> {
    await this.node(from)
      .locator('.svelte-flow__handle-right')
      .dragTo(this.node(to).locator('.svelte-flow__handle-left'));
    await this.expectEdge(from, to);
  }

  async connectByKeyboard(from: string, to: string): Promise<void> {
    await this.selectByKeyboard(from);
    await this.#page.keyboard.press('c');
    await this.#page.getByRole('combobox', { name: 'Search layers to connect to' }).fill(to);
    await this.#page.keyboard.press('Enter');
    await this.expectEdge(from, to);
  }

  /** The palette by keyboard: search, Enter. It goes behind the selected layer. */
  async addByKeyboard(words: string): Promise<void> {
    await this.search.focus();
    await this.search.fill(words);
    await this.search.press('Enter');
    await this.search.press('Escape');
  }

  /** Clicks a layer on its name. */
  async select(name: string): Promise<void> {
    await this.node(name).click();
  }

  /** Enter selects the layer that has the keyboard; on a selected one it would open its problem. */
  async selectByKeyboard(name: string): Promise<void> {
    await this.node(name).focus();
    if (!(await this.isSelected(name))) await this.#page.keyboard.press('Enter');
    await expect(this.node(name)).toHaveClass(/\bselected\b/);
  }

  async isSelected(name: string): Promise<boolean> {
    return /\bselected\b/.test((await this.node(name).getAttribute('class')) ?? '');
  }

  /** Opens the problem at a layer, by its badge. */
  async openProblem(name: string): Promise<void> {
    await this.node(name)
      .getByRole('button', { name: /^(Problem|Warning): / })
      .click();
    await this.problem.waitFor();
  }

  /** Every layer as it stands: its full description and its place on the canvas. */
  async layers(): Promise<string[]> {
    return this.nodes.evaluateAll((all) =>
      all.map((node) => `${node.getAttribute('aria-label')} at ${(node as HTMLElement).style.transform}`).sort(),
    );
  }

  /** Every connection, "From … to …". */
  async connections(): Promise<string[]> {
    return this.edges.evaluateAll((all) => all.map((edge) => edge.getAttribute('aria-label') ?? '').sort());
  }
}
