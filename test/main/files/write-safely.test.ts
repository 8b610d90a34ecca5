import {
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile,
  lstat,
  stat,
  chmod,
  open,
  rename,
  unlink,
  utimes,
} from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepOrphans, writeFileSafely, type FileSystem } from '#main/files/write-safely.ts';
import { UserError } from '#shared/problem.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writeFileSafely', () => {
  it('creates and replaces text and bytes, and leaves nothing else behind', async () => {
    const path = join(folder, 'a.bin');
    await writeFileSafely(path, 'first');
    await writeFileSafely(path, new Uint8Array(new Float32Array([1, 2, 3]).buffer));
    expect(new Float32Array(new Uint8Array(await readFile(path)).buffer)).toEqual(new Float32Array([1, 2, 3]));
    expect(await readdir(folder)).toEqual(['a.bin']);
  });

  it('lets the last write asked for win, however many overlap', async () => {
    const path = join(folder, 'a.txt');
    const sizes = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 500_000 : 10));
    await Promise.all(sizes.map((size, index) => writeFileSafely(path, `${index}:${'x'.repeat(size)}`)));
    expect((await readFile(path, 'utf8')).split(':')[0]).toBe('39');
  });

  it('keeps a link a link and the permissions as they were', async () => {
    const target = join(folder, 'target.txt');
    await writeFile(target, 'old');
    await chmod(target, 0o640);
    await symlink(target, join(folder, 'link.txt'));
    await writeFileSafely(join(folder, 'link.txt'), 'new');
    expect((await lstat(join(folder, 'link.txt'))).isSymbolicLink()).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('new');
    expect((await stat(target)).mode & 0o777).toBe(0o640);
  });

  it.each(['create', 'write', 'flush', 'close', 'rename'])('leaves the old file intact when %s fails', async (step) => {
    const path = join(folder, 'project.hourglass');
    await writeFile(path, 'old');
    const error = await writeFileSafely(path, 'new', failingAt(step)).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).received).toContain('“project.hourglass”');
    expect((error as UserError).received).toContain('the disk is full');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['project.hourglass']);
    await writeFileSafely(path, 'newer');
    expect(await readFile(path, 'utf8')).toBe('newer');
  });

  it('says in words that the folder is missing', async () => {
    await expect(writeFileSafely(join(folder, 'none', 'a.txt'), '')).rejects.toThrow(
      /“a.txt” could not be saved in .*none: its folder does not exist/,
    );
  });
});

describe('sweepOrphans', () => {
  const name = (owner: number): string => `.hourglass-${owner}-0123456789abcdef.tmp`;

  it('removes what dead processes left and nothing else', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    for (const file of [name(dead), name(process.pid), name(process.ppid), '.hourglass-x.tmp', 'a.hourglass'])
      await writeFile(join(folder, file), '');
    expect(await sweepOrphans(folder)).toBe(2);
    expect((await readdir(folder)).sort()).toEqual([name(process.ppid), '.hourglass-x.tmp', 'a.hourglass'].sort());
  });

  it('removes what a running process left a day ago', async () => {
    await writeFile(join(folder, name(process.ppid)), '');
    const old = Date.now() / 1000 - 25 * 60 * 60;
    await utimes(join(folder, name(process.ppid)), old, old);
    expect(await sweepOrphans(folder)).toBe(1);
  });

  it('does nothing to a file that is being written, nor to a folder that is not there', async () => {
    const write = writeFileSafely(join(folder, 'a.bin'), new Uint8Array(20_000_000));
    await sweepOrphans(folder);
    await write;
    expect(await readdir(folder)).toEqual(['a.bin']);
    expect(await sweepOrphans(join(folder, 'none'))).toBe(0);
  });
});

function failingAt(step: string): FileSystem {
  const full = (): Promise<never> => Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
  return {
    rename: step === 'rename' ? full : rename,
    unlink,
    async open(path, flags, mode) {
      if (step === 'create') return full();
      const file = await open(path, flags, mode);
      return {
        writeFile: async (data) => {
          await file.writeFile(step === 'write' ? data.slice(0, 1) : data);
          if (step === 'write') await full();
        },
        sync: () => (step === 'flush' ? full() : file.sync()),
        close: async () => {
          await file.close();
          if (step === 'close') await full();
        },
      };
    },
  };
}
