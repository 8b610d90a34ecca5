import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import type { MenuItemConstructorOptions, Session } from 'electron';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { commands } from '#shared/commands.ts';
import { bridgeKeys, createClient, StudioError, type StudioBridge } from '#shared/wire/client.ts';
import { eventNames } from '#shared/wire/studio.ts';

/** What stands in for Electron: it keeps what it is told. */
const electron = vi.hoisted(() => ({
  exposed: {} as Record<string, unknown>,
  invoked: [] as unknown[][],
  renderer: new Map<string, ((...values: unknown[]) => void)[]>(),
  handlers: new Map<string, (event: unknown, ...values: unknown[]) => unknown>(),
  contents: new Map<string, (event: unknown, contents: unknown) => void>(),
}));
vi.mock('electron', () => ({
  app: { on: (name: string, listener: never) => electron.contents.set(name, listener) },
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => (electron.exposed[name] = value) },
  ipcRenderer: {
    invoke: (...values: unknown[]) => {
      electron.invoked.push(values);
      return Promise.resolve({ ok: true, value: 'answer' });
    },
    on: (channel: string, listener: never) =>
      electron.renderer.set(channel, [...(electron.renderer.get(channel) ?? []), listener]),
    removeListener: (channel: string, listener: never) =>
      electron.renderer.set(
        channel,
        (electron.renderer.get(channel) ?? []).filter((one) => one !== listener),
      ),
  },
  ipcMain: { handle: (channel: string, answer: never) => electron.handlers.set(channel, answer) },
  webUtils: {
    getPathForFile: (file: unknown) => {
      if (!(file instanceof File)) throw new TypeError('no File');
      return file.name === 'memory' ? '' : `/dropped/${file.name}`;
    },
  },
  BrowserWindow: Object,
  nativeTheme: {},
  screen: {},
  protocol: {},
}));

const { handle } = await import('#main/desktop/ipc.ts');
const { isGranted, isOwnAddress, lockContents, lockSession } = await import('#main/desktop/lockdown.ts');
const { menuTemplate } = await import('#main/desktop/menu.ts');
const { webPreferences } = await import('#main/desktop/window.ts');
const { placeWindow } = await import('#main/desktop/window-state.ts');
const { answer } = await import('#main/desktop/app-protocol.ts');
const { securityHeaders } = await import('#main/studio/headers.ts');

