/**
 * The trainer process: carries messages between its parent and one run, or one question about devices. Starts alike as
 * Electron's utility process (process.parentPort) and as Node's child process (process.send). Owns the process, nothing
 * else; what a command needs is loaded when it comes, so that a question about devices does not wait for the compiler.
 */
import type { TrainerCommand, TrainerReply } from '#shared/wire/training.ts';
import { Control } from './control.ts';
import { giveWay } from './explore/give-way.ts';
import { Inbox } from './explore/inbox.ts';

interface ParentPort {
  on(event: 'message', listener: (event: { data: TrainerCommand }) => void): void;
  postMessage(message: TrainerReply): void;
}

const port = (process as { parentPort?: ParentPort }).parentPort;
const control = new Control();
const inbox = new Inbox();
const cancelled = new AbortController();
let training = false;
let sent = Promise.resolve();

/** Resolves once the message has left this process. */
const send = (reply: TrainerReply): void => {
  sent = new Promise((resolve) => {
    if (port) {
      port.postMessage(reply);
      resolve();
    } else if (process.connected) process.send!(reply, undefined, {}, () => resolve());
    else resolve();
  });
};

async function answer(
  command: Exclude<TrainerCommand, { type: 'pause' | 'resume' | 'stop' | 'ask' | 'cancel' | 'giveWay' }>,
): Promise<void> {
  switch (command.type) {
    case 'start':
      training = true;
      return (await import('./trainer.ts')).train(command, send, control);
    case 'evaluate':
      return (await import('./evaluation/evaluate.ts')).evaluateRun(command, send);
    case 'export':
      return (await import('../export/export-run.ts')).exportRun(command, send, cancelled.signal);
    case 'importModel':
      return (await import('../import/import-run.ts')).importModel(command, send);
    case 'probe':
      return (await import('./probe.ts')).probeDevices(command, send);
    case 'measure':
      return send(await (await import('./measure.ts')).measureDevice(command));
    case 'explore':
      return (await import('./explore/explore.ts')).explore(command, send, inbox);
    case 'import':
      return (await import('./explore/explore.ts')).exploreImported(command, send, inbox);
  }
}

async function receive(command: TrainerCommand): Promise<void> {
  if (command.type === 'stop') cancelled.abort();
  if (command.type === 'pause' || command.type === 'resume' || command.type === 'stop') return control[command.type]();
  if (command.type === 'ask' || command.type === 'cancel') return inbox.put(command);
  if (command.type === 'giveWay') return giveWay();
  await answer(command);
  await sent;
  leave();
}

/** The native runtime's threads would keep the process alive. */
function leave(): void {
  if (port) setTimeout(() => process.exit(0), 50);
  else process.exit(0);
}

if (port) port.on('message', ({ data }) => void receive(data));
else {
  process.on('message', (command: TrainerCommand) => void receive(command));
  // Without a studio there is nobody to train for: save and end. Nor is there anybody to answer.
  process.on('disconnect', () => (training ? control.stop() : process.exit(0)));
}
// Ctrl-C in a terminal goes to the studio, which stops its runs in order.
process.on('SIGINT', () => undefined);
