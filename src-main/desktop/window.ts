/** The one window: how it is made, kept and closed. Owns its place on the screen and its last words; not its content. */
import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions } from 'electron';
import { origin } from './scheme.ts';
import { placeWindow, readWindowState, smallest, writeWindowState } from './window-state.ts';

/** Everything a page could use to get out is off; see the test that holds this list. */
export function webPreferences(preload: string, devTools: boolean): BrowserWindowConstructorOptions['webPreferences'] {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools,
  };
}

export async function openWindow(options: {
  readonly preload: string;
  readonly devTools: boolean;
  readonly stateFile: string;
  readonly icon: string;
  /** Told when the window wants to close; it stays open until the promise settles. */
  readonly beforeClose: (window: BrowserWindow) => Promise<void>;
}): Promise<BrowserWindow> {
  const state = await readWindowState(options.stateFile);
  const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...placeWindow(state, screens),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Hourglass',
    icon: options.icon,
    // The page's own background, so that nothing flashes before it is painted.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f0f12' : '#f6f6f8',
    show: false,
    webPreferences: webPreferences(options.preload, options.devTools),
  });
  if (state?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());

  let mayClose = false;
  window.on('close', (event) => {
    if (mayClose) return;
    event.preventDefault();
    const keepState = writeWindowState(options.stateFile, {
      ...window.getNormalBounds(),
      maximized: window.isMaximized(),
    });
    void Promise.allSettled([keepState, options.beforeClose(window)]).then(() => {
      mayClose = true;
      if (!window.isDestroyed()) window.close();
    });
  });
  // Leaving is denied (lockdown.ts), but about:blank is not asked for: then the page comes back.
  window.webContents.on('did-navigate', (_event, address) => {
    if (!address.startsWith(`${origin}/`)) void window.loadURL(`${origin}/`);
  });
  void window.loadURL(`${origin}/`);
  return window;
}
