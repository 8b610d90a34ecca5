import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** What the start scripts, which TypeScript does not see, offer. */
interface Setup {
  isInstalled(folder: string): boolean;
  swapFolders(fresh: string, target: string): void;
}
interface Electron {
  explainEnd(errors: string): string;
}
const scripts = join(import.meta.dirname, '../../../scripts');
const load = <T>(name: string): Promise<T> => import(join(scripts, name)) as Promise<T>;
const { isInstalled, swapFolders } = await load<Setup>('setup.mjs');
const { explainEnd } = await load<Electron>('electron.mjs');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-start-'));
  await mkdir(join(folder, 'node_modules'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('isInstalled', () => {
  const wanted = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/only-windows': { version: '1.0.0', optional: true },
  };
  const present = async (packages: object): Promise<boolean> => {
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    await writeFile(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
    return isInstalled(folder);
  };

  it('needs every package in its version, other systems’ parts excepted', async () => {
    expect(await present({ 'node_modules/a': { version: '1.0.0' } })).toBe(true);
    expect(await present({ 'node_modules/a': { version: '1.0.1' } })).toBe(false);
    expect(await present({})).toBe(false);
    const old = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/only-windows': { version: '0.9.0' } };
    expect(await present(old)).toBe(false);
  });

  it('does not trust an installation that broke off', async () => {
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    expect(isInstalled(folder)).toBe(false);
  });
});

it('puts a new build in the place of the old one, and leaves alone what else lies there', async () => {
  const put = async (name: string, text: string): Promise<void> => {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  await put('out/main/cli.js', 'old');
  await put('out/main/gone.js', 'old');
  await put('out/test-1/x.js', 'mine');
  await put('out/.building/main/cli.js', 'new');
  await put('out/.building/renderer/index.html', 'new');
  swapFolders(join(folder, 'out/.building'), join(folder, 'out'));
  expect(await readdir(join(folder, 'out/main'))).toEqual(['cli.js']);
  expect(await readFile(join(folder, 'out/main/cli.js'), 'utf8')).toBe('new');
  expect(await readFile(join(folder, 'out/renderer/index.html'), 'utf8')).toBe('new');
  expect(await readFile(join(folder, 'out/test-1/x.js'), 'utf8')).toBe('mine');
});

it.each([
  [
    'electron: error while loading shared libraries: libgtk-3.so.0: cannot open shared object file',
    /library libgtk-3.so.0/,
  ],
  ['FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but is not configured', /sandbox/],
  ['ERROR:ozone_platform_x11.cc(245)] Missing X server or $DISPLAY', /screen cannot be reached/],
  ['Segmentation fault', /ended at once/],
])('says in words why Electron ended: %s', (errors, words) => {
  expect(explainEnd(errors)).toMatch(words);
});
