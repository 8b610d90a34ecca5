/** Explore's panel “Anomalies”: threshold, curves, worst samples, and pictures given. */
import type { Locator } from '@playwright/test';
import type { Studio } from '../fixtures.ts';

export class AnomaliesPage {
  constructor(readonly studio: Studio) {}

  get #panel(): Locator {
    return this.studio.page.getByRole('region', { name: 'Anomalies', exact: true });
  }

  get threshold(): Locator {
    return this.#panel.getByRole('slider', { name: 'Threshold' });
  }

  get figures(): Locator {
    return this.#panel.getByRole('status', { name: 'At the threshold' });
  }

  get roc(): Locator {
    return this.#panel.getByRole('img', { name: /^ROC: AUROC/ });
  }

  get score(): Locator {
    return this.#panel.getByRole('combobox', { name: 'Score' });
  }

  label(name: string): Locator {
    return this.#panel.getByRole('group', { name: 'Usual labels' }).getByRole('button', { name, exact: true });
  }

  /** What is said of the samples marked on the latent map. */
  get marked(): Locator {
    return this.#panel.getByRole('status').filter({ hasText: 'marked as' });
  }

  button(name: string): Locator {
    return this.#panel.getByRole('button', { name });
  }

  get worst(): Locator {
    return this.#panel.getByRole('listbox', { name: 'Samples, worst first' });
  }

  get given(): Locator {
    return this.#panel.getByRole('region', { name: 'Given pictures' });
  }

  get export(): Locator {
    return this.#panel.getByRole('button', { name: 'Export' });
  }

  get suggested(): Locator {
    return this.#panel.getByRole('button', { name: 'Take the suggested threshold' });
  }
}
