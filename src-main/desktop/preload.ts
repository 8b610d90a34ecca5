/**
 * Runs sandboxed before the window's page and gives it exactly four functions: no ipcRenderer, no event objects, no
 * name of a call or event that is not on the list. Owns no logic of the studio.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { mediaAddress, type StudioBridge } from '#shared/wire/client.ts';
import { calls, eventNames, type WireResult } from '#shared/wire/studio.ts';
import { channels } from './channels.ts';

const bridge: StudioBridge = {
  call(name, input) {
    if (!Object.hasOwn(calls, name)) throw new Error(`There is no call “${String(name)}”.`);
    return ipcRenderer.invoke(channels.call, name, input) as Promise<WireResult<unknown>>;
  },
  on(name, listener) {
    if (!eventNames.includes(name)) throw new Error(`There is no event “${String(name)}”.`);
    const pass = (_event: unknown, ...[told, data]: unknown[]): void => {
      // The main process sends each name with its own data.
      if (told === name) listener(data as never);
    };
    ipcRenderer.on(channels.event, pass);
    void ipcRenderer.invoke(channels.listens, name);
    return () => void ipcRenderer.removeListener(channels.event, pass);
  },
  pathOfFile(file) {
    try {
      // Throws for anything that is not a File; '' for one that lies nowhere.
      return webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]) || null;
    } catch {
      return null;
    }
  },
  media: mediaAddress,
};

// After the page's own listeners have run, and what they asked for at once is under way.
ipcRenderer.on(channels.event, (_event, told: unknown) => {
  if (told === 'app:closing') setTimeout(() => void ipcRenderer.invoke(channels.readyToClose), 0);
});

contextBridge.exposeInMainWorld('hourglass', bridge);
