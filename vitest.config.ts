import { defineConfig } from 'vitest/config';

// Unit, property and contract tests: plain Node, no window. e2e has its own runner (playwright.config.ts).
export default defineConfig({
  test: {
    include: ['test/{shared,main,renderer,contract}/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    // The workers train beside each other: each on a thread of its own.
    env: { HOURGLASS_THREADS: '1' },
    testTimeout: 30_000,
    // Its entry for Node names nothing that can be imported by name; the one for bundlers does.
    server: { deps: { inline: ['gifenc'] } },
  },
});
