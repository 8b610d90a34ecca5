/** What only a desktop has: system dialogs, the file manager, the system's browser. Owns no files. */
import { access, mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { dialog, shell, type BrowserWindow, type FileFilter, type OpenDialogOptions } from 'electron';
import { UserError } from '#shared/problem.ts';
import type { HostCalls } from '../studio/index.ts';
import { links } from '../studio/links.ts';
import { projectExtension } from '../studio/project-file.ts';

export function desktopCalls(currentWindow: () => BrowserWindow | null, projectsFolder: string): HostCalls {
  const filters = [{ name: 'Hourglass projects', extensions: [projectExtension.slice(1)] }];
  const choose = async (options: OpenDialogOptions): Promise<string | null> => {
    const window = currentWindow();
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return canceled ? null : (filePaths[0] ?? null);
  };
  /** A name without its extension that every system takes. */
  const fileName = (suggestion: string): string =>
    suggestion
      .replace(/[^\p{L}\p{N} ._()-]+/gu, ' ')
      .trim()
      .slice(0, 100) || 'Untitled';

  const chooseNew = async (options: {
    readonly title: string;
    readonly suggestion: string;
    readonly extension: string;
    readonly filters: FileFilter[];
  }): Promise<string | null> => {
    const { title, suggestion, extension } = options;
    await mkdir(projectsFolder, { recursive: true }).catch(() => undefined);
    const defaultPath = join(projectsFolder, fileName(suggestion) + extension);
    const dialogOptions = { title, defaultPath, filters: options.filters };
    const window = currentWindow();
    const { canceled, filePath } = await (window
      ? dialog.showSaveDialog(window, dialogOptions)
      : dialog.showSaveDialog(dialogOptions));
    if (canceled || !filePath) return null;
    if (extname(filePath).toLowerCase() === extension) return filePath;
    // Some systems' dialogs add no extension, and so did not ask about the file that has it.
    const complete = filePath + extension;
    return (await mayReplace(complete, window)) ? complete : null;
  };

  return {
    'dialog:openProject': () =>
      choose({
        title: 'Open project or model',
        defaultPath: projectsFolder,
        filters: [
          {
            name: 'Projects, packages and models',
            extensions: [projectExtension.slice(1), 'zip', 'keras', 'h5', 'hdf5', 'json'],
          },
        ],
        properties: ['openFile'],
      }),

    'dialog:saveProject': ({ suggestion }) =>
      chooseNew({ title: 'Save project', suggestion, extension: projectExtension, filters }),

    'dialog:saveFile': ({ title, suggestion, extension }) =>
      chooseNew({
        title,
        suggestion,
        extension: `.${extension}`,
        filters: [{ name: `.${extension}`, extensions: [extension] }],
      }),

    'dialog:chooseFolder': ({ title }) => choose({ title, properties: ['openDirectory'] }),

    'dialog:chooseFile': ({ title, extensions }) =>
      choose({
        title,
        properties: ['openFile'],
        filters:
          extensions.length > 0
            ? [{ name: extensions.map((one) => `.${one}`).join(', '), extensions: [...extensions] }]
            : [],
      }),

    'app:openLink': async ({ link }) => {
      await shell.openExternal(links[link]);
      return null;
    },

    'app:reveal': async ({ path }) => {
      await access(path).catch(() => {
        throw new UserError({
          received: `“${path}” is not there any more.`,
          expected: 'A file or folder that Hourglass made was expected.',
          action: 'It may have been moved or deleted.',
        });
      });
      shell.showItemInFolder(path);
      return { path };
    },
  };
}

async function mayReplace(path: string, window: BrowserWindow | null): Promise<boolean> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists || !window) return !exists;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `Replace “${path}”?`,
    detail: 'A file of that name exists already.',
    buttons: ['Replace', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}
