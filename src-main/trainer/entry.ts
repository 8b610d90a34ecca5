/**
 * The trainer process: carries messages between its parent and one run. Starts alike as Electron's utility process
 * (process.parentPort) and as Node's child process (process.send). Owns the process, nothing else.
 */
import type { TrainerCommand, TrainerReply } from '#shared/wire/training.ts';
import { Control } from './control.ts';
import { previewReconstructions } from './preview.ts';
import { train } from './trainer.ts';

interface ParentPort {
  on(event: 'message', listener: (event: { data: TrainerCommand }) => void): void;
  postMessage(message: TrainerReply): void;
}

const port = (process as { parentPort?: ParentPort }).parentPort;
const control = new Control();

/** Resolves once the message has left this process. */
const send = (reply: TrainerReply): Promise<void> =>
  new Promise((resolve) => {
    if (port) {
      port.postMessage(reply);
      resolve();
    } else if (process.connected) process.send!(reply, undefined, {}, () => resolve());
    else resolve();
  });

async function start(command: Extract<TrainerCommand, { type: 'start' }>): Promise<void> {
  let sent = Promise.resolve();
  await train(command, (report) => (sent = send(report)), control);
  await sent;
  leave();
}

function receive(command: TrainerCommand): void {
  if (command.type === 'start') void start(command);
  else if (command.type === 'reconstruct') void previewReconstructions(command).then(send).then(leave);
  else control[command.type]();
}

/** The native runtime's threads would keep the process alive. */
function leave(): void {
  if (port) setTimeout(() => process.exit(0), 50);
  else process.exit(0);
}

if (port) port.on('message', ({ data }) => receive(data));
else {
  process.on('message', receive);
  // Without a studio there is nobody to train for: save and end.
  process.on('disconnect', () => control.stop());
}
// Ctrl-C in a terminal goes to the studio, which stops its runs in order.
process.on('SIGINT', () => undefined);
