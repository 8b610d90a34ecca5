/** A web server on this computer that gives files well or badly, as a test wants. Owns no expectations. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

export interface DownloadServer {
  /** "http://127.0.0.1:1234/". */
  readonly base: string;
  /** By path without the first slash. */
  readonly files: Map<string, Uint8Array>;
  /** "name" or "name from 5", in the order in which they were asked for. */
  readonly asked: string[];
  /** Answers instead of the usual, once for each; false: as usual after all. */
  readonly instead: ((request: IncomingMessage, response: ServerResponse) => boolean)[];
  close(): Promise<void>;
}

/** Serves whole files and parts of them; closed after each test. */
export async function serveDownloads(): Promise<DownloadServer> {
  const files = new Map<string, Uint8Array>();
  const asked: string[] = [];
  const instead: DownloadServer['instead'] = [];
  const server = createServer((request, response) => {
    const name = request.url!.slice(1);
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    asked.push(range ? `${name} from ${range[1]}` : name);
    if (instead.shift()?.(request, response)) return;
    const file = files.get(name);
    if (!file) return void response.writeHead(404).end();
    const start = Number(range?.[1] ?? 0);
    response.writeHead(range ? 206 : 200, {
      'content-length': file.length - start,
      ...(range && { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` }),
    });
    response.end(file.subarray(start));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  afterEach(close);
  const { port } = server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}/`, files, asked, instead, close };
}
