/** The window's own scheme, app://hourglass/: built files and pictures of the studio, nothing else. Owns no content. */
import { protocol } from 'electron';
import { securityHeaders } from '../studio/headers.ts';
import { readForWindow } from '../studio/static-files.ts';
import type { Studio } from '../studio/index.ts';
import { origin, scheme } from './scheme.ts';

export function serveScheme(studio: Studio, windowFiles: string): void {
  protocol.handle(scheme, (request) => answer(request, studio, windowFiles));
}

export async function answer(
  request: Pick<Request, 'method' | 'url'>,
  studio: Pick<Studio, 'media'>,
  windowFiles: string,
): Promise<Response> {
  const refuse = (status: number): Response => new Response(null, { status, headers: securityHeaders });
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const { host, pathname } = new URL(request.url);
  if (`${scheme}://${host}` !== origin) return refuse(404);
  const found = await readForWindow(studio, windowFiles, pathname);
  if (!found) return refuse(404);
  // A copy in its own buffer: Response takes no view of a shared one.
  return new Response(new Uint8Array(found.bytes), {
    headers: { ...securityHeaders, 'Content-Type': found.type, 'Cache-Control': 'no-cache' },
  });
}
