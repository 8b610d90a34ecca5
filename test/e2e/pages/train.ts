/** The Train view: figures, losses, the sample strip and the settings of a run. */
import { expect, type Locator } from '@playwright/test';
import { escapePattern, type Window } from './window.ts';

export interface EpochLosses {
  readonly epoch: number;
  readonly loss: number;
  readonly validationLoss: number;
}

export class TrainPage {
  constructor(readonly window: Window) {}

  get #page() {
    return this.window.page;
  }

  get run(): Locator {
    return this.#page.getByRole('region', { name: 'Run', exact: true });
  }

  get side(): Locator {
    return this.#page.getByRole('complementary', { name: 'Training' });
  }

  /** "Running on CPU · batch 3 of 8". */
  get status(): Locator {
    return this.run.getByRole('status');
  }

  /** How the run ended, in words. */
  get ending(): Locator {
    return this.side.getByRole('status').or(this.side.getByRole('alert'));
  }

  /** Waits for the end of a run that learns this: the run before may still be on show. */
  async finish(objective: string, epochs: number): Promise<void> {
    await expect(
      this.side.getByRole('definition').getByText(new RegExp(`^${escapePattern(objective)}( · |$)`)),
    ).toBeVisible();
    await expect(this.ending).toContainText(`Finished after ${epochs} epochs`);
  }

  /** A figure by its unit: epoch, validation loss, samples / s, left, training time. */
  figure(unit: string): Locator {
    return this.run
      .locator('dl > div')
      .filter({ has: this.#page.getByRole('term').getByText(unit, { exact: true }) })
      .getByRole('definition');
  }

  /** Waits for an epoch of the run that has so many planned: another run's figures may still stand there. */
  async reachEpoch(epoch: number, planned: number): Promise<void> {
    const reached = async (): Promise<number> => {
      const [present, all] = (await this.figure('epoch').innerText()).replaceAll(',', '').split(' / ').map(Number);
      return all === planned ? present! : 0;
    };
    await expect.poll(reached).toBeGreaterThanOrEqual(epoch);
  }

  setting(label: string): Locator {
    return this.side.getByLabel(label, { exact: true });
  }

  async set(label: string, text: string): Promise<void> {
    await this.setting(label).fill(text);
    await this.setting(label).press('Tab');
  }

  /** The devices to choose from; "Automatic" is the first. */
  get devices(): Locator {
    return this.side.getByRole('radiogroup', { name: 'Device' }).getByRole('radio');
  }

  device(title: string): Locator {
    return this.side.getByRole('radiogroup', { name: 'Device' }).getByRole('radio', { name: title });
  }

  /** Three rows of pictures: original, reconstruction, difference. */
  row(name: 'original' | 'reconstruction' | 'difference'): Locator {
    return this.#page.getByRole('img', { name: new RegExp(`^${name}\\b`) });
  }

  get scrubber(): Locator {
    return this.#page.getByRole('slider', { name: 'Epoch shown' });
  }

  /** The heading of the strip says which epoch it shows. */
  strip(what: string): Locator {
    return this.#page.getByRole('heading', { name: new RegExp(`^The same \\d+ samples, ${what}$`) });
  }

  /** The table of losses, the first epoch first. */
  async losses(): Promise<EpochLosses[]> {
    await this.run.getByRole('radio', { name: 'Table' }).check({ force: true });
    const rows = await this.run.getByRole('table').getByRole('row').allInnerTexts();
    return rows
      .slice(1)
      .map((row) => row.split('\t').map((cell) => Number.parseFloat(cell)))
      .map(([epoch = 0, loss = NaN, validationLoss = NaN]) => ({ epoch, loss, validationLoss }))
      .toReversed();
  }
}
