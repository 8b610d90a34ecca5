/** The standalone page: exported by the command line, opened from the disk without a network, moved, and compared with Hourglass. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium, expect, test, type Page } from '@playwright/test';
import { seriousFaults } from './axe.ts';
import { root } from './hosts/opening.ts';

let folder: string;
test.beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'hourglass-page-'))));
test.afterAll(() => rm(folder, { recursive: true, force: true }));

const run = promisify(execFile);
async function hourglass(...args: string[]): Promise<Record<string, unknown>> {
  const env = { ...process.env, HOURGLASS_DATA: join(folder, 'data') };
  const { stdout } = await run(process.execPath, [join(root, 'out/main/cli.js'), ...args, '--json'], {
    env,
    cwd: folder,
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Numbers of a NumPy file of 32-bit floating point. */
async function readNpy(path: string): Promise<Float32Array> {
  const file = await readFile(path);
  const start = 10 + file.readUInt16LE(8);
  return new Float32Array(new Uint8Array(file.subarray(start)).buffer);
}

const pixels = (page: Page): Promise<string> =>
  page.evaluate(() => (document.getElementById('picture') as HTMLCanvasElement).toDataURL());

test('works from the disk without a network: sliders, places, random, and the numbers of Hourglass', async () => {
  test.skip(test.info().project.name !== 'chromium', 'The page is a browser’s, whatever window the studio has.');
  await hourglass('new', 'variational-2', '-o', 'digits.hourglass');
  const { folder: runFolder } = (await hourglass('train', 'digits.hourglass', '--epochs', '1')) as { folder: string };
  const html = join(folder, 'digits.html');
  const samples = join(folder, 'samples');
  const options = ['--format', 'page', '--part', 'decoder', '--samples', samples, '-o', html];
  const { check } = (await hourglass('export', runFolder, ...options)) as { check: { difference: number } };
  expect(check.difference).toBeLessThanOrEqual(1e-4);

  const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
  try {
    const context = await browser.newContext({
      offline: true,
      colorScheme: 'light',
      viewport: { width: 1040, height: 880 },
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    const asked: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(html).href);
    await expect(page.locator('html')).toHaveAttribute('data-ready', 'wasm');

    const first = await pixels(page);
    await page.getByRole('slider', { name: 'Value 1' }).focus();
    for (let press = 0; press < 12; press += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(() => pixels(page)).not.toBe(first);
    const second = await pixels(page);
    await page.getByRole('button', { name: 'Begin with number 5' }).click();
    await expect.poll(() => pixels(page)).not.toBe(second);
    const third = await pixels(page);
    await page.getByRole('button', { name: 'Random' }).click();
    await expect.poll(() => pixels(page)).not.toBe(third);
    const wander = page.getByRole('button', { name: 'Wander' });
    await wander.click();
    const fourth = await pixels(page);
    await expect.poll(() => pixels(page)).not.toBe(fourth);
    await wander.click();
    await expect(wander).toHaveAttribute('aria-pressed', 'false');

    const [latents, expected] = await Promise.all(
      ['input', 'expected'].map((name) => readNpy(join(samples, `${name}.npy`))),
    );
    const count = latents!.length / 2;
    const size = expected!.length / count;
    for (let sample = 0; sample < count; sample += 1) {
      // `net` is the page's own.
      const decoded = await page.evaluate(
        `Array.from(net.decode([${latents!.subarray(sample * 2, sample * 2 + 2).join()}]))`,
      );
      const wanted = expected!.subarray(sample * size, (sample + 1) * size);
      const farthest = Math.max(...(decoded as number[]).map((value, at) => Math.abs(value - wanted[at]!)));
      expect(farthest).toBeLessThanOrEqual(1e-4);
    }
    await page.screenshot({ path: test.info().outputPath('page-light.png'), fullPage: true });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: test.info().outputPath('page-dark.png'), fullPage: true });
    expect(await seriousFaults({ page })).toEqual([]);
    expect(complaints).toEqual([]);
    expect(asked).toEqual([pathToFileURL(html).href]);
  } finally {
    await browser.close();
  }
});
