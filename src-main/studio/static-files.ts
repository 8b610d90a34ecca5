/** What a window may read by address: its own built files, and pictures of the studio. Owns containment: nothing outside the root is ever read. */
import { readFile, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Picture } from './datasets.ts';
import { isInside } from '../files/is-inside.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** What any host answers for an address's path: a picture of a dataset or run by opaque id, else one of the window's files. */
export async function readForWindow(
  studio: { media(kind: 'dataset' | 'run', ownerId: string, name: string): Promise<Picture | null> },
  windowFiles: string,
  addressPath: string,
): Promise<Picture | null> {
  const media = readMediaAddress(addressPath);
  return media ? studio.media(media.kind, media.ownerId, media.name) : readStaticFile(windowFiles, addressPath);
}

/** The file at an address's path ("/" is index.html), or null: not there, not of a known type, or outside the root. */
async function readStaticFile(root: string, addressPath: string): Promise<Picture | null> {
  const path = decodePath(addressPath);
  if (path === null) return null;
  const type = types[extname(path === '/' ? '/index.html' : path)];
  if (type === undefined) return null;
  try {
    const realRoot = await realpath(root);
    const file = await realpath(join(realRoot, path === '/' ? 'index.html' : path));
    if (!isInside(realRoot, file)) return null;
    return { type, bytes: await readFile(file) };
  } catch {
    return null;
  }
}

/** Decoded once, and only once; null when that is not possible or hides a separator. */
export function decodePath(addressPath: string): string | null {
  try {
    const decoded = decodeURIComponent(addressPath);
    return decoded.startsWith('/') && !/[\0\\]/.test(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

/** `/media/<kind>/<id>/<name>` taken apart, or null when it is anything else. */
function readMediaAddress(addressPath: string): { kind: 'dataset' | 'run'; ownerId: string; name: string } | null {
  const found = /^\/media\/(dataset|run)\/([A-Za-z0-9_-]{1,64})\/([a-z0-9-]{1,64}\.png)$/.exec(addressPath);
  return found && { kind: found[1] as 'dataset' | 'run', ownerId: found[2]!, name: found[3]! };
}
