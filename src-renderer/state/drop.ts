/** Files and folders dropped onto the window: a project, a package of work or a model opens, pictures become the project's data. */
import { formOfProject } from '#shared/graph/data-form.ts';
import type { DataSource, Project } from '#shared/graph/document.ts';
import { setData } from '#shared/graph/settings.ts';
import { UserError } from '#shared/problem.ts';
import { showError } from '../ui/toasts.svelte.ts';
import { newProject, openModel, openPath, openText } from './files.ts';
import { edit, project } from './project.svelte.ts';
import { showView } from './session.svelte.ts';
import { studio } from './studio.ts';
import { entriesOf, uploadEntries } from './upload.svelte.ts';

const isProjectName = (name: string): boolean => name.endsWith('.hourglass');

/** Takes what was dropped. A browser hides where files lie, so there a folder is sent to the studio first. */
export async function takeDrop(transfer: DataTransfer): Promise<void> {
  const file = transfer.files[0];
  const entries = entriesOf(transfer);
  if (!file) return;
  try {
    const path = studio.pathOfFile(file);
    if (path !== null) await takePath(path);
    else if (isProjectName(file.name)) await openText(file.name, await file.text());
    else await takePath(await uploadEntries(entries));
  } catch (error) {
    showError('This cannot be used here', error);
  }
}

async function takePath(path: string): Promise<void> {
  const { kind, reason } = await studio.call('data:recognize', { path });
  if (kind === 'project' || kind === 'package') {
    await openPath(path);
    return;
  }
  if (kind === 'model') {
    await openModel(path);
    return;
  }
  if (kind === 'unknown') {
    throw new UserError({
      received: reason ?? `“${path}” is neither a project nor data.`,
      expected:
        'A .hourglass file, a package of work (.zip), a model (.keras, .h5, .onnx, model.json), a folder of pictures, a table (CSV, TSV, Parquet), WAV sounds or IDX files were expected.',
      action: 'Drop one of these.',
    });
  }
  if (project.document === null && !(await newProject(null))) return;
  const source = (document: Project): DataSource => {
    if (kind === 'idx') return { kind, images: path };
    // A table dropped on a project of sequences holds sequences.
    return kind === 'table' && formOfProject(document) === 'sequence' ? { kind: 'sequences', path } : { kind, path };
  };
  if (edit('use dropped data', (document) => setData(document, { source: source(document) }))) showView('data');
}
