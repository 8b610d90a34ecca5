// Electron's runtime in this checkout: where it is, how it is fetched, whether it can work here, and what its last words
// mean. Needs nothing but Node and the installed packages.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './setup.mjs';

const names = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
const packageFolder = join(root, 'node_modules', 'electron');
const patienceToFetch = 5 * 60 * 1000;

/** The arguments that open the studio. The entry is also required first: see src-main/desktop/start.ts. */
export function electronArguments(files) {
  const sandbox = process.env.HOURGLASS_NO_SANDBOX === '1' ? ['--no-sandbox'] : [];
  return [...sandbox, '-r', join(root, 'out', 'desktop', 'start.cjs'), root, ...files];
}

/** Why no window can be opened here, in words, or null. */
export function whyNoWindow() {
  const { DISPLAY, WAYLAND_DISPLAY, HOURGLASS_NO_SANDBOX } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return 'There is no screen here';
  if (process.getuid?.() === 0 && HOURGLASS_NO_SANDBOX !== '1') return 'Electron’s sandbox does not work as root';
  return null;
}

/** Path of the runtime's program, fetched where it is missing; or, in words, why there is none. */
export async function findElectron() {
  const chosen = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (chosen) {
    const program = join(chosen, names[process.platform] ?? 'electron');
    return existsSync(program) ? { program } : { reason: `There is no Electron in ${chosen}` };
  }
  if (!installed()) await fetchElectron();
  return installed() ? { program: installed() } : { reason: 'Electron’s runtime is not here and cannot be fetched' };
}

function installed() {
  const record = join(packageFolder, 'path.txt');
  if (!existsSync(record)) return null;
  const program = join(packageFolder, 'dist', readFileSync(record, 'utf8'));
  return existsSync(program) ? program : null;
}

/** The package's own installer, which install scripts being off has skipped; it checks what it fetched. */
async function fetchElectron() {
  const installer = join(packageFolder, 'install.js');
  if (!existsSync(installer)) return;
  say('Fetching Electron’s runtime (once, about 100 MB) …');
  await run(process.execPath, [installer], { signal: AbortSignal.timeout(patienceToFetch) });
}

/** What Electron's last words mean. */
export function explainEnd(errors) {
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(errors)?.[1];
  if (library) return `Electron needs the system library ${library}, which is not installed`;
  if (/sandbox/i.test(errors)) return 'Electron’s sandbox does not work on this system';
  if (/missing x server|cannot open display|ozone_platform|\$DISPLAY/i.test(errors))
    return 'The screen cannot be reached';
  return 'Electron ended at once';
}
