/** The browser host: the same studio served to a browser on this computer. Owns start, address and orderly end. */
import { resolve } from 'node:path';
import { createStudio } from '../studio/index.ts';
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
const studio = await createStudio({
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

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked twice: at once.
    if (ending) process.exit(130);
    ending = true;
    void Promise.all([studio.close(), server.close()]).then(() => process.exit(0));
  });
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  console.error(`HOURGLASS_PORT is “${text}”; a whole number from 0 to 65535 was expected.`);
  return process.exit(2);
}
