/** Opens the studio for a test: in real Electron or in a browser, on a fresh data folder that outlives a kill. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  _electron,
  test as base,
  chromium,
  expect,
  type Browser,
  type ElectronApplication,
  type Page,
} from '@playwright/test';

const root = join(import.meta.dirname, '../..');
const viewport = { width: 1440, height: 900 };

/** One opening of the studio: a process and its window. */
interface Opening {
  readonly page: Page;
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** The studio under test. `page` is its present window. */
export class Studio {
  readonly violations: string[] = [];
  #opening: Opening | null = null;

  constructor(
    readonly host: 'browser' | 'desktop',
    readonly dataFolder: string,
  ) {}

  get page(): Page {
    if (!this.#opening) throw new Error('The studio is not open.');
    return this.#opening.page;
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
    // Everything that the page complains of counts, refusals of the content security policy above all.
    page.on('pageerror', (error) => this.violations.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.violations.push(message.text());
    });
    await page.getByRole('main').waitFor();
    return page;
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

async function openDesktop(env: Record<string, string>): Promise<Opening> {
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const executablePath = override ? join(override, 'electron') : (createRequire(import.meta.url)('electron') as string);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app: ElectronApplication = await _electron.launch({ executablePath, args: [...sandbox, '-r', join(root, 'out/desktop/start.cjs'), root], env, cwd: root });
  const page = await app.firstWindow();
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    viewport,
  );
  return {
    page,
    kill: async () => {
      const child = app.process();
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    close: () => app.close(),
  };
}

async function openBrowser(env: Record<string, string>): Promise<Opening> {
  const server: ChildProcess = spawn(process.execPath, [join(root, 'out/main/browser.js')], {
    env,
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await firstAddress(server);
  const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
  const browser: Browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const page = await browser.newPage({ viewport });
  await page.goto(address);
  const gone = once(server, 'exit');
  return {
    page,
    kill: async () => {
      server.kill('SIGKILL');
      await gone;
      await browser.close();
    },
    close: async () => {
      await browser.close();
      server.kill('SIGTERM');
      await gone;
    },
  };
}

async function firstAddress(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0];
    if (address) return address;
  }
  throw new Error('The browser host ended without printing its address.');
}

export const test = base.extend<{ studio: Studio }>({
  studio: async ({}, use, info) => {
    const folder = await mkdtemp(join(tmpdir(), 'hourglass-e2e-'));
    const studio = new Studio(info.project.metadata['host'] as 'browser' | 'desktop', folder);
    await studio.open();
    await use(studio);
    await studio.close();
    await rm(folder, { recursive: true, force: true });
    expect(studio.violations, 'the window complained').toEqual([]);
  },
});

export { expect };
