// What every command does first, from a bare clone on: installs packages where they are missing or stale, builds where
// the build is. Needs nothing but Node. Speaks on stderr, in words; ends the process when it cannot go on.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');
const at = (...path) => join(root, ...path);
const oldestNode = [20, 19];
/** Everything that a build is made of. */
const sources = [
  'src-main',
  'src-shared',
  'src-renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
];
const buildMark = at('out', '.sources');

/** Makes the checkout ready; with `build`, also out/. Returns quickly when nothing is to do. */
export async function prepare({ build }) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]))
    fail(
      `This is Node ${process.versions.node}; Hourglass needs ${oldestNode.join('.')} or newer. Install it from nodejs.org.`,
    );
  if (!isInstalled()) await install();
  if (build) await buildIfStale();
}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

export function fail(line) {
  say(line);
  process.exit(1);
}

/** Whether node_modules holds what package-lock.json asks for, by npm's own record of what it installed (written last). */
export function isInstalled(folder = root) {
  const wanted = readLock(join(folder, 'package-lock.json'));
  const present = readLock(join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted.packages).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = present.packages[path];
    // Other systems' native parts are in the lock file only.
    return found ? found.version === version : Boolean(optional || devOptional);
  });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

async function install() {
  say(
    existsSync(at('node_modules'))
      ? 'Installing packages: they have changed …'
      : 'Installing packages: the first start takes a minute or two …',
  );
  const { code, output } = await runNpm(['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund']);
  if (code === 0) return;
  if (code === null) fail('npm was not found. It comes with Node: install both from nodejs.org.');
  if (isOffline(output))
    fail(
      'The packages cannot be fetched: the network or the package registry cannot be reached. Connect, and start again.',
    );
  if (/ENOSPC/.test(output))
    fail('The packages cannot be installed: the disk is full. Free about 1.5 GB, and start again.');
  fail(`The packages cannot be installed. npm says:\n${errorLines(output)}`);
}

async function buildIfStale() {
  const fingerprint = fingerprintSources();
  const built = existsSync(buildMark) ? readFileSync(buildMark, 'utf8') : '';
  if (built === fingerprint) return;
  say('Building …');
  const fresh = at('out', `.building-${process.pid}`);
  const { code, output } = await run(
    process.execPath,
    [at('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
    { env: { ...process.env, NODE_ENV: 'production', HOURGLASS_BUILD_FOLDER: fresh } },
  );
  if (code === 0) {
    rmSync(buildMark, { force: true });
    swapFolders(fresh, at('out'));
    writeFileSync(buildMark, fingerprint);
  }
  rmSync(fresh, { recursive: true, force: true });
  if (code !== 0) fail(`Hourglass cannot be built. The builder says:\n${lastLines(output)}`);
}

/**
 * Puts each folder of `fresh` in the place of its namesake in `target`, what was there is removed. A studio that is
 * running meanwhile, or another command that builds, finds one build or the other, not half of one.
 */
export function swapFolders(fresh, target) {
  const replaced = join(fresh, '.replaced');
  mkdirSync(replaced);
  for (const name of readdirSync(fresh)) {
    if (name === '.replaced') continue;
    const place = join(target, name);
    if (existsSync(place)) renameSync(place, join(replaced, name));
    renameSync(join(fresh, name), place);
  }
}

/** Names, sizes and times of all sources: changes whenever any of them does, in whichever direction of time. */
function fingerprintSources() {
  const hash = createHash('sha256');
  const add = (path) => {
    const status = statSync(at(path), { throwIfNoEntry: false });
    if (!status) return;
    if (status.isDirectory())
      readdirSync(at(path))
        .sort()
        .forEach((name) => add(join(path, name)));
    else hash.update(`${path}\0${status.size}\0${status.mtimeMs}\n`);
  };
  sources.forEach(add);
  return hash.digest('hex');
}

/** Runs npm to its end, silently. It says where it is when it runs us; else it is found by name, which Windows does only through a shell. */
export function runNpm(options, settings = {}) {
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  return run(command, [...before, ...options], {
    shell: command === 'npm' && process.platform === 'win32',
    ...settings,
  });
}

/** Whether a program failed because it reached nobody. */
export function isOffline(output) {
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i.test(output);
}

/** Runs a program to its end, silently. `code` is null when it could not be started. */
export function run(command, options, settings = {}) {
  return new Promise((done) => {
    let output = '';
    const child = spawn(command, options, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...settings });
    const keep = (chunk) => (output = (output + chunk).slice(-100_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', () => done({ code: null, output }));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}

/** npm's reasons, without its remarks and the usage that it adds. */
function errorLines(output) {
  const lines = output.split('\n').filter((line) => /^npm (error|ERR!) \S/.test(line));
  return lines.slice(0, 12).join('\n') || lastLines(output);
}

/** The end of a program's output, without colours and stack traces. */
function lastLines(output) {
  const escape = String.fromCharCode(27);
  const lines = output.replaceAll(new RegExp(`${escape}\\[[0-9;]*m`, 'g'), '').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .slice(-20)
    .join('\n');
}
