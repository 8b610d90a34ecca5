// Runs the command line from a checkout: installs and builds first where that is needed, saying so on stderr only, so that
// stdout holds nothing but the command's own output.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const built = join(root, 'out', 'main', 'cli.js');
const sources = ['src-main', 'src-shared', 'package.json', 'package-lock.json', 'electron.vite.config.ts'];

/** Time of the newest change in a file or folder, milliseconds since 1970. */
function newestChange(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return 0;
  if (!status.isDirectory()) return status.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), 0);
}

/** Runs a step with all of its output on stderr; ends this process when it fails. */
function step(title, command, options) {
  process.stderr.write(`hourglass: ${title} …\n`);
  const { status, stdout, stderr } = spawnSync(command, options, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}hourglass: ${title} failed.\n`);
  process.exit(1);
}

if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) step('installing packages', 'npm', ['ci']);
const builtAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (sources.some((source) => newestChange(join(root, source)) > builtAt))
  step('building', process.execPath, [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build']);

const child = spawn(process.execPath, [built, ...process.argv.slice(2)], { stdio: 'inherit' });
// Ctrl-C reaches the child by itself; this process only waits for how it ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
