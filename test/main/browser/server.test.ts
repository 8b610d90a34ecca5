import { mkdir, mkdtemp, rm, writeFile, symlink } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startServer, type BrowserServer } from '#main/browser/server.ts';
import { createUploads } from '#main/browser/uploads.ts';
import { securityHeaders } from '#main/studio/headers.ts';
import type { Studio, StudioListener } from '#main/studio/index.ts';

let folder: string;
let server: BrowserServer;
let port: number;
let token: string;
let cookie: string;
let emit: StudioListener;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-browser-'));
  await mkdir(join(folder, 'window', 'assets'), { recursive: true });
  await mkdir(join(folder, 'uploads'));
  await writeFile(join(folder, 'window', 'index.html'), '<!doctype html><title>Hourglass</title>');
  await writeFile(join(folder, 'window', 'assets', 'a.js'), 'export {};');
  await writeFile(join(folder, 'secret.js'), 'outside');
  await mkdir(join(folder, 'window-evil'));
  await writeFile(join(folder, 'window-evil', 'b.js'), 'outside');
  await symlink(join(folder, 'secret.js'), join(folder, 'window', 'linked.js'));
  server = await startServer({
    studio: echoStudio(),
    uploads: createUploads(join(folder, 'uploads')),
    windowFiles: join(folder, 'window'),
    port: 0,
  });
  const address = new URL(server.address);
  port = Number(address.port);
  token = address.searchParams.get('token')!;
  const swapped = await ask('GET', `/?token=${token}`, {});
  cookie = swapped.headers['set-cookie']![0]!.split(';')[0]!;
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the token', () => {
  it('has 128 bits and is swapped for a strict cookie by a redirect that drops it from the address', async () => {
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    const { status, headers } = await ask('GET', `/?token=${token}`, {});
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^hourglass-\d+=[0-9a-f]{32}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    expect(headers['set-cookie']![0]).not.toContain(token);
  });

  it('opens nothing but the front door', async () => {
    expect((await ask('GET', `/index.html?token=${token}`, {})).status).toBe(403);
    expect((await ask('GET', `/?token=${token.slice(1)}`, {})).status).toBe(403);
    expect((await ask('GET', '/?token=', {})).status).toBe(403);
  });
});

/* Every endpoint is tried with every combination; null leaves the header out. */
const hosts = (): (string | null)[] => [
  `127.0.0.1:${port}`,
  `localhost:${port}`,
  '127.0.0.1',
  `evil.example:${port}`,
  `127.0.0.1:${port}.evil.example`,
  null,
];
const origins = (): (string | null)[] => [
  `http://127.0.0.1:${port}`,
  null,
  'null',
  `http://localhost:${port}`,
  'http://evil.example',
  `https://127.0.0.1:${port}`,
];
const cookies = (): (string | null)[] => [cookie, cookie.slice(0, -1) + (cookie.endsWith('0') ? '1' : '0'), null];

/** Those combinations (host, origin, credential) that an endpoint accepted, and how many it was given. */
async function matrix(
  credentials: (string | null)[],
  isAccepted: (host: string | null, origin: string | null, credential: string | null) => Promise<boolean>,
): Promise<{ cells: number; accepted: unknown[] }> {
  const accepted: unknown[] = [];
  let cells = 0;
  for (const host of hosts())
    for (const origin of origins())
      for (const credential of credentials) {
        cells += 1;
        if (await isAccepted(host, origin, credential)) accepted.push([host, origin, credential]);
      }
  return { cells, accepted };
}
const header = (name: string, value: string | null): Record<string, string> =>
  value === null ? {} : { [name]: value };

describe('Host × Origin × credential', () => {
  const own = (): [string, string] => [`127.0.0.1:${port}`, `http://127.0.0.1:${port}`];

  it('lets one of 108 combinations open the socket', async () => {
    const result = await matrix(cookies(), (host, origin, given) =>
      upgrades({ ...header('Host', host), ...header('Origin', origin), ...header('Cookie', given) }),
    );
    expect(result).toEqual({ cells: 108, accepted: [[...own(), cookie]] });
  });

  it('lets one of 108 combinations upload', async () => {
    const result = await matrix(cookies(), async (host, origin, given) => {
      const { status } = await ask(
        'PUT',
        '/upload/0123456789abcdef/a.png',
        { Host: host, ...header('Origin', origin), ...header('Cookie', given) },
        'x',
      );
      return status === 201;
    });
    expect(result).toEqual({ cells: 108, accepted: [[...own(), cookie]] });
  });

  it.each(['/', '/assets/a.js', '/media/run/r1/original.png'])(
    'lets only our own page, with or without its origin, read %s',
    async (path) => {
      const result = await matrix(cookies(), async (host, origin, given) => {
        const { status } = await ask('GET', path, {
          Host: host,
          ...header('Origin', origin),
          ...header('Cookie', given),
        });
        return status === 200;
      });
      expect(result).toEqual({
        cells: 108,
        accepted: [
          [...own(), cookie],
          [own()[0], null, cookie],
        ],
      });
    },
  );

  it('swaps the token for our own address only', async () => {
    const result = await matrix([token, token.replace(/^./, 'g'), null], async (host, origin, given) => {
      const { status } = await ask('GET', given === null ? '/' : `/?token=${given}`, {
        Host: host,
        ...header('Origin', origin),
      });
      return status === 303;
    });
    expect(result).toEqual({
      cells: 108,
      accepted: [
        [...own(), token],
        [own()[0], null, token],
      ],
    });
  });

  it('refuses pages of other sites and of other ports of this machine, whose requests carry the cookie', async () => {
    for (const site of ['cross-site', 'same-site'])
      expect((await ask('GET', '/media/run/r1/original.png', { Cookie: cookie, 'Sec-Fetch-Site': site })).status).toBe(
        403,
      );
  });
});

