/** Project files: new, open, save, autosave, recover. Owns which file a project lives in; not the project's meaning. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import type { Handlers, OpenProject } from '#shared/wire/studio.ts';
import { writeFileSafely } from '../files/write-safely.ts';
import { createAutosaves, fingerprint } from './autosaves.ts';
import type { Folders } from './folders.ts';
import type { Log } from './log.ts';
import { projectExtension, readProjectFile, requireFullPath } from './project-file.ts';
import { createRecents } from './recents.ts';
import { readTemplates } from './templates.ts';

type ProjectCalls = Extract<keyof Handlers, `project:${string}`>;

export function createProjects(options: {
  readonly folders: Folders;
  readonly templatesFolder: string;
  readonly log: Log;
}): Pick<Handlers, ProjectCalls> {
  const { folders, templatesFolder, log } = options;
  const autosaves = createAutosaves(folders.autosave, log);
  const recents = createRecents(join(folders.data, 'recent.json'));
  /** Where each project that is being worked on lives, and what its file held when it was last read or written. */
  const known = new Map<string, { path: string | null; contents: string | null }>();
  const inOrder = createQueues();

  /** The recent list is a convenience: a failure to note a project there must not look like a failure to save it. */
  const remember = (name: string, path: string): Promise<void> =>
    recents
      .add(name, path)
      .catch((error: unknown) => log.write('The list of recent projects could not be written', error));

  const open = async (path: string): Promise<OpenProject> => {
    const file = requireFullPath(path);
    const text = await readProjectFile(file);
    const saved = parseProject(text, basename(file));
    return inOrder(saved.id, async () => {
      const newer = await autosaves.find(saved.id, file);
      const project = newer?.project ?? saved;
      known.set(project.id, { path: file, contents: fingerprint(text) });
      await remember(project.name, file);
      return { project, path: file, recovered: newer !== null };
    });
  };

  const save = async (project: Project, path: string): Promise<{ path: string; savedAt: number }> => {
    const file = requireFullPath(path);
    if (extname(file).toLowerCase() !== projectExtension) {
      throw new UserError({
        received: `“${basename(file)}” is no name for a project file.`,
        expected: `A name that ends in ${projectExtension} was expected.`,
        action: `Save it as “${basename(file, extname(file))}${projectExtension}”.`,
      });
    }
    const text = formatProject(project);
    // Only the studio's own folder is made on the way; any other that is missing may be a typing error.
    if (dirname(file) === folders.projects) await mkdir(folders.projects, { recursive: true });
    await writeFileSafely(file, text);
    const before = known.get(project.id);
    known.set(project.id, { path: file, contents: fingerprint(text) });
    for (const place of new Set([file, null, before?.path ?? null])) await autosaves.remove(project.id, place);
    await remember(project.name, file);
    return { path: file, savedAt: Date.now() };
  };

  const autosave = async (project: Project, path: string | null): Promise<{ savedAt: number }> => {
    const file = path === null ? null : requireFullPath(path);
    const before = known.get(project.id);
    const contents =
      before?.path === file
        ? before.contents
        : file === null
          ? null
          : await readFile(file).then(fingerprint, () => null);
    known.set(project.id, { path: file, contents });
    return { savedAt: await autosaves.keep(project, file, contents) };
  };

  /** The autosave that recoverable lists for a project: its newest. */
  const newestAutosave = async (
    projectId: string,
  ): Promise<Awaited<ReturnType<typeof autosaves.list>>[number] | undefined> =>
    (await autosaves.list()).find((candidate) => candidate.project.id === projectId);

  return {
    'project:templates': async () => (await readTemplates(templatesFolder)).map(({ info }) => info),

    'project:new': async ({ template }) => {
      const projectId = randomUUID();
      if (template === null) return { project: emptyProject(projectId, 'Untitled'), path: null, recovered: false };
      const templates = await readTemplates(templatesFolder);
      const found = templates.find(({ info }) => info.id === template);
      if (!found) {
        throw new UserError({
          received: `There is no template “${template}”.`,
          expected: `One of ${templates.map(({ info }) => info.id).join(', ')} was expected.`,
          action: 'Choose one of the templates on the start page.',
        });
      }
      return { project: { ...found.project, id: projectId }, path: null, recovered: false };
    },

    'project:open': ({ path }) => open(path),

    'project:parse': async ({ name, text }) => ({ project: parseProject(text, name), path: null, recovered: false }),

    'project:save': ({ project, path }) => inOrder(project.id, () => save(project, path)),

    'project:autosave': ({ project, path }) => inOrder(project.id, () => autosave(project, path)),

    'project:discard': ({ projectId }) =>
      inOrder(projectId, async () => {
        const current = known.get(projectId) ?? (await newestAutosave(projectId));
        if (current) await autosaves.remove(projectId, current.path);
        known.delete(projectId);
        return null;
      }),

    'project:recoverable': async () => {
      const newest = new Map((await autosaves.list()).reverse().map((autosave) => [autosave.project.id, autosave]));
      return [...newest.values()]
        .reverse()
        .map(({ project, path, savedAt }) => ({ projectId: project.id, name: project.name, path, savedAt }));
    },

    'project:recover': ({ projectId }) =>
      inOrder(projectId, async () => {
        const autosave = await newestAutosave(projectId);
        if (!autosave) {
          throw new UserError({
            received: 'There is no unsaved work of this project.',
            expected: 'Unsaved work that Hourglass kept was expected.',
            action: 'Open its file instead.',
          });
        }
        const { project, path } = autosave;
        known.set(projectId, {
          path,
          contents: path === null ? null : await readFile(path).then(fingerprint, () => null),
        });
        return { project, path, recovered: true };
      }),

    'project:recent': () => recents.list(),

    'project:forgetRecent': async ({ path }) => {
      await recents.forget(path);
      return null;
    },
  };
}

/** Tasks of one project run one after another, in the order in which they were asked for: a later autosave survives an earlier save. */
function createQueues(): <T>(projectId: string, task: () => Promise<T>) => Promise<T> {
  const queues = new Map<string, Promise<unknown>>();
  return (projectId, task) => {
    const result = (queues.get(projectId) ?? Promise.resolve()).then(task);
    const settled = result
      .catch(() => undefined)
      .finally(() => {
        if (queues.get(projectId) === settled) queues.delete(projectId);
      });
    queues.set(projectId, settled);
    return result;
  };
}
