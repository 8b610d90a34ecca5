/** The studio's browser host with Chromium as its window. Owns both processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser } from '@playwright/test';
import { PathDialog } from '../pages/path-dialog.ts';
import { root, viewport, type Opening } from './opening.ts';

export async function openBrowser(env: Record<string, string>): Promise<Opening> {
  const server = spawn(process.execPath, [join(root, 'out/main/browser.js')], {
    env,
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(server, 'exit');
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
  return {
    page,
    app: null,
    async answerPath(path, ask) {
      await ask();
      await new PathDialog(page).answer(path);
    },
    trainers: () => childrenOf(server.pid!),
    kill: async () => {
      // The window goes first: one that outlives its studio rightly complains.
      await browser.close();
      server.kill('SIGKILL');
      await gone;
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

/** Live processes whose parent is `pid`, from /proc (Linux, where these suites run). */
async function childrenOf(pid: number): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      // "pid (name) state parent …": the name may hold spaces and brackets.
      const [state, parent] = (await readFile(`/proc/${id}/stat`, 'utf8').catch(() => ''))
        .split(') ')
        .at(-1)!
        .split(' ');
      return Number(parent) === pid && state !== 'Z' ? [Number(id)] : [];
    }),
  );
  return found.flat();
}
