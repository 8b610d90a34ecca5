/**
 * Fetches one file of known size and hash from the web: resumed where it was left, hashed as it comes, and put in its place only when
 * it is exactly what was expected. Owns the transfer and the words for what goes wrong; not which files there are (registry.ts).
 *
 * By node:https rather than fetch(), which unpacks what a server declares as gzip: the hash is that of the packed file.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import { request as requestPlainly, type IncomingMessage } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { dirname } from 'node:path';
import { UserError } from '#shared/problem.ts';
import { flushFolder, renamePatiently } from '../../files/write-safely.ts';
import { unwritable } from './words.ts';
import type { DownloadFile } from './registry.ts';

export interface FetchOptions {
  /** Addresses to try one after the other; https, or this computer itself (tests). */
  readonly addresses: readonly string[];
  readonly file: DownloadFile;
  /** Where it goes, in a folder that exists. What came of it so far lies beside it, with “.part” at the end. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Of this file, bytes that are there. */
  readonly onBytes: (bytes: number) => void;
  /** Milliseconds without a byte. */
  readonly patience?: number;
}

const mostRedirects = 5;
const patience = 30_000;

/** A server that gave something else than the file, or nothing: another one may have it. */
class ServerFailure extends Error {}

/**
 * Resolves once the file is on the disk in its place. Rejects with the signal's reason when cancelled, keeping what has come, and else
 * with a UserError; bytes of another hash are not kept.
 */
export async function fetchFile(options: FetchOptions): Promise<void> {
  const { addresses, signal, file } = options;
  const failures: string[] = [];
  for (const address of addresses) {
    try {
      return await fetchFrom(new URL(file.name, address), options);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ServerFailure)) throw error;
      failures.push(`${new URL(address).host}: ${error.message}`);
    }
  }
  throw new UserError({
    received: `“${file.name}” could not be downloaded (${failures.join('; ')}).`,
    expected: `A file of ${file.bytes.toLocaleString('en')} bytes with the published hash.`,
    action: 'Check the connection to the internet and try again: it goes on where it stopped.',
  });
}

async function fetchFrom(address: URL, options: FetchOptions): Promise<void> {
  const { path } = options;
  const outcome = await fetchPart(address, options);
  // What an earlier attempt left may have come from elsewhere: once more, from the start.
  if (outcome !== 'whole' && !(outcome === 'resumed' && (await fetchPart(address, options)) === 'whole'))
    throw new ServerFailure('what came is not the published file: its SHA-256 differs');
  await renamePatiently(`${path}.part`, path)
    .then(() => flushFolder(dirname(path)))
    .catch((error: unknown) => {
      throw unwritable(error, path);
    });
}

/** Completes the file beside its place; bytes of another hash are removed. Says whether it is whole, or what was wrong. */
async function fetchPart(address: URL, options: FetchOptions): Promise<'whole' | 'resumed' | 'wrong'> {
  const { file, path, signal, onBytes } = options;
  const part = `${path}.part`;
  const partial = await openPart(part);
  try {
    const kept = await keptBytes(partial, part, file, signal);
    const resumed = kept.bytes > 0;
    onBytes(kept.bytes);
    if (kept.bytes < file.bytes) await receive(address, partial, kept, options);
    if (kept.hash.digest('hex') !== file.sha256) {
      await rm(part, { force: true });
      return resumed ? 'resumed' : 'wrong';
    }
    await partial.sync().catch((error: unknown) => {
      throw unwritable(error, part);
    });
    return 'whole';
  } finally {
    await partial.close();
  }
}

async function openPart(part: string): Promise<FileHandle> {
  // Appends, and is made where there is none.
  return open(part, 'a').catch((error: unknown) => {
    throw unwritable(error, part);
  });
}

/** How much there is, and the hash of it: both move on as more comes. */
interface Kept {
  bytes: number;
  hash: Hash;
}

async function keptBytes(partial: FileHandle, part: string, file: DownloadFile, signal: AbortSignal): Promise<Kept> {
  const kept: Kept = { bytes: 0, hash: createHash('sha256') };
  if ((await stat(part)).size > file.bytes) await partial.truncate(0);
  for await (const chunk of createReadStream(part, { signal })) {
    kept.hash.update(chunk as Buffer);
    kept.bytes += (chunk as Buffer).length;
  }
  return kept;
}

