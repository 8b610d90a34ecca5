/** Opening, saving and closing projects: what the File commands, the start page and dropped files do. */
import type { ImportedModel } from '#shared/wire/import.ts';
import type { OpenedPackage } from '#shared/wire/packages.ts';
import type { CallInput, OpenProject } from '#shared/wire/studio.ts';
import { showError, showToast } from '../ui/toasts.svelte.ts';
import { autosave } from './autosave.ts';
import { importModel, imports, isModelName } from './imports.svelte.ts';
import { describeOpened, unpackFile } from './packages.svelte.ts';
import { askProjectToOpen, askWhereToSave } from './path-dialog.svelte.ts';
import { closeProject, project, showProject } from './project.svelte.ts';
import type { OpenTab } from './reopen.ts';
import { chooseRuns } from './runs.svelte.ts';
import { select, session, showView } from './session.svelte.ts';
import { studio } from './studio.ts';

/** Whatever is open is kept first, so that nothing is lost by opening something else. */
async function show(what: string, opening: () => Promise<OpenProject>): Promise<boolean> {
  try {
    await autosave();
    showProject(await opening());
    select([]);
    showView('design');
    return true;
  } catch (error) {
    showError(what, error);
    return false;
  }
}

/** A template's id, or null for an empty canvas. */
export const newProject = (template: string | null): Promise<boolean> =>
  show('The new project could not be made', () => studio.call('project:new', { template }));

/** A project file, a package of a project with its runs, or a model from another tool. */
export const openPath = (path: string): Promise<boolean> =>
  isModelName(path)
    ? openModel(path)
    : path.toLowerCase().endsWith('.zip')
      ? openPackage(path)
      : show('The project could not be opened', () => studio.call('project:open', { path }));

/** The package's runs come among the others, and its project opens where they are looked at. */
async function openPackage(path: string): Promise<boolean> {
  let opened: OpenedPackage | undefined;
  const done = await show('The package could not be opened', async () => {
    opened = await unpackFile(path);
    return { project: opened.project, path: null, recovered: false };
  });
  if (!opened || !done) return false;
  showToast(describeOpened(opened));
  const [first] = opened.runs;
  if (!first) return true;
  await chooseRuns([first.id]);
  showView('runs');
  return true;
}

/** What came over, and what did not, is said beside the project. `name`: what it is called, where the path says nothing. */
export async function openModel(path: string, name?: string): Promise<boolean> {
  let imported: ImportedModel | undefined;
  const done = await show('The model could not be imported', async () => {
    imported = await importModel(path);
    const opened = name === undefined ? imported.project : { ...imported.project, name };
    return { project: opened, path: null, recovered: false };
  });
  if (!imported || !done) return false;
  const { project: opened, runId, report } = imported;
  imports.outcome = { name: name ?? opened.name, runId, report };
  return true;
}

export const openText = (name: string, text: string): Promise<boolean> =>
  show('The project could not be opened', () => studio.call('project:parse', { name, text }));

/** Brings back what was kept of a project before the studio went away. */
export const recoverProject = (projectId: string): Promise<boolean> =>
  show('The project could not be recovered', () => studio.call('project:recover', { projectId }));

/** After a reload: what the tab had open, with whatever was kept of it. A file that is gone leads to the start page, with the reason. */
export async function reopenTab(tab: OpenTab): Promise<void> {
  const opened = await show(`“${tab.name}” could not be opened again`, () => {
    if (tab.path !== null) return studio.call('project:open', { path: tab.path });
    const recovered = studio.call('project:recover', { projectId: tab.projectId });
    const { name, text } = tab;
    return text === null ? recovered : recovered.catch(() => studio.call('project:parse', { name, text }));
  });
  if (opened) showView(tab.view);
}

/** What `reopenTab` needs to know of now; null while no project is open. */
export function presentTab(): OpenTab | null {
  const { document, path, kept } = project;
  if (document === null || session.view === 'start') return null;
  const text = path === null && kept === null ? JSON.stringify(document) : null;
  return { projectId: document.id, name: document.name, path, view: session.view, text };
}

export async function askAndOpen(): Promise<void> {
  const path = await askProjectToOpen();
  if (path !== null) await openPath(path);
}

/** Saves under the project's own name, or asks for one. True once it is on the disk. */
export async function save(): Promise<boolean> {
  return project.path === null ? saveAs() : write(project.path);
}

export async function saveAs(): Promise<boolean> {
  if (project.document === null) return false;
  const path = await askWhereToSave(project.document.name);
  return path === null ? false : write(path);
}

async function write(path: string): Promise<boolean> {
  const { document } = project;
  if (document === null) return false;
  project.saving = true;
  try {
    const answer = await studio.call('project:save', { project: document, path } as CallInput<'project:save'>);
    project.path = answer.path;
    project.saved = document;
    project.kept = null;
    return true;
  } catch (error) {
    showError('The project could not be saved', error);
    return false;
  } finally {
    project.saving = false;
  }
}

/** Back to the start page. Unsaved work stays kept and is offered there. */
export async function closeToStart(): Promise<void> {
  await autosave();
  const unsaved = project.saveState !== 'saved' && project.document !== null;
  const name = project.document?.name ?? '';
  closeProject();
  select([]);
  showView('start');
  if (unsaved) showToast(`“${name}” has unsaved changes; they are kept here.`);
}
