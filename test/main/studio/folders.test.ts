import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFolders, prepareFolders } from '#main/studio/folders.ts';
import { listFolder } from '#main/studio/list-folder.ts';
import { createLog } from '#main/studio/log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-folders-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('folders', () => {
  it('all lie under HOURGLASS_DATA where that is set', () => {
    for (const path of Object.values(findFolders({ HOURGLASS_DATA: folder })))
      expect(path.startsWith(folder)).toBe(true);
  });

  it('are the system’s usual ones otherwise', () => {
    const folders = findFolders({});
    expect(folders.projects).toBe(join(homedir(), 'Documents', 'Hourglass'));
    expect(folders.data).not.toBe(folders.cache);
  });

  it('are made, and cleared of what a killed studio left', async () => {
    const folders = findFolders({ HOURGLASS_DATA: join(folder, 'data') });
    await prepareFolders(folders);
    await writeFile(join(folders.autosave, '.hourglass-999999999-0123456789abcdef.tmp'), '');
    await prepareFolders(folders);
    expect(await readdir(folders.autosave)).toEqual([]);
    expect(await readdir(folders.data)).not.toContain('projects');
  });
});

describe('listFolder', () => {
  beforeEach(async () => {
    for (const name of ['b', 'a', 'inner.hourglass', '.hidden']) await mkdir(join(folder, name));
    for (const name of ['n10.hourglass', 'n9.HOURGLASS', 'x.png', '.secret.hourglass'])
      await writeFile(join(folder, name), '');
    await symlink(join(folder, 'none'), join(folder, 'dangling.hourglass'));
  });

  it('shows folders first, then the files asked for, in people’s order', async () => {
    const { path, parent, entries } = await listFolder(folder, ['hourglass'], folder);
    expect([path, parent]).toEqual([folder, tmpdir()]);
    expect(entries.map((entry) => [entry.name, entry.folder])).toEqual([
      ['a', true],
      ['b', true],
      ['inner.hourglass', true],
      ['n9.HOURGLASS', false],
      ['n10.hourglass', false],
    ]);
  });

  it('shows no files when none are asked for, and starts at home', async () => {
    expect((await listFolder(folder, [], folder)).entries.every((entry) => entry.folder)).toBe(true);
    expect((await listFolder(null, [], folder)).path).toBe(homedir());
  });

  it('names what it cannot list, and why', async () => {
    await expect(listFolder(join(folder, 'none'), [], folder)).rejects.toThrow(
      /none” cannot be listed: it does not exist/,
    );
    await expect(listFolder(join(folder, 'x.png'), [], folder)).rejects.toThrow(/it is a file/);
    await expect(listFolder('here', [], folder)).rejects.toThrow(/not a full path/);
  });
});

describe('the log', () => {
  it('rotates by size and keeps so many', async () => {
    const log = createLog(join(folder, 'logs'), 100, 2);
    for (let line = 0; line < 30; line += 1) log.write(`line ${line} ${'x'.repeat(40)}`);
    expect((await readdir(join(folder, 'logs'))).sort()).toEqual([
      'hourglass.1.log',
      'hourglass.2.log',
      'hourglass.log',
    ]);
    expect(await readFile(log.file, 'utf8')).toContain('line 29');
  });

  it('never throws', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(() => createLog(join(folder, 'file')).write('x', new Error('y'))).not.toThrow();
  });
});
