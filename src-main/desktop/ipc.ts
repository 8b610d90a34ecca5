/** The one door from the window into the main process. Owns who may knock; what they ask is checked by dispatch. */
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { origin } from './scheme.ts';

type Asker = Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>;

/** Whether a message comes from the top frame of a window that we opened, showing our own page. */
export function isTrusted(event: Asker, isKnown: (contents: WebContents) => boolean): boolean {
  const frame = event.senderFrame;
  return frame !== null && isKnown(event.sender) && frame.parent === null && frame.origin === origin;
}

/** Answers a channel for our own windows; anyone else gets a refusal without details. */
export function handle(
  channel: string,
  isKnown: (contents: WebContents) => boolean,
  answer: (sender: WebContents, ...values: unknown[]) => unknown,
): void {
  ipcMain.handle(channel, (event, ...values: unknown[]) => {
    if (!isTrusted(event, isKnown)) throw new Error('Refused.');
    return answer(event.sender, ...values);
  });
}
