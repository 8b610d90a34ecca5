/** What the desktop window may never do, tried from inside the real window: shared/design's list, line by line. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { securityHeaders } from '#main/studio/headers.ts';
import { expect, test } from './fixtures.ts';

/** A server of another site on this computer, which counts who comes. */
let server: Server;
let visits = 0;
let foreign = '';
test.beforeEach(async () => {
  visits = 0;
  server = createServer((_request, response) => {
    visits++;
    response.setHeader('Access-Control-Allow-Origin', '*').end('<title>elsewhere</title>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  foreign = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
test.afterEach(async () => {
  const closed = new Promise((done) => server.close(done));
  server.closeAllConnections();
  await closed;
});

test('the window has no powers of its own', async ({ studio }) => {
  const preferences = await studio.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return (
      window!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    ).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
  });
  const reach = await studio.page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'].filter(
      (name) => name in window,
    ),
    bridge: Object.keys((window as unknown as { hourglass: object }).hourglass).sort(),
    isolated: Object.values((window as unknown as { hourglass: object }).hourglass).every(
      (value) => typeof value === 'function',
    ),
    address: location.href,
  }));
  expect(reach).toEqual({
    node: [],
    bridge: ['call', 'media', 'on', 'pathOfFile'],
    isolated: true,
    address: 'app://hourglass/',
  });
});

test('only calls and events on the list cross, with what their schemas allow', async ({ studio }) => {
  const answers = await studio.page.evaluate(async () => {
    interface Bridge {
      call(name: string, input: unknown): Promise<unknown>;
      on(name: string, listener: () => void): () => void;
    }
    const { hourglass } = window as unknown as { hourglass: Bridge };
    const attempt = async (name: string, input: unknown): Promise<unknown> => {
      try {
        return await hourglass.call(name, input);
      } catch {
        return 'refused by the bridge';
      }
    };
    const listen = (name: string): string => {
      try {
        hourglass.on(name, () => undefined);
        return 'listens';
      } catch {
        return 'refused by the bridge';
      }
    };
    return {
      unknownCall: await attempt('shell:run', { command: 'id' }),
      prototype: await attempt('constructor', {}),
      wrongInput: await attempt('project:open', { path: 7 }),
      extraInput: await attempt('app:info', { extra: true }),
      link: await attempt('app:openLink', { link: 'https://example.org' }),
      unknownEvent: listen('studio:call'),
    };
  });
  const refused = expect.objectContaining({ ok: false });
  expect(answers).toEqual({
    unknownCall: 'refused by the bridge',
    prototype: 'refused by the bridge',
    wrongInput: refused,
    extraInput: refused,
    link: refused,
    unknownEvent: 'refused by the bridge',
  });
});

