/**
 * Takes in the files of a folder that was dropped onto a browser window, which cannot tell the folder's path. Owns the
 * uploads folder: one folder for each drop, nothing outside it, nothing without limits.
 */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, realpath, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isInside } from '../files/is-inside.ts';
import { decodePath } from '../studio/static-files.ts';

export const uploadLimits = {
  fileBytes: 256 * 1024 * 1024,
  files: 200_000,
  bytes: 20 * 1024 ** 3,
  depth: 16,
  name: 255,
};
type Limits = typeof uploadLimits;

export interface UploadAnswer {
  readonly status: 201 | 400 | 409 | 413 | 507;
  /** The upload's folder, to use as an image folder; or why the file was refused. */
  readonly body: { readonly folder: string } | { readonly message: string };
}

export interface Uploads {
  /** Takes `/upload/<id>/<relative path>` with the file's bytes. */
  receive(addressPath: string, contents: Readable): Promise<UploadAnswer>;
}

export function createUploads(root: string, limits: Limits = uploadLimits): Uploads {
  const used = new Map<string, { files: number; bytes: number }>();
  const refuse = (status: UploadAnswer['status'], message: string): UploadAnswer => ({ status, body: { message } });

  return {
    async receive(addressPath, contents) {
      const address = readUploadAddress(addressPath, limits);
      if (!address) return refuse(400, 'This is no address for an upload. Drop the folder again.');
      const folder = join(root, address.id);
      const amount = used.get(address.id) ?? { files: 0, bytes: 0 };
      used.set(address.id, amount);
      if (amount.files >= limits.files) {
        return refuse(
          413,
          `More than ${limits.files.toLocaleString('en')} files. Start Hourglass where the folder is, and choose it there.`,
        );
      }
      amount.files += 1;
      const target = join(folder, ...address.path);
      const temporary = join(folder, `.${randomBytes(8).toString('hex')}.part`);
      const meter = new Transform({
        transform(chunk: Buffer, _encoding, pass) {
          amount.bytes += chunk.length;
          size += chunk.length;
          const tooMuch = size > limits.fileBytes || amount.bytes > limits.bytes;
          if (tooMuch) pass(new TooLarge());
          else pass(null, chunk);
        },
      });
      let size = 0;
      try {
        await mkdir(dirname(target), { recursive: true });
        if (!(await isContained(root, folder, dirname(target))))
          return refuse(400, 'The file would lie outside the upload.');
        await pipeline(contents, meter, createWriteStream(temporary, { flags: 'wx' }));
        await rename(temporary, target);
        return { status: 201, body: { folder } };
      } catch (error) {
        await unlink(temporary).catch(() => undefined);
        if (error instanceof TooLarge)
          return refuse(413, `“${address.path.join('/')}” is too large to be sent by a browser.`);
        const { code = '' } = error as NodeJS.ErrnoException;
        if (code === 'ENOSPC' || code === 'EDQUOT')
          return refuse(507, 'The disk is full. Free some space and drop the folder again.');
        return refuse(409, `“${address.path.join('/')}” could not be stored (${code || 'broken off'}).`);
      }
    },
  };
}

class TooLarge extends Error {}

/** The upload's id and the segments of the path in it; null when any of it could mean something to a file system. */
function readUploadAddress(addressPath: string, limits: Limits): { id: string; path: string[] } | null {
  const decoded = decodePath(addressPath);
  const [empty, word, id, ...path] = decoded?.split('/') ?? [];
  if (empty !== '' || word !== 'upload' || id === undefined || !/^[A-Za-z0-9_-]{16,64}$/.test(id)) return null;
  const harmless = (segment: string): boolean =>
    segment !== '' &&
    !/^\.+$/.test(segment) &&
    // Alternate streams and device names of Windows; control characters anywhere.
    // eslint-disable-next-line no-control-regex -- control characters are what is refused
    !/[\u0000-\u001f<>:"|?*]/.test(segment) &&
    !/[. ]$/.test(segment) &&
    !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(segment) &&
    Buffer.byteLength(segment) <= limits.name;
  return path.length > 0 && path.length <= limits.depth && path.every(harmless) ? { id, path } : null;
}

async function isContained(root: string, folder: string, parent: string): Promise<boolean> {
  const [realRoot, realFolder, realParent] = await Promise.all([realpath(root), realpath(folder), realpath(parent)]);
  return isInside(realRoot, realFolder) && (realParent === realFolder || isInside(realFolder, realParent));
}
