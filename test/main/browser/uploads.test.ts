import { mkdir, mkdtemp, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUploads, uploadLimits } from '#main/browser/uploads.ts';
import { uploadAddress } from '#shared/wire/client.ts';

const id = '0123456789abcdef';
let root: string;
beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'hourglass-uploads-')), 'uploads');
  await mkdir(root);
});
afterEach(() => rm(join(root, '..'), { recursive: true, force: true }));

const put = async (address: string, contents = 'x', limits = uploadLimits): Promise<number> =>
  (await createUploads(root, limits).receive(address, Readable.from([Buffer.from(contents)]))).status;

describe('uploads', () => {
  it('keep a dropped folder as it was, whatever its names', async () => {
    const uploads = createUploads(root);
    for (const path of ['a.png', 'cats & dogs/1.png', 'ünïcode/深い/100%.jpg', 'a+b #1?.png'.replace('?', '')]) {
      const answer = await uploads.receive(uploadAddress(id, path), Readable.from([Buffer.from(path)]));
      expect(answer).toEqual({ status: 201, body: { folder: join(root, id) } });
      expect(await readFile(join(root, id, path), 'utf8')).toBe(path);
    }
    expect((await readdir(join(root, id))).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.each([
    '/upload/',
    `/upload/${id}`,
    `/upload/${id}/`,
    `/upload/short/a.png`,
    `/upload/../${id}aaaa/a.png`,
    `/upload/%2e%2e%2f%2e%2e/a.png`,
    `/upload/${id}/../a.png`,
    `/upload/${id}/..%2fa.png`,
    `/upload/${id}/%2e%2e/a.png`,
    `/upload/${id}/a/../../../b.png`,
    `/upload/${id}//a.png`,
    `/upload/${id}/./a.png`,
    `/upload/${id}/.../a.png`,
    `/upload/${id}/a%00.png`,
    `/upload/${id}/a%5cb.png`,
    `/upload/${id}/C:%5ca.png`,
    `/upload/${id}/a.png:stream`,
    `/upload/${id}/con.png`,
    `/upload/${id}/a.png.`,
    `/upload/${id}/a%0a.png`,
    `/upload/${id}/${'x'.repeat(256)}`,
    `/upload/${id}/${'a/'.repeat(20)}b.png`,
    `/upload/${id}/%zz`,
  ])('refuse %.60s', async (address) => {
    expect(await put(address)).toBe(400);
    expect(await readdir(join(root, '..'))).toEqual(['uploads']);
    expect(await readdir(root)).toEqual([]);
  });

  it('follow no link out of their folder', async () => {
    await mkdir(join(root, id));
    await mkdir(join(root, '..', 'outside'));
    await symlink(join(root, '..', 'outside'), join(root, id, 'link'));
    expect(await put(`/upload/${id}/link/a.png`)).toBe(400);
    expect(await readdir(join(root, '..', 'outside'))).toEqual([]);
  });

  it('stop at the limits of a file, of an upload and of its number of files, and leave no part', async () => {
    const limits = { ...uploadLimits, fileBytes: 10, bytes: 15, files: 3 };
    expect(await put(`/upload/${id}/a.png`, 'x'.repeat(11), limits)).toBe(413);
    const uploads = createUploads(root, limits);
    const send = async (name: string, size: number): Promise<number> =>
      (await uploads.receive(`/upload/${id}/${name}`, Readable.from([Buffer.alloc(size)]))).status;
    expect([await send('b', 9), await send('c', 9), await send('d', 1), await send('e', 1)]).toEqual([
      201, 413, 413, 413,
    ]);
    expect(await readdir(join(root, id))).toEqual(['b']);
  });

  it('leave nothing of a file that broke off', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('gone'));
      },
    });
    expect((await createUploads(root).receive(`/upload/${id}/a.png`, broken)).status).toBe(409);
    expect(await readdir(join(root, id))).toEqual([]);
  });
});