test('it cannot be led elsewhere, nor open another window', async ({ studio, start }) => {
  const file = join(studio.dataFolder, 'page.html');
  await writeFile(file, '<title>elsewhere</title>');
  for (const address of [foreign, 'https://example.org/', `file://${file}`, 'chrome://version/']) {
    await studio.page.evaluate((target) => {
      const link = document.createElement('a');
      link.href = target;
      document.body.append(link);
      link.click();
      link.remove();
    }, address);
    await studio.page.evaluate((target) => void (location.href = target), address);
    expect(await studio.page.evaluate((target) => window.open(target), address), `window.open(${address})`).toBeNull();
  }
  // An empty page is the one that no browser asks about: the studio comes back by itself.
  await studio.page.evaluate(() => void (location.href = 'about:blank')).catch(() => undefined);
  await expect(start.heading).toBeVisible();
  // A file dropped onto the window is no address to go to.
  await studio.drop([file]);
  await expect(start.heading).toBeVisible();
  expect(await studio.page.evaluate(() => location.href)).toBe('app://hourglass/');
  expect(await studio.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(visits).toBe(0);
  studio.forgive(/Not allowed to load local resource|not allowed to load|Content Security Policy/i);
});

test('its page says what it may load, and everything else is refused', async ({ studio }) => {
  const headers = await studio.page.evaluate(async () => Object.fromEntries((await fetch('/')).headers));
  const policy = headers['content-security-policy'];
  expect(policy).toBe(securityHeaders['Content-Security-Policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:/);
  expect(headers['x-content-type-options']).toBe('nosniff');

  const outcome = await studio.page.evaluate(async (address) => {
    const violated: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
    const settled = (element: HTMLElement): Promise<string> =>
      new Promise((done) => {
        element.onload = () => done('loaded');
        element.onerror = () => done('refused');
        document.body.append(element);
      });
    const fetched = await fetch(address).then(
      () => 'loaded',
      () => 'refused',
    );
    const picture = await settled(Object.assign(new Image(), { src: `${address}picture.png` }));
    const script = await settled(Object.assign(document.createElement('script'), { src: `${address}script.js` }));
    const inline = document.createElement('script');
    inline.textContent = 'window.intruder = true';
    document.body.append(inline);
    const frame = document.createElement('iframe');
    frame.src = address;
    document.body.append(frame);
    const socket = await new Promise<string>((done) => {
      try {
        const opened = new WebSocket(address.replace('http', 'ws'));
        opened.onopen = () => done('loaded');
        opened.onerror = () => done('refused');
      } catch {
        done('refused');
      }
    });
    return { fetched, picture, script, socket, inline: 'intruder' in window, violated: [...new Set(violated)].sort() };
  }, foreign);
  expect(outcome).toMatchObject({
    fetched: 'refused',
    picture: 'refused',
    script: 'refused',
    socket: 'refused',
    inline: false,
  });
  expect(outcome.violated).toEqual(expect.arrayContaining(['connect-src', 'img-src', 'script-src-elem']));
  expect(visits).toBe(0);
  studio.forgive(/Content Security Policy|ERR_BLOCKED_BY/);
});

test('the network is closed below the page, too', async ({ studio }) => {
  const answer = await studio.app.evaluate(async ({ session }, address) => {
    // What a page without any policy would meet.
    return session.defaultSession.fetch(address).then(
      () => 'loaded',
      (error: Error) => error.message,
    );
  }, foreign);
  expect(answer).toContain('ERR_BLOCKED_BY_CLIENT');
  expect(visits).toBe(0);
});

test('nothing outside the window’s own folder is served', async ({ studio }) => {
  const answers = await studio.page.evaluate(async () => {
    const paths = [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '/assets/..%5c..%5cpackage.json',
      '//etc/passwd',
      '/media/dataset/../../x/0.png',
    ];
    return Promise.all(
      paths.map(async (path) => (await fetch(`app://hourglass${path}`).catch(() => null))?.status ?? 0),
    );
  });
  for (const status of answers) expect(status).not.toBe(200);
  studio.forgive(/Failed to load resource/);
});

test('devices and permissions are denied', async ({ studio }) => {
  const answers = await studio.page.evaluate(async () => {
    const refusedBy = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'granted',
        (error: Error) => error.name,
      );
    const states = await Promise.all(
      ['geolocation', 'camera', 'microphone', 'notifications', 'midi'].map(async (name) => {
        const { state } = await navigator.permissions.query({ name: name as PermissionName });
        return `${name}: ${state}`;
      }),
    );
    const position = (): Promise<unknown> =>
      new Promise((done, failed) => navigator.geolocation.getCurrentPosition(done, () => failed(new Error('denied'))));
    return {
      states,
      notification: await Notification.requestPermission(),
      camera: await refusedBy(navigator.mediaDevices.getUserMedia({ video: true })),
      screen: await refusedBy(navigator.mediaDevices.getDisplayMedia()),
      position: await refusedBy(position()),
    };
  });
  expect(answers.states.filter((state) => state.endsWith('granted'))).toEqual([]);
  expect(answers.notification).toBe('denied');
  for (const refused of [answers.camera, answers.screen, answers.position]) expect(refused).not.toBe('granted');
  studio.forgive(/Permissions policy violation|permission/i);
});
