// Type checks every part under its own tsconfig, and the window's components with svelte-check. What was found last time is kept in
// out/types, so that only what has changed since is checked again.
import { spawnSync } from 'node:child_process';

const checks = [
  ...['shared', 'main', 'test'].map((part) => [
    part,
    ['tsc', '-p', `tsconfig.${part}.json`, '--incremental', '--tsBuildInfoFile', `out/types/${part}.tsbuildinfo`],
  ]),
  ['renderer', ['svelte-check', '--tsconfig', './tsconfig.renderer.json', '--fail-on-warnings']],
];

let failed = 0;
for (const [part, [tool, ...options]] of checks) {
  const { status } = spawnSync('npx', ['--no-install', tool, ...options], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  console.log(`type check of ${part}: ${status === 0 ? 'ok' : 'failed'}`);
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
