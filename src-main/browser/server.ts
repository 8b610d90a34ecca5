/**
 * The browser host's HTTP and WebSocket server on the loopback address. Owns transport only: who may speak is decided by
 * guard.ts, what is answered by the studio.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Studio } from '../studio/index.ts';
import { securityHeaders } from '../studio/headers.ts';
import { readForWindow } from '../studio/static-files.ts';
import { createGuard } from './guard.ts';
import type { Uploads } from './uploads.ts';

/** Bytes of one message of a window: the largest project text, as JSON. */
const largestMessage = 48 * 1024 * 1024;

export interface BrowserServer {
  /** With the token: whoever has it is let in. */
  readonly address: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 and nowhere else; port 0 takes a free one. */
export async function startServer(options: {
  readonly studio: Studio;
  readonly uploads: Uploads;
  /** Absolute: the window's built files. */
  readonly windowFiles: string;
  readonly port: number;
}): Promise<BrowserServer> {
  const { studio, uploads, windowFiles } = options;
  const server = createServer({ requestTimeout: 0, headersTimeout: 10_000, maxHeaderSize: 16_384 });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(options.port, '127.0.0.1', listening);
  });
  const guard = createGuard((server.address() as AddressInfo).port);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage, perMessageDeflate: false });

  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      studio.log.write(`${request.method ?? ''} failed`, error);
      if (!response.headersSent) sendText(response, 500, 'Something went wrong in Hourglass. The log has the details.');
      else response.destroy();
    });
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const address = readAddress(request.url ?? '', guard.origin);
    if (!guard.isForUs(request) || !address) return sendText(response, 403, 'This is not the address of Hourglass.');
    if (request.method === 'PUT' && address.pathname.startsWith('/upload/')) {
      if (!guard.mayWrite(request)) return sendText(response, 403, closedDoor);
      const { status, body } = await uploads.receive(address.pathname, request);
      return send(response, status, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(body)));
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendText(response, 405, 'Hourglass does not do that.');
    if (address.pathname === '/' && guard.isToken(address.searchParams.get('token')) && !foreignOrigin(request)) {
      response.setHeader('Set-Cookie', guard.cookie);
      response.setHeader('Location', '/');
      return sendText(response, 303, 'Come in.');
    }
    if (!guard.mayRead(request)) return sendText(response, 403, closedDoor);
    const found = await readForWindow(studio, windowFiles, address.pathname);
    if (!found) return sendText(response, 404, 'There is nothing here.');
    return send(response, 200, found.type, found.bytes);
  };

  const foreignOrigin = (request: IncomingMessage): boolean =>
    request.headers.origin !== undefined && request.headers.origin !== guard.origin;

  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/socket' || !guard.mayWrite(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (connection) => serveWindow(connection, studio));
  });

  return {
    address: `${guard.origin}/?token=${guard.token}`,
    async close() {
      for (const connection of sockets.clients) connection.close(1001);
      sockets.close();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const closedDoor =
  'Hourglass does not know this browser. Open the address that Hourglass printed when it started (it holds a token).';

/** One window: {id, name, input} in; {id, result} and {event, data} out. */
function serveWindow(connection: WebSocket, studio: Studio): void {
  const send = (message: object): void => {
    if (connection.readyState === connection.OPEN) connection.send(JSON.stringify(message));
  };
  const unsubscribe = studio.subscribe((event, data) => send({ event, data }));
  connection.on('close', unsubscribe);
  // A broken or too large message closes the connection; there is nothing to add.
  connection.on('error', () => connection.terminate());
  connection.on('message', (bytes, isBinary) => {
    const request = isBinary ? null : readRequest(bytes.toString());
    if (!request) return connection.close(1008);
    void studio.dispatch(request.name, request.input).then((result) => send({ id: request.id, result }));
  });
}

function readRequest(text: string): { id: number; name: unknown; input: unknown } | null {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null) return null;
    const { id, name, input } = message as Record<string, unknown>;
    return typeof id === 'number' && Number.isSafeInteger(id) ? { id, name, input } : null;
  } catch {
    return null;
  }
}

function readAddress(target: string, origin: string): URL | null {
  // Only the ordinary form: "//host" and "http://host" would name another place than the Host header.
  if (!target.startsWith('/') || target.startsWith('//')) return null;
  return URL.canParse(target, origin) ? new URL(target, origin) : null;
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', Buffer.from(text));
}

function send(response: ServerResponse, status: number, type: string, bytes: Uint8Array): void {
  response.writeHead(status, {
    ...securityHeaders,
    'Content-Type': type,
    'Content-Length': bytes.length,
    'Cache-Control': 'no-cache',
  });
  response.end(bytes);
}
