/** The Runs view: the table of runs and the details of the chosen one. */
import type { Locator } from '@playwright/test';
import type { Window } from './window.ts';

export class RunsPage {
  constructor(readonly window: Window) {}

  get list(): Locator {
    return this.window.page.getByRole('region', { name: 'Runs', exact: true });
  }

  row(name: string): Locator {
    return this.list.getByRole('row').filter({ has: this.window.page.getByRole('button', { name, exact: true }) });
  }

  async open(name: string): Promise<void> {
    await this.list.getByRole('button', { name, exact: true }).click();
  }

  /** Ticks a further run. */
  async compare(name: string): Promise<void> {
    await this.list.getByRole('checkbox', { name: `Compare ${name}` }).check();
  }

  get chart(): Locator {
    return this.window.page.getByRole('img', { name: /loss/i });
  }
}
