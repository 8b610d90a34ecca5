/** Opens the studio for a test: in real Electron or in a browser, on a fresh data folder that outlives a kill. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type ElectronApplication, type Page } from '@playwright/test';
import { openBrowser } from './hosts/browser.ts';
import { openDesktop } from './hosts/desktop.ts';
import type { Opening } from './hosts/opening.ts';
import { DataPage } from './pages/data.ts';
import { DesignPage } from './pages/design.ts';
import { ExplorePage } from './pages/explore.ts';
import { Inspector } from './pages/inspector.ts';
import { RunsPage } from './pages/runs.ts';
import { StartPage } from './pages/start.ts';
import { Toasts } from './pages/toasts.ts';
import { TopBar } from './pages/top-bar.ts';
import { TrainPage } from './pages/train.ts';

/** The studio under test. `page` is its present window: page objects ask for it anew each time. */
export class Studio {
  /** Everything that the page complained of: refusals of the content security policy above all. */
  readonly #complaints: string[] = [];
  readonly #forgiven: RegExp[] = [];
  #opening: Opening | null = null;

  constructor(
    readonly host: 'browser' | 'desktop',
    readonly dataFolder: string,
  ) {}

  get page(): Page {
    return this.#open.page;
  }

  /** The desktop's main process. */
  get app(): ElectronApplication {
    const { app } = this.#open;
    if (!app) throw new Error('The browser host has no Electron.');
    return app;
  }

  get #open(): Opening {
    if (!this.#opening) throw new Error('The studio is not open.');
    return this.#opening;
  }

  async open(): Promise<Page> {
    const environment = {
      ...process.env,
      HOURGLASS_DATA: this.dataFolder,
      HOURGLASS_NO_OPEN: '1',
      HOME: this.dataFolder,
    } as Record<string, string>;
    delete environment['HOURGLASS_PORT'];
    this.#opening = this.host === 'desktop' ? await openDesktop(environment) : await openBrowser(environment);
    const { page } = this.#opening;
    page.on('pageerror', (error) => this.#complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(message.text());
    });
    await page.getByRole('main').waitFor();
    return page;
  }

  answerPath(path: string, ask: () => Promise<void>): Promise<void> {
    return this.#open.answerPath(path, ask);
  }

  trainers(): Promise<number[]> {
    return this.#open.trainers();
  }

  /** Drops files of this computer onto the middle of the window, by the browser's own drag events. `over`: done while they are held there. */
  async drop(paths: readonly string[], over?: () => Promise<void>): Promise<void> {
    const protocol = await this.page.context().newCDPSession(this.page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      if (type === 'drop') await over?.();
      await protocol.send('Input.dispatchDragEvent', {
        type,
        x: 700,
        y: 450,
        data: { items: [], files: [...paths], dragOperationsMask: 1 },
      });
    }
    await protocol.detach();
  }

  /** Complaints that a test provokes count no more; they may come late. */
  forgive(provoked: RegExp): void {
    this.#forgiven.push(provoked);
  }

  get complaints(): readonly string[] {
    return this.#complaints.filter((text) => !this.#forgiven.some((provoked) => provoked.test(text)));
  }

  /** Ends it as a power cut ends it. */
  async kill(): Promise<void> {
    await this.#opening?.kill();
    this.#opening = null;
  }

  async close(): Promise<void> {
    await this.#opening?.close();
    this.#opening = null;
  }
}

interface Fixtures {
  studio: Studio;
  bar: TopBar;
  start: StartPage;
  design: DesignPage;
  inspector: Inspector;
  data: DataPage;
  train: TrainPage;
  explore: ExplorePage;
  runs: RunsPage;
  toasts: Toasts;
}

export const test = base.extend<Fixtures>({
  studio: async ({}, use, info) => {
    const folder = await mkdtemp(join(tmpdir(), 'hourglass-e2e-'));
    const studio = new Studio(info.project.metadata['host'] as 'browser' | 'desktop', folder);
    await studio.open();
    await use(studio);
    // What a failed test last saw; the window is this fixture's own, so Playwright takes no picture by itself.
    if (info.status !== info.expectedStatus) {
      const path = info.outputPath('window.png');
      const taken = await studio.page.screenshot({ path }).catch(() => null);
      if (taken) await info.attach('window', { path, contentType: 'image/png' });
    }
    await studio.close();
    await rm(folder, { recursive: true, force: true });
    expect(studio.complaints, 'the window complained').toEqual([]);
  },
  bar: async ({ studio }, use) => use(new TopBar(studio)),
  start: async ({ studio }, use) => use(new StartPage(studio)),
  design: async ({ studio }, use) => use(new DesignPage(studio)),
  inspector: async ({ studio }, use) => use(new Inspector(studio)),
  data: async ({ studio }, use) => use(new DataPage(studio)),
  train: async ({ studio }, use) => use(new TrainPage(studio)),
  explore: async ({ studio }, use) => use(new ExplorePage(studio)),
  runs: async ({ studio }, use) => use(new RunsPage(studio)),
  toasts: async ({ studio }, use) => use(new Toasts(studio)),
});

export { expect };