async function receive(address: URL, partial: FileHandle, kept: Kept, options: FetchOptions): Promise<void> {
  const { file, path, signal, onBytes } = options;
  const response = await follow(address, kept.bytes, options);
  try {
    if (response.statusCode === 200 && kept.bytes > 0) {
      // A server that does not go on in the middle starts anew.
      await partial.truncate(0);
      kept.bytes = 0;
      kept.hash = createHash('sha256');
    } else if (response.statusCode === 206) checkRange(response, kept.bytes, file);
    else if (response.statusCode !== 200) throw new ServerFailure(`it answered with status ${response.statusCode}`);
    const announced = Number(response.headers['content-length'] ?? file.bytes - kept.bytes);
    if (announced !== file.bytes - kept.bytes)
      throw new ServerFailure(`it offers ${announced.toLocaleString('en')} bytes, which is another file`);
    for await (const chunk of response as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      if (kept.bytes + chunk.length > file.bytes) throw new ServerFailure('it sends more than the file has');
      await partial.appendFile(chunk).catch((error: unknown) => {
        throw unwritable(error, path);
      });
      kept.hash.update(chunk);
      kept.bytes += chunk.length;
      onBytes(kept.bytes);
    }
    if (kept.bytes < file.bytes) throw new ServerFailure('the connection broke off');
  } catch (error) {
    throw signal.aborted ? signal.reason : explainTransfer(error);
  } finally {
    response.destroy();
  }
}

function checkRange(response: IncomingMessage, start: number, file: DownloadFile): void {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers['content-range'] ?? '');
  const total = range?.[2] === '*' ? file.bytes : Number(range?.[2]);
  if (Number(range?.[1]) !== start || total !== file.bytes)
    throw new ServerFailure('it goes on with another part of a file, or of another file');
}

/** The answer after redirects, its body not yet read. */
async function follow(
  address: URL,
  start: number,
  { signal, patience: wait = patience }: FetchOptions,
): Promise<IncomingMessage> {
  let at = address;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await ask(at, start, signal, wait);
    const { location } = response.headers;
    if (!response.statusCode || response.statusCode < 300 || response.statusCode >= 400) return response;
    response.destroy();
    if (location === undefined) throw new ServerFailure('it sends elsewhere without saying where');
    at = parseAddress(location, at);
    // From an address with https nothing leads to one without.
    if (address.protocol === 'https:' && at.protocol !== 'https:')
      throw new ServerFailure('it sends to an address without https');
  }
  throw new ServerFailure(`it redirects more than ${mostRedirects} times`);
}

function parseAddress(location: string, base: URL): URL {
  try {
    return new URL(location, base);
  } catch {
    throw new ServerFailure('it sends to an address that is none');
  }
}

const isThisComputer = ({ protocol, hostname }: URL): boolean => protocol === 'http:' && hostname === '127.0.0.1';

function ask(address: URL, start: number, signal: AbortSignal, wait: number): Promise<IncomingMessage> {
  if (address.protocol !== 'https:' && !isThisComputer(address)) throw new ServerFailure('its address has no https');
  const request = address.protocol === 'https:' ? requestSecurely : requestPlainly;
  const headers = { 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) };
  return new Promise((resolve, reject) => {
    const asking = request(address, { headers, signal }, resolve);
    asking.on('error', (error) => reject(signal.aborted ? signal.reason : explainTransfer(error)));
    asking.setTimeout(wait, () =>
      asking.destroy(new ServerFailure(`nothing came for ${Math.round(wait / 1000)} seconds`)),
    );
    asking.end();
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not found; is this computer online?',
  EAI_AGAIN: 'its name is not found; is this computer online?',
  ENETUNREACH: 'there is no connection to the internet',
  EHOSTUNREACH: 'it cannot be reached',
  ECONNREFUSED: 'it refuses the connection',
  ECONNRESET: 'the connection broke off',
  ECONNABORTED: 'the connection broke off',
  EPIPE: 'the connection broke off',
  ETIMEDOUT: 'it does not answer',
};

function explainTransfer(error: unknown): unknown {
  if (error instanceof ServerFailure || error instanceof UserError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (/CERT|SSL|TLS|SELF_SIGNED/.test(code)) return new ServerFailure(`its certificate is not valid (${code})`);
  const reason = reasons[code] ?? (error.message === 'aborted' ? 'the connection broke off' : null);
  return reason === null ? new ServerFailure(error.message) : new ServerFailure(reason);
}