describe('answers', () => {
  it('carry every safety header and no CORS header, whatever they are', async () => {
    for (const [path, headers] of [
      ['/', { Cookie: cookie }],
      ['/none', { Cookie: cookie }],
      ['/', {}],
      [`/?token=${token}`, {}],
    ] as const) {
      const answer = await ask('GET', path, headers);
      for (const [name, value] of Object.entries(securityHeaders))
        expect(answer.headers[name.toLowerCase()]).toBe(value);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it.each([
    '/../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/%252e%252e/secret.js',
    '/..%5csecret.js',
    '/linked.js',
    '/../window-evil/b.js',
    '//evil.example/a.js',
    '/%00/assets/a.js',
    '/%',
    '/assets',
    '/media/run/../original.png',
    '/media/run/r1/..%2f.png',
  ])('never hold what lies outside the window: %s', async (path) => {
    const { status, body } = await ask('GET', path, { Cookie: cookie });
    expect([403, 404]).toContain(status);
    expect(body).not.toContain('outside');
  });

  it('refuse other methods', async () => {
    for (const method of ['POST', 'DELETE', 'OPTIONS', 'TRACE'])
      expect((await ask(method, '/', { Cookie: cookie, Origin: `http://127.0.0.1:${port}` })).status).toBe(405);
  });
});

describe('the socket', () => {
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, {
      origin: `http://127.0.0.1:${port}`,
      headers: { Cookie: cookie },
    });
    await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
    return socket;
  };
  const next = (socket: WebSocket): Promise<unknown> =>
    new Promise((got) => socket.once('message', (data) => got(JSON.parse(String(data)))));

  it('answers calls by their id and passes on events', async () => {
    const socket = await open();
    socket.send(JSON.stringify({ id: 7, name: 'app:info', input: {} }));
    expect(await next(socket)).toEqual({ id: 7, result: { ok: true, value: ['app:info', {}] } });
    emit('app:command', { command: 'file.save' });
    expect(await next(socket)).toEqual({ event: 'app:command', data: { command: 'file.save' } });
    socket.close();
  });

  it.each([
    ['no JSON', '{'],
    ['no id', '{"name":"app:info"}'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('closes on %s', async (_, text) => {
    const socket = await open();
    const closed = new Promise((got) => socket.once('close', got));
    socket.send(text);
    expect(await closed).toBe(1008);
  });

  it('closes on a message above its limit', async () => {
    const socket = await open();
    const closed = new Promise((got) => socket.once('close', got));
    socket.on('error', () => undefined);
    socket.send(JSON.stringify({ id: 1, name: 'x'.repeat(49 * 1024 * 1024) }));
    expect([1006, 1009]).toContain(await closed);
  });
});

function echoStudio(): Studio {
  return {
    log: { file: '', write: () => undefined },
    dispatch: async (name, input) => ({ ok: true, value: [name, input] }),
    media: async () => ({ type: 'image/png', bytes: Buffer.from('png') }),
    subscribe: (listener) => {
      emit = listener;
      return () => undefined;
    },
    close: async () => undefined,
  };
}

/** One request with exactly these headers; Host is ours unless it is given, null leaves it out. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string | null>,
  body = '',
): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = Object.entries({ Host: `127.0.0.1:${port}`, ...headers }).filter(([, value]) => value !== null);
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: Object.fromEntries(sent) as Record<string, string>,
    };
    const request = httpRequest({ ...options, setHost: false });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    request.end(body);
  });
}

/** Whether the server switches protocols for exactly these headers. */
function upgrades(headers: Record<string, string>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(
        `GET /socket HTTP/1.1\r\n${lines.join('')}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
      );
    });
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('HTTP/1.1 101'));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
