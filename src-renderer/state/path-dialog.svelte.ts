/** Asking for a path: with the system's dialogs where the host has them, otherwise with Hourglass's own (PathDialog.svelte). */
import { appInfo } from './app-info.ts';
import { studio } from './studio.ts';

export interface PathQuestion {
  readonly title: string;
  readonly kind: 'openFile' | 'saveFile' | 'chooseFolder';
  /** Without a dot; empty: any. */
  readonly extensions: readonly string[];
  readonly suggestion: string;
  /** Where it starts; null: the home folder. */
  readonly folder: string | null;
  readonly answer: (path: string | null) => void;
}

class PathDialogState {
  question = $state.raw<PathQuestion | null>(null);
}
export const pathDialog = new PathDialogState();

function ask(question: Omit<PathQuestion, 'answer'>): Promise<string | null> {
  return new Promise((resolve) => {
    pathDialog.question = {
      ...question,
      answer: (path) => {
        pathDialog.question = null;
        resolve(path);
      },
    };
  });
}

const PROJECT_EXTENSION = 'hourglass';
const MODEL_EXTENSIONS = ['keras', 'h5', 'onnx', 'json'];

/** All of these answer null when the person cancels. */
export async function askProjectToOpen(): Promise<string | null> {
  const info = await appInfo();
  if (info.nativeDialogs) return studio.call('dialog:openProject', {});
  return ask({
    title: 'Open a project or a model',
    kind: 'openFile',
    extensions: [PROJECT_EXTENSION, 'zip', ...MODEL_EXTENSIONS],
    suggestion: '',
    folder: info.projectsFolder,
  });
}

export async function askWhereToSave(name: string): Promise<string | null> {
  const info = await appInfo();
  if (info.nativeDialogs) return studio.call('dialog:saveProject', { suggestion: fileName(name, PROJECT_EXTENSION) });
  return askForNewFile('Save the project', name, PROJECT_EXTENSION);
}

/** `extension` without a dot. */
export async function askForNewFile(title: string, name: string, extension: string): Promise<string | null> {
  const info = await appInfo();
  if (info.nativeDialogs) return studio.call('dialog:saveFile', { title, suggestion: name, extension });
  const suggestion = fileName(name, extension);
  return ask({ title, kind: 'saveFile', extensions: [extension], suggestion, folder: info.projectsFolder });
}

/** A name as a file or, without an extension, a folder may have it. */
export const fileName = (name: string, extension?: string): string =>
  `${name.replaceAll(/[/\\:*?"<>|]/g, '-')}${extension === undefined ? '' : `.${extension}`}`;

export async function askForFolder(title: string): Promise<string | null> {
  if ((await appInfo()).nativeDialogs) return studio.call('dialog:chooseFolder', { title });
  return ask({ title, kind: 'chooseFolder', extensions: [], suggestion: '', folder: null });
}

export async function askForFile(title: string, extensions: readonly string[]): Promise<string | null> {
  if ((await appInfo()).nativeDialogs) return studio.call('dialog:chooseFile', { title, extensions: [...extensions] });
  return ask({ title, kind: 'openFile', extensions, suggestion: '', folder: null });
}