describe('the preload script', () => {
  let bridge: StudioBridge;
  beforeAll(async () => {
    await import('#main/desktop/preload.ts');
    bridge = electron.exposed['hourglass'] as StudioBridge;
  });
  beforeEach(() => electron.invoked.splice(0));

  it('exposes exactly four functions under one name', () => {
    expect(Object.keys(electron.exposed)).toEqual(['hourglass']);
    expect(Object.keys(bridge)).toEqual(['call', 'on', 'pathOfFile', 'media']);
    expect(Object.keys(bridge)).toEqual(bridgeKeys);
    expect(Object.values(bridge).every((value) => typeof value === 'function')).toBe(true);
  });

  it('passes on calls and events of the lists, and no others', async () => {
    expect(await bridge.call('app:info', {})).toEqual({ ok: true, value: 'answer' });
    expect(electron.invoked).toEqual([['studio:call', 'app:info', {}]]);
    for (const name of ['nope', 'toString', '__proto__', 'studio:call'])
      expect(() => bridge.call(name as 'app:info', {})).toThrow(/no call/);
    for (const name of ['nope', 'studio:event', 'constructor'])
      expect(() => bridge.on(name as 'app:command', () => undefined)).toThrow(/no event/);
  });

  it('gives listeners the data alone, never the event object, until they end', () => {
    const heard: unknown[][] = [];
    const end = bridge.on('app:command', (...values) => heard.push(values));
    const send = (...values: unknown[]): void =>
      electron.renderer.get('studio:event')!.forEach((listener) => listener({ sender: 'secret' }, ...values));
    send('app:command', { command: 'file.save' });
    send('app:openPath', { path: '/a' });
    end();
    send('app:command', { command: 'file.open' });
    expect(heard).toEqual([[{ command: 'file.save' }]]);
  });

  it('tells the path of dropped files only', () => {
    expect(bridge.pathOfFile(new File([], 'a.png'))).toBe('/dropped/a.png');
    expect([new File([], 'memory'), null, {}, '/etc/passwd'].map((one) => bridge.pathOfFile(one))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('the client made of a bridge', () => {
  const bridgeWith = (result: unknown): StudioBridge => ({
    call: async () => result as never,
    on: () => () => undefined,
    pathOfFile: () => null,
    media: () => '',
  });

  it('gives values, and refusals as errors in three parts', async () => {
    expect(await createClient(bridgeWith({ ok: true, value: null })).call('app:log', { message: '' })).toBe(null);
    const error = { kind: 'cancelled', received: 'a', expected: 'b', action: 'c' };
    const failure = await createClient(bridgeWith({ ok: false, error }))
      .call('app:info', {})
      .catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(StudioError);
    expect(failure).toMatchObject(error);
  });
});

describe('handle', () => {
  const ours = { name: 'ours' };
  const frame = { parent: null, origin: 'app://hourglass' };
  const knock = (event: object): unknown =>
    electron.handlers.get('test')!({ sender: ours, senderFrame: frame, ...event }, 'x');
  beforeAll(() =>
    handle(
      'test',
      (contents) => contents === (ours as never),
      (_sender, value) => value,
    ),
  );

  it('answers the top frame of our own window on our own page', () => {
    expect(knock({})).toBe('x');
  });

  it.each([
    ['another window', { sender: { name: 'other' } }],
    ['a frame that is gone', { senderFrame: null }],
    ['an inner frame', { senderFrame: { ...frame, parent: frame } }],
    ['another origin', { senderFrame: { ...frame, origin: 'https://evil.example' } }],
    ['an origin that only begins like ours', { senderFrame: { ...frame, origin: 'app://hourglass.evil.example' } }],
    ['no origin', { senderFrame: { ...frame, origin: 'null' } }],
  ])('refuses %s', (_, event) => {
    expect(() => knock(event)).toThrow('Refused.');
  });
});

describe('the window', () => {
  it('has every guard on', () => {
    expect(webPreferences('/preload.cjs', false)).toEqual({
      preload: '/preload.cjs',
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
      devTools: false,
    });
  });

  it('may go nowhere and open nothing', () => {
    lockContents();
    const denied: string[] = [];
    let open: ((details: object) => unknown) | undefined;
    const contents = {
      setWindowOpenHandler: (handler: typeof open) => (open = handler),
      on: (name: string, listener: (event: object) => void) => listener({ preventDefault: () => denied.push(name) }),
    };
    electron.contents.get('web-contents-created')!({}, contents);
    expect(denied).toEqual(['will-attach-webview', 'will-navigate', 'will-frame-navigate', 'will-redirect']);
    expect(open!({ url: 'https://example.com' })).toEqual({ action: 'deny' });
  });

  it.each([
    ['app://hourglass/', true],
    ['app://hourglass/media/run/a/b.png', true],
    ['data:image/png;base64,', true],
    ['blob:app://hourglass/1', true],
    ['https://example.com/', false],
    ['http://127.0.0.1/', false],
    ['file:///etc/passwd', false],
    ['app://hourglass.evil/', false],
    ['app://other/', false],
    ['ws://127.0.0.1/', false],
    ['blob:https://example.com/1', false],
    ['devtools://devtools/x', false],
  ])('reaches %s: %s', (url, allowed) => {
    expect(isOwnAddress(url, false)).toBe(allowed);
  });

  it('is given nothing that it asks of the system, but copy and paste', () => {
    const told: Record<string, (...values: never[]) => unknown> = {};
    const keep = (name: string) => (handler: never) => (told[name] = handler);
    lockSession(
      {
        setPermissionRequestHandler: keep('request'),
        setPermissionCheckHandler: keep('check'),
        setDevicePermissionHandler: keep('device'),
        webRequest: { onBeforeRequest: keep('web') },
        on: (name: string, handler: never) => (told[name] = handler),
      } as unknown as Session,
      false,
    );
    expect(told['device']!()).toBe(false);
    const saved = ['blob:app://hourglass/1', 'blob:https://evil.example/1', 'app://hourglass/', 'data:text/html,x'];
    const refused = saved.filter((url) => {
      const preventDefault = vi.fn();
      told['will-download']!({ preventDefault } as never, { getURL: () => url } as never);
      return preventDefault.mock.calls.length > 0;
    });
    expect(refused).toEqual(saved.slice(1));
    const cancelled = vi.fn();
    told['web']!({ url: 'https://example.com/' } as never, cancelled as never);
    expect(cancelled).toHaveBeenCalledWith({ cancel: true });
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'fullscreen',
      'openExternal',
      'usb',
      'hid',
      'serial',
      'clipboard-read',
    ])
      for (const origin of ['app://hourglass/', 'https://evil.example/', 'app://hourglass.evil/']) {
        const expected = permission === 'clipboard-read' && origin === 'app://hourglass/';
        expect(isGranted(permission, origin)).toBe(expected);
        expect(told['check']!(null as never, permission as never, origin as never)).toBe(expected);
        const decide = vi.fn();
        told['request']!(
          null as never,
          permission as never,
          decide as never,
          { isMainFrame: false, requestingUrl: origin } as never,
        );
        expect(decide).toHaveBeenCalledWith(false);
      }
  });

  it('comes back where it was, as long as it can be reached there', () => {
    const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
    const state = { x: 100, y: 50, width: 1200, height: 800, maximized: false };
    expect(placeWindow(state, screens)).toEqual({ x: 100, y: 50, width: 1200, height: 800 });
    expect(placeWindow({ ...state, x: 3000 }, screens)).toEqual({ width: 1200, height: 800 });
    expect(placeWindow({ ...state, y: 1070 }, screens)).toEqual({ width: 1200, height: 800 });
    expect(placeWindow({ ...state, width: 9000, height: 1 }, screens)).toMatchObject({ width: 1920, height: 600 });
    expect(placeWindow(null, screens)).toEqual({ width: 1440, height: 900 });
  });
});

describe('app://hourglass/', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hourglass-desktop-'));
    await mkdir(join(folder, 'window'));
    await writeFile(join(folder, 'window', 'index.html'), 'window');
    await writeFile(join(folder, 'secret.html'), 'outside');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const media = async (kind: string, id: string, name: string): Promise<{ type: string; bytes: Uint8Array } | null> =>
    id === 'known' ? { type: 'image/png', bytes: Buffer.from(`${kind} ${name}`) } : null;
  const get = (url: string, method = 'GET'): Promise<Response> =>
    answer({ url, method }, { media }, join(folder, 'window'));

  it('answers the window’s files and the studio’s pictures, with every safety header', async () => {
    const page = await get('app://hourglass/');
    expect([page.status, await page.text()]).toEqual([200, 'window']);
    const picture = await get('app://hourglass/media/run/known/original.png');
    expect([picture.headers.get('content-type'), await picture.text()]).toEqual(['image/png', 'run original.png']);
    for (const response of [page, picture, await get('app://hourglass/none.js')])
      for (const [name, value] of Object.entries(securityHeaders)) expect(response.headers.get(name)).toBe(value);
  });

  it.each([
    ['app://hourglass/../secret.html', 'GET', 404],
    ['app://hourglass/..%2fsecret.html', 'GET', 404],
    ['app://hourglass/%252e%252e%252fsecret.html', 'GET', 404],
    ['app://other/', 'GET', 404],
    ['app://hourglass/media/run/none/original.png', 'GET', 404],
    ['app://hourglass/', 'POST', 405],
  ])('answers %s (%s) with %i', async (url, method, status) => {
    expect((await get(url, method)).status).toBe(status);
  });
});

describe('the menu', () => {
  const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...flat((item.submenu as MenuItemConstructorOptions[] | undefined) ?? [])]);

  it('sends the id of every command that has a place in it', () => {
    const sent: string[] = [];
    const items = flat(menuTemplate({ mac: false, devTools: false, send: (command) => sent.push(command) }));
    items.forEach((item) => item.click?.(undefined as never, undefined as never, undefined as never));
    expect(sent.sort()).toEqual(
      commands
        .filter((command) => 'menu' in command)
        .map(({ id }) => id)
        .sort(),
    );
    expect(items.filter(({ role }) => role === 'toggleDevTools')).toEqual([]);
  });

  it('leaves copy and paste in text fields to the system on a Mac, and plain letters to the canvas', () => {
    const items = flat(menuTemplate({ mac: true, devTools: false, send: () => undefined }));
    const byId = (id: string): MenuItemConstructorOptions | undefined => items.find((item) => item.id === id);
    expect(byId('edit.copy')).toMatchObject({ role: 'copy', accelerator: 'CommandOrControl+C' });
    expect(byId('edit.duplicate')?.accelerator).toBeUndefined();
    expect(byId('file.save')?.accelerator).toBe('CommandOrControl+S');
  });
});

it('knows the events that the preload script lets through', () => {
  expect([...eventNames]).toEqual([
    ...['training:report', 'data:progress', 'data:downloading', 'device:measuring'],
    ...['explore:progress', 'explore:closed', 'export:progress', 'import:progress', 'package:progress'],
    ...['app:command', 'app:openPath', 'app:closing'],
  ]);
});
