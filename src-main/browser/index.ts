/** The browser host: the same studio served to a browser on this computer. Owns start, address and orderly end. */
import { resolve } from 'node:path';
import { describeError } from '#shared/problem.ts';
import { createStudio, type Studio } from '../studio/index.ts';
import { findFolders } from '../studio/folders.ts';
import { forkWithNode } from '../studio/runs/node-process.ts';
import { version } from '../studio/version.ts';
import { browserCalls } from './calls.ts';
import { hasDisplay, openBrowser } from './open-browser.ts';
import { startServer } from './server.ts';
import { createUploads } from './uploads.ts';

// This file is built to out/main/browser.js.
const root = resolve(import.meta.dirname, '../..');
const folders = findFolders();
const studio: Studio = await createStudio({
  folders,
  host: {
    kind: 'browser',
    nativeDialogs: false,
    version,
    resources: resolve(root, 'resources'),
    trainerEntry: resolve(import.meta.dirname, 'trainer.js'),
    fork: forkWithNode,
    calls: browserCalls,
  },
}).catch((error: unknown) => {
  const { received, expected, action } = describeError(error);
  console.error(`Hourglass cannot start. ${received} ${expected} ${action}`);
  process.exit(1);
});
const server = await startServer({
  studio,
  uploads: createUploads(folders.uploads),
  windowFiles: resolve(root, 'out/renderer'),
  port: readPort(process.env.HOURGLASS_PORT),
}).catch((error: NodeJS.ErrnoException) => {
  const reason = error.code === 'EADDRINUSE' ? 'another program uses that port' : error.message;
  console.error(`Hourglass cannot listen on this computer: ${reason}. Choose another HOURGLASS_PORT, or none.`);
  process.exit(1);
});
console.log(`Hourglass is open at ${server.address}`);
if (hasDisplay() && process.env.HOURGLASS_NO_OPEN !== '1') await openBrowser(server.address);

// A defect in one call or report must not take the studio with it; training goes on.
process.on('uncaughtException', (error) => studio.log.write('Uncaught', error));
process.on('unhandledRejection', (error) => studio.log.write('Unhandled', error));

let askedAt = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked again: at once. A terminal and npm both pass on the same Ctrl-C, which counts as one.
    if (askedAt > 0 && Date.now() - askedAt > 500) process.exit(130);
    if (askedAt > 0) return;
    askedAt = Date.now();
    void Promise.all([studio.close(), server.close()]).then(() => process.exit(0));
  });
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  console.error(`HOURGLASS_PORT is “${text}”; a whole number from 0 to 65535 was expected.`);
  return process.exit(2);
}
