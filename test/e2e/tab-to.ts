/** Getting somewhere by Tab alone. Owns no shortcut. */
import { expect, type Locator, type Page } from '@playwright/test';

/** As many stops as a person would bear. */
const mostStops = 120;

/** Presses Tab until the keyboard is there. Every stop on the way must be visible and show that it has the keyboard. */
export async function tabTo(page: Page, goal: Locator): Promise<void> {
  await goal.waitFor();
  for (let stops = 0; stops <= mostStops; stops++) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      const box = element.getBoundingClientRect();
      const seen = element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
      return seen && element.matches(':focus-visible') && box.height >= 0 ? null : element.outerHTML.slice(0, 200);
    });
    expect(hidden, 'a stop of the keyboard that cannot be seen').toBeNull();
  }
  throw new Error(`Tab did not lead to ${String(goal)} within ${mostStops} stops.`);
}
