#!/usr/bin/env node
/** The command line's entry: connects the process with run.ts. Owns the process, no command. */
import { join } from 'node:path';
import { runCommandLine } from './run.ts';

const interrupted = new AbortController();
let interrupts = 0;
process.on('SIGINT', () => {
  interrupts += 1;
  // The first one stops in order; whoever insists gets out at once.
  if (interrupts > 1) process.exit(130);
  interrupted.abort();
});
process.on('SIGTERM', () => interrupted.abort());

const code = await runCommandLine(process.argv.slice(2), {
  terminal: { out: process.stdout, errors: process.stderr, interactive: process.stderr.isTTY === true },
  place: {
    // Built to out/main; resources/ lies beside out/.
    resources: join(import.meta.dirname, '..', '..', 'resources'),
    trainerEntry: join(import.meta.dirname, 'trainer.js'),
    environment: process.env,
  },
  interrupted: interrupted.signal,
});
// Not before everything is written: a pipe may be slower than we are.
process.stdout.write('', () => process.exit(code));
