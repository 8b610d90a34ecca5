import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// The same specs drive the studio in real Electron and in a browser; test/e2e/fixtures.ts opens either.
const results = process.env['RESULTS'];
const project = process.argv.find((argument) => argument.startsWith('--project='))?.slice('--project='.length) ?? 'all';

/** Specs that measure how quick the window is say little on a busy machine: run with HOURGLASS_MEASURE=1, by hand. */
const left = process.env['HOURGLASS_MEASURE'] ? [] : ['*-speed.spec.ts'];

export default defineConfig({
  testDir: 'test/e2e',
  // One studio at a time: the machines that run this are small.
  workers: 1,
  timeout: 180_000,
  // A shared machine stalls now and then; what passes only the second time is listed as flaky.
  retries: process.env['CI'] === 'true' ? 1 : 0,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] === 'true',
  reporter: results ? [['list'], ['json', { outputFile: join(results, `${project}.json`) }]] : 'list',
  outputDir: 'test-results',
  projects: [
    // What only a desktop window has is tried there alone.
    { name: 'chromium', metadata: { host: 'browser' }, testIgnore: ['desktop-*.spec.ts', ...left] },
    // What every screen looks like is the same in both: it is gone through in the quicker one.
    { name: 'electron', metadata: { host: 'desktop' }, testIgnore: ['screens.spec.ts', ...left] },
  ],
});
