/** Files and folders dropped onto the window: a project opens, pictures become the project's data. */
import { setData } from '#shared/graph/settings.ts';
import { UserError } from '#shared/problem.ts';
import { showError } from '../ui/toasts.svelte.ts';
import { newProject, openPath, openText } from './files.ts';
import { edit, project } from './project.svelte.ts';
import { showView } from './session.svelte.ts';
import { studio } from './studio.ts';

const isProjectName = (name: string): boolean => name.endsWith('.hourglass');

/** Takes the first file of a drop. */
export async function takeDrop(transfer: DataTransfer): Promise<void> {
  const file = transfer.files[0];
  if (!file) return;
  try {
    const path = studio.pathOfFile(file);
    if (path !== null) await takePath(path);
    else if (isProjectName(file.name)) await openText(file.name, await file.text());
    else throw cannotReach(file.name);
  } catch (error) {
    showError('This cannot be used here', error);
  }
}

/** A browser tells a page nothing of where a file lies. */
const cannotReach = (name: string): UserError =>
  new UserError({
    received: `“${name}” was dropped onto a browser window, which hides where it lies.`,
    expected: 'Pictures are read from a folder by its path.',
    action: 'Choose the folder under Data instead; project files can be dropped.',
  });

async function takePath(path: string): Promise<void> {
  const { kind, reason } = await studio.call('data:recognize', { path });
  if (kind === 'project') {
    await openPath(path);
    return;
  }
  if (kind === 'unknown') {
    throw new UserError({
      received: reason ?? `“${path}” is neither a project nor pictures.`,
      expected: 'A .hourglass file, a folder of pictures or IDX files were expected.',
      action: 'Drop one of these.',
    });
  }
  if (project.document === null && !(await newProject(null))) return;
  const source = kind === 'imageFolder' ? { kind, path } : { kind, images: path };
  if (edit('Use dropped data', (document) => setData(document, { source }))) showView('data');
}
