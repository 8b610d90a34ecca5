/** Explore's panel “Reconstruct”: its gallery, the chosen sample, the pictures given, and the strip. */
import type { Locator } from '@playwright/test';
import type { Studio } from '../fixtures.ts';

export class ReconstructPage {
  constructor(readonly studio: Studio) {}

  get #panel(): Locator {
    return this.studio.page.getByRole('region', { name: 'Reconstruct', exact: true });
  }

  get gallery(): Locator {
    return this.#panel.getByRole('listbox', { name: 'Samples and their reconstructions' });
  }

  get tiles(): Locator {
    return this.gallery.getByRole('option');
  }

  /** Pictures that are drawn, not only their places. */
  get reconstructions(): Locator {
    return this.gallery.getByRole('img', { name: 'reconstruction' });
  }

  get detail(): Locator {
    return this.#panel.getByRole('complementary', { name: 'The chosen sample' });
  }

  get given(): Locator {
    return this.#panel.getByRole('region', { name: 'Your pictures' });
  }

  get status(): Locator {
    return this.#panel.getByRole('status').filter({ hasText: /sample/ });
  }

  get search(): Locator {
    return this.#panel.getByRole('searchbox', { name: 'Search by label or number' });
  }

  get order(): Locator {
    return this.#panel.getByRole('combobox', { name: 'Order' });
  }

  get scrubber(): Locator {
    return this.#panel.getByRole('slider', { name: 'Epoch shown' });
  }

  get export(): Locator {
    return this.#panel.getByRole('button', { name: 'Export' });
  }

  async part(name: string): Promise<void> {
    await this.#panel.getByRole('radio', { name: new RegExp(name) }).check({ force: true });
  }
}
