import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { formatProject } from '#shared/graph/parse.ts';
import { templates as shipped } from '#shared/templates.ts';
import { findFolders, prepareFolders, type Folders } from '#main/studio/folders.ts';
import { createLog } from '#main/studio/log.ts';
import { createProjects } from '#main/studio/projects.ts';

let folder: string;
let folders: Folders;
let projects: ReturnType<typeof createProjects>;
let path: string;

/** A studio that knows nothing of the ones before it. */
const restart = (): void => {
  projects = createProjects({
    folders,
    templatesFolder: join(import.meta.dirname, '../../../resources/templates'),
    log: createLog(folders.logs),
  });
};
const named = (name: string, id = 'p1'): Project => emptyProject(id, name);
const save = (name: string, to = path): Promise<unknown> =>
  projects['project:save']({ project: named(name), path: to });
const autosave = (name: string, of: string | null = path): Promise<unknown> =>
  projects['project:autosave']({ project: named(name), path: of });
const open = async (from = path): Promise<[string, boolean]> => {
  const { project, recovered } = await projects['project:open']({ path: from });
  return [project.name, recovered];
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-projects-'));
  folders = findFolders({ HOURGLASS_DATA: folder });
  await prepareFolders(folders);
  await mkdir(join(folder, 'mine'));
  path = join(folder, 'mine', 'a.hourglass');
  restart();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('save and open', () => {
  it('give back what was saved, in the canonical form', async () => {
    await save('one');
    expect(await readFile(path, 'utf8')).toBe(formatProject(named('one')));
    expect(await projects['project:open']({ path })).toEqual({ project: named('one'), path, recovered: false });
  });

  it('make the projects folder, and no other', async () => {
    await save('one', join(folders.projects, 'b.hourglass'));
    expect(await readdir(folders.projects)).toEqual(['b.hourglass']);
    await expect(save('one', join(folder, 'none', 'b.hourglass'))).rejects.toThrow(/its folder does not exist/);
  });

  it.each([
    ['/etc/profile', /ends in .hourglass/],
    ['a.hourglass', /not a full path/],
    ['/tmp/a\0.hourglass', /not a full path/],
  ])('refuse to write %j', async (to, reason) => {
    await expect(save('one', to)).rejects.toThrow(reason);
  });

  it('say in words what cannot be opened, and why', async () => {
    await writeFile(join(folder, 'mine', 'broken.hourglass'), '{"format": "hourglass", ');
    await expect(open(join(folder, 'mine', 'broken.hourglass'))).rejects.toThrow(/“broken.hourglass”, line 1/);
    await expect(open(join(folder, 'none.hourglass'))).rejects.toThrow(/“none.hourglass” .* it does not exist/);
    await expect(open(folder)).rejects.toThrow(/it is a folder/);
  });
});

describe('autosave', () => {
  it('is found again after a crash, with the file it belongs to', async () => {
    await save('one');
    await autosave('two');
    restart();
    expect(await projects['project:recoverable']({})).toEqual([
      { projectId: 'p1', name: 'two', path, savedAt: expect.any(Number) },
    ]);
    expect(await open()).toEqual(['two', true]);
    expect((await projects['project:recover']({ projectId: 'p1' })).project.name).toBe('two');
    expect(await readFile(path, 'utf8')).toBe(formatProject(named('one')));
  });

  it('is removed by a save, also by one under another name', async () => {
    await autosave('one', null);
    await save('two');
    await autosave('three');
    await save('four', join(folder, 'mine', 'b.hourglass'));
    expect(await readdir(folders.autosave)).toEqual([]);
    restart();
    expect(await open()).toEqual(['two', false]);
  });

  it('survives an earlier save that ends after it was asked for', async () => {
    await Promise.all([autosave('one'), save('two'), autosave('three')]);
    restart();
    expect(await open()).toEqual(['three', true]);
  });

  it('is newer than its file by content, whatever the clocks say', async () => {
    await save('one');
    await autosave('two');
    const future = Date.now() / 1000 + 3600;
    await utimes(path, future, future);
    restart();
    expect(await open()).toEqual(['two', true]);
  });

  it('gives way to a save that was killed before it could remove it', async () => {
    await save('one');
    await autosave('two');
    const [name] = await readdir(folders.autosave);
    const kept = await readFile(join(folders.autosave, name!));
    await save('three');
    const past = Date.now() / 1000 - 1;
    await writeFile(join(folders.autosave, name!), kept);
    await utimes(join(folders.autosave, name!), past, past);
    restart();
    expect(await projects['project:recoverable']({})).toEqual([]);
    expect(await open()).toEqual(['three', false]);
  });

  it('keeps the work on two copies of one project apart', async () => {
    const copy = join(folder, 'mine', 'copy.hourglass');
    await save('one');
    await writeFile(copy, formatProject(named('one')));
    await open();
    await autosave('mine');
    await open(copy);
    await autosave('theirs', copy);
    restart();
    expect(await open()).toEqual(['mine', true]);
    expect(await open(copy)).toEqual(['theirs', true]);
  });

  it('is forgotten when a person says so, and not before', async () => {
    await save('one');
    await autosave('two');
    await projects['project:discard']({ projectId: 'p1' });
    restart();
    expect(await open()).toEqual(['one', false]);
    await autosave('never saved', null);
    restart();
    await projects['project:discard']({ projectId: 'p1' });
    expect(await projects['project:recoverable']({})).toEqual([]);
    await expect(projects['project:recover']({ projectId: 'p1' })).rejects.toThrow(/no unsaved work/);
  });

  it('that is broken is left alone and hides no other', async () => {
    await autosave('one', null);
    await writeFile(join(folders.autosave, 'p2.unsaved.hourglass.json'), '{');
    await writeFile(
      join(folders.autosave, 'p3.unsaved.hourglass.json'),
      JSON.stringify({ path: null, savedAt: 1, basedOn: null, project: {} }),
    );
    expect((await projects['project:recoverable']({})).map(({ name }) => name)).toEqual(['one']);
    expect(await readdir(folders.autosave)).toHaveLength(3);
  });
});

describe('recent projects', () => {
  it('are listed newest first, once each, with missing files marked', async () => {
    const other = join(folder, 'mine', 'b.hourglass');
    await save('one');
    await save('two', other);
    await open();
    await rename(other, `${other}.moved`);
    const list = async (): Promise<unknown[]> =>
      (await projects['project:recent']({})).map(({ name, missing }) => [name, missing]);
    expect(await list()).toEqual([
      ['one', false],
      ['two', true],
    ]);
    await projects['project:forgetRecent']({ path: other });
    expect(await list()).toEqual([['one', false]]);
    await writeFile(join(folders.data, 'recent.json'), 'broken');
    expect(await list()).toEqual([]);
  });
});

describe('new projects', () => {
  it('come from every template, each with an id of its own', async () => {
    const templates = await projects['project:templates']({});
    expect(templates.map(({ title }) => title)).toEqual(shipped.map(({ title }) => title));
    const made = await Promise.all(
      [...templates, { id: null }].map(({ id }) => projects['project:new']({ template: id })),
    );
    expect(new Set(made.map(({ project }) => project.id)).size).toBe(shipped.length + 1);
    expect(made.every(({ path: where, recovered }) => where === null && !recovered)).toBe(true);
    await expect(projects['project:new']({ template: 'none' })).rejects.toThrow(/no template “none”.*fully-connected/);
  });

  it('come from the text of a file', async () => {
    const text = formatProject(named('dropped'));
    expect(await projects['project:parse']({ name: 'x.hourglass', text })).toEqual({
      project: named('dropped'),
      path: null,
      recovered: false,
    });
    await expect(projects['project:parse']({ name: 'x.hourglass', text: '[]' })).rejects.toThrow(/“x.hourglass”/);
  });
});
