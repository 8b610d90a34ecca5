/** The desktop host. Owns start, the window's life and orderly end; no call of the studio. */
import { extname, resolve } from 'node:path';
import { app, BrowserWindow, dialog, Menu, session, type WebContents } from 'electron';
import { describeError } from '#shared/problem.ts';
import type { Folders } from '../studio/folders.ts';
import { createStudio, type Studio } from '../studio/index.ts';
import { projectExtension } from '../studio/project-file.ts';
import { version } from '../studio/version.ts';
import { serveScheme } from './app-protocol.ts';
import { desktopCalls } from './calls.ts';
import { channels } from './channels.ts';
import { forkWithElectron } from './fork-trainer.ts';
import { handle } from './ipc.ts';
import { lockContents, lockSession } from './lockdown.ts';
import { menuTemplate } from './menu.ts';
import { openWindow } from './window.ts';

// This file is built to out/main/desktop.js.
const built = import.meta.dirname;
const root = resolve(built, '../..');
const devTools = !app.isPackaged;
/** Milliseconds that a window gets to save before it is closed, and runs to write their last checkpoint. */
const patience = { window: 3000, studio: 15_000 };

let studio: Studio | null = null;
let window: BrowserWindow | null = null;
/** A project that the system asked for before the window could hear it. */
let waitingPath: string | null = projectAmong(process.argv.slice(1), process.cwd());
let listensToPaths = false;
let tellReadyToClose = (): void => undefined;
/** Saves under way: the window stays until they are on the disk. */
const saving = new Set<Promise<unknown>>();

const isKnown = (contents: WebContents): boolean => contents === window?.webContents;

/** Comes after what start.ts says before the app is ready. */
export function startHost(folders: Folders): void {
  lockContents();
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openPath(path);
  });

  if (!app.requestSingleInstanceLock()) {
    console.log('Hourglass is already open; its window was asked to come forward.');
    app.quit();
  } else {
    app.on('second-instance', (_event, argv, workingFolder) => {
      if (window?.isMinimized()) window.restore();
      window?.focus();
      const path = projectAmong(argv.slice(1), workingFolder);
      if (path !== null) openPath(path);
    });
    app.on('window-all-closed', () => app.quit());
    app.on('will-quit', endStudioFirst);
    app
      .whenReady()
      .then(() => start(folders))
      .catch(giveUp);
  }
}

async function start(folders: Folders): Promise<void> {
  studio = await createStudio({
    folders,
    host: {
      kind: 'desktop',
      nativeDialogs: true,
      version,
      resources: resolve(root, 'resources'),
      trainerEntry: resolve(built, 'trainer.js'),
      fork: forkWithElectron,
      calls: desktopCalls(() => window, folders.projects),
    },
  });
  const ready = studio;
  // A defect in one call or report must not take the studio with it, nor show a stack trace in a box.
  process.on('uncaughtException', (error) => ready.log.write('Uncaught', error));
  process.on('unhandledRejection', (error) => ready.log.write('Unhandled', error));
  lockSession(session.defaultSession, devTools);
  serveScheme(ready, resolve(root, 'out/renderer'));
  handle(channels.call, isKnown, (_sender, name, input) => {
    const answer = ready.dispatch(name, input);
    if (name === 'project:save' || name === 'project:autosave') {
      saving.add(answer);
      void answer.then(() => saving.delete(answer));
    }
    return answer;
  });
  handle(channels.listens, isKnown, (_sender, name) => {
    if (name !== 'app:openPath') return;
    listensToPaths = true;
    if (waitingPath !== null) openPath(waitingPath);
    waitingPath = null;
  });
  handle(channels.readyToClose, isKnown, () => tellReadyToClose());
  ready.subscribe((name, event) => tell(name, event));
  const send = (command: string): void => tell('app:command', { command });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ mac: process.platform === 'darwin', devTools, send })));
  await showWindow(ready, {
    preload: resolve(built, '../desktop/preload.cjs'),
    stateFile: resolve(folders.data, 'window.json'),
    icon: resolve(root, 'resources/icon.png'),
  });
}

async function showWindow(ready: Studio, files: { preload: string; stateFile: string; icon: string }): Promise<void> {
  listensToPaths = false;
  const opened = await openWindow({
    ...files,
    devTools,
    beforeClose: letWindowSave,
  });
  window = opened;
  opened.once('closed', () => (window = null));
  opened.webContents.on('did-start-loading', () => (listensToPaths = false));
  // scripts/start.mjs waits for this line to know that Electron works here.
  opened.once('show', () => console.log('Hourglass is open in its own window.'));
  let lastFailure = 0;
  opened.webContents.on('render-process-gone', (_event, details) => {
    ready.log.write(`The window's process ended: ${details.reason} (${details.exitCode})`);
    if (details.reason === 'clean-exit' || opened.isDestroyed()) return;
    // Unsaved work is in the autosave; a window that fails at once again would only flicker.
    if (Date.now() - lastFailure > 10_000) opened.webContents.reload();
    else giveUp(new Error('The window failed twice in a row.'));
    lastFailure = Date.now();
  });
}

function tell(name: string, data: unknown): void {
  if (window && !window.webContents.isDestroyed()) window.webContents.send(channels.event, name, data);
}

function openPath(path: string): void {
  if (listensToPaths) tell('app:openPath', { path });
  else waitingPath = path;
}

/** Tells the window that it closes, and waits for what it saves; not for ever, for it may hang. */
async function letWindowSave(closing: BrowserWindow): Promise<void> {
  if (closing.webContents.isCrashed() || !listensToPaths) return;
  const told = new Promise<void>((heard) => (tellReadyToClose = heard));
  tell('app:closing', {});
  await within(
    patience.window,
    told.then(() => Promise.all(saving)),
  );
}

let ended = false;
function endStudioFirst(event: { preventDefault(): void }): void {
  if (ended || studio === null) return;
  event.preventDefault();
  void within(patience.studio, studio.close()).finally(() => {
    ended = true;
    app.quit();
  });
}

function within(milliseconds: number, work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise((done) => (timer = setTimeout(done, milliseconds)));
  return Promise.race([work.catch(() => undefined), tooLong]).finally(() => clearTimeout(timer));
}

function projectAmong(words: readonly string[], folder: string): string | null {
  const word = words.find((one) => extname(one).toLowerCase() === projectExtension && !one.startsWith('-'));
  return word === undefined ? null : resolve(folder, word);
}

function giveUp(error: unknown): void {
  studio?.log.write('Hourglass could not go on', error);
  const { received, expected, action } = describeError(error);
  dialog.showErrorBox('Hourglass cannot go on', [received, expected, action].join('\n'));
  app.exit(1);
}
