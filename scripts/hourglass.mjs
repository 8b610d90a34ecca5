// The command line from a checkout: makes the checkout ready first, which speaks on stderr only, so that stdout holds
// nothing but the command's own output.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, prepare, root } from './setup.mjs';

try {
  await prepare({ build: true });
} catch (error) {
  fail(`hourglass cannot start: ${error.message}`);
}
await import(pathToFileURL(join(root, 'out', 'main', 'cli.js')).href);
