/** What axe says of the page that is open. Owns no screens. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, type Studio } from './fixtures.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious or critical. Evaluated, not loaded: the page's own policy would rightly refuse a script tag. */
export async function seriousFaults({ page }: Pick<Studio, 'page'>): Promise<string[]> {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() =>
    (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
      resultTypes: ['violations'],
    }),
  );
  expect(passes.length, 'rules that axe checked and found kept').toBeGreaterThan(10);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    );
}

export const themes = ['dark', 'light'] as const;

/** Shows the page in a theme, when all of it has arrived there. */
export async function wear({ page }: Pick<Studio, 'page'>, colorScheme: (typeof themes)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  // Colours on their way from one theme to the other are of neither; what ends in a parent may begin in a child.
  const settled = (): Promise<boolean> =>
    page.evaluate(async (dark) => {
      await new Promise(requestAnimationFrame);
      const underWay = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
      for (const transition of underWay) transition.finish();
      return underWay.length === 0 && matchMedia('(prefers-color-scheme: dark)').matches === dark;
    }, colorScheme === 'dark');
  await expect.poll(settled).toBe(true);
}

/** In both themes; leaves the page in the light one. */
export async function seriousFaultsOfThemes(studio: Studio): Promise<string[]> {
  const faults: string[] = [];
  for (const theme of themes) {
    await wear(studio, theme);
    faults.push(...(await seriousFaults(studio)).map((fault) => `${theme}: ${fault}`));
  }
  return faults;
}
