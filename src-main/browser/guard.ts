/**
 * Who may speak to the browser host: only a page of this very address that holds the cookie for which the printed token
 * was swapped. Owns the decision; answers nothing itself.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Guard {
  /** 128 random bits, in the first address only. */
  readonly token: string;
  /** The Set-Cookie line that lets a browser in. */
  readonly cookie: string;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** The request names exactly our address as its host. */
  isForUs(request: IncomingMessage): boolean;
  isToken(candidate: string | null): boolean;
  /** Reading: our cookie, and no sign that another site asks. */
  mayRead(request: IncomingMessage): boolean;
  /** Changing anything, and opening the socket: our cookie and exactly our origin. A missing origin is a refusal. */
  mayWrite(request: IncomingMessage): boolean;
}

export function createGuard(port: number): Guard {
  const token = randomBytes(16).toString('hex');
  const session = randomBytes(16).toString('hex');
  // Cookies do not keep ports apart: two studios on one machine need two names.
  const cookieName = `hourglass-${port}`;
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;

  const isForUs = (request: IncomingMessage): boolean => only(request, 'host') === host;
  const hasCookie = (request: IncomingMessage): boolean =>
    (request.headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim().split('='))
      .some(([name, value]) => name === cookieName && isSame(value ?? '', session));
  const ours = (value: string | null): boolean => value === null || value === 'same-origin' || value === 'none';

  return {
    token,
    cookie: `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`,
    origin,
    isForUs,
    isToken: (candidate) => candidate !== null && isSame(candidate, token),
    mayRead: (request) => {
      const from = only(request, 'origin');
      // Other ports of this machine count as the same site, so the cookie alone does not keep their pages out.
      return (
        isForUs(request) &&
        hasCookie(request) &&
        (from === null || from === origin) &&
        ours(only(request, 'sec-fetch-site'))
      );
    },
    mayWrite: (request) => isForUs(request) && hasCookie(request) && only(request, 'origin') === origin,
  };
}

/** The value of a header that came exactly once; null when absent; '' (which matches nothing) when it came twice. */
function only(request: IncomingMessage, name: string): string | null {
  const values = request.headersDistinct[name];
  if (values === undefined) return null;
  return values.length === 1 ? values[0]! : '';
}

/** Compares in a time that depends on neither content nor length. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
