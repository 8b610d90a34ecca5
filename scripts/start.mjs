// npm start: makes the checkout ready and opens the studio: in its own window where Electron works, else in the browser,
// and where there is no screen it prints the address. Arguments: project files to open, or --browser.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { electronArguments, explainEnd, findElectron, whyNoWindow } from './electron.mjs';
import { fail, prepare, root, say } from './setup.mjs';

process.on('uncaughtException', (error) => fail(`Hourglass cannot start: ${error.message}`));

const chosen = process.argv.slice(2);
await prepare({ build: true });
const reason = chosen.includes('--browser') ? '' : await openWindow(chosen);
if (reason !== null) {
  if (reason !== '') say(`${reason}, so Hourglass opens in the browser instead.`);
  await import(pathToFileURL(join(root, 'out', 'main', 'browser.js')).href);
}

/** Opens the desktop window and stays until it is closed: null. Where that cannot be: why, in words. */
async function openWindow(files) {
  const obstacle = whyNoWindow();
  if (obstacle !== null) return obstacle;
  const { program, reason } = await findElectron();
  if (!program) return reason;

  const environment = { ...process.env };
  // Would turn Electron into plain Node.
  delete environment.ELECTRON_RUN_AS_NODE;
  // Its own process group: Ctrl-C comes through us, once.
  const child = spawn(program, electronArguments(files), {
    cwd: process.cwd(),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  let opened = false;
  let errors = '';
  child.stdout.on('data', (chunk) => {
    opened ||= /^Hourglass is (already )?open/m.test(String(chunk));
    process.stdout.write(chunk);
  });
  // Chromium's remarks about the system; they matter only when it fails.
  child.stderr.on('data', (chunk) => (errors = (errors + chunk).slice(-20_000)));

  let asked = 0;
  const end = (signal) => {
    // A terminal and npm both pass on the same Ctrl-C.
    if (Date.now() - asked < 500) return;
    asked = Date.now();
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);

  const { code, error } = await new Promise((ended) => {
    child.on('error', (error) => ended({ code: null, error }));
    child.on('close', (code) => ended({ code }));
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, end);
  if (code === 0 || asked > 0) return null;
  if (!opened) return error ? `Electron cannot be started (${error.code})` : explainEnd(errors);
  say('The window of Hourglass ended unexpectedly. Your work has been kept: start it again.');
  process.exitCode = 1;
  return null;
}
