// Runs the end-to-end suites on a fresh build; arguments go to Playwright (--project=chromium, --project=electron, a file).
import { spawnSync } from 'node:child_process';
import { prepare } from './setup.mjs';

await prepare({ build: true });
const { status } = spawnSync('npx', ['--no-install', 'playwright', 'test', ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
