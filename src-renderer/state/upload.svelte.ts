/** Sends a folder that was dropped onto a browser window to the studio, which cannot reach it by path. Owns no import. */
import { UserError } from '#shared/problem.ts';
import { uploadAddress } from '#shared/wire/client.ts';
import { joinPath } from '../ui/path-text.ts';

class UploadState {
  /** Null while nothing is under way. */
  progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
}
export const upload = new UploadState();

let cancelled: AbortController | null = null;
export const cancelUpload = (): void => cancelled?.abort();

const AT_ONCE = 4;

/** Archives, models, tables, text and sound: all that is known by one file. */
const byItself = /\.(zip|keras|h5|hdf5|onnx|csv|tsv|tab|parquet|txt|md|wav)$/i;

/** A file and its path below what was dropped. */
interface FoundFile {
  readonly path: string;
  readonly file: File;
}

/** Must be called while the drop is handled: its entries are gone afterwards. */
export const entriesOf = (transfer: DataTransfer): readonly FileSystemEntry[] =>
  [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);

async function filesOf(entry: FileSystemEntry, below = ''): Promise<readonly FoundFile[]> {
  const path = below === '' ? entry.name : `${below}/${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FoundFile[] = [];
  for (;;) {
    // A reader gives at most 100 entries a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    for (const child of some) found.push(...(await filesOf(child, path)));
  }
}

/** All files of folders that were dropped, and files beside them. */
export const filesIn = async (entries: readonly FileSystemEntry[]): Promise<readonly File[]> =>
  (await Promise.all(entries.map((entry) => filesOf(entry)))).flat().map(({ file }) => file);

/** Sends everything; answers with the folder in which the studio keeps it. Throws UserError; AbortError when cancelled. */
export async function uploadEntries(entries: readonly FileSystemEntry[]): Promise<string> {
  cancelled = new AbortController();
  const { signal } = cancelled;
  try {
    upload.progress = { done: 0, total: 0 };
    const files = (await Promise.all(entries.map((entry) => filesOf(entry)))).flat();
    if (files.length === 0) {
      throw new UserError({
        received: 'The folder is empty.',
        expected: 'A folder with pictures was expected.',
        action: 'Drop another folder.',
      });
    }
    upload.progress = { done: 0, total: files.length };
    const id = crypto.randomUUID().replaceAll('-', '');
    let folder = '';
    const waiting = [...files];
    const send = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        folder = await put(id, next, signal);
        upload.progress = { done: (upload.progress?.done ?? 0) + 1, total: files.length };
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
    const [only] = entries;
    // A folder keeps its own name, and its subfolders stay the labels; a file that is no picture is used by itself.
    const alone = entries.length === 1 && (only?.isDirectory || byItself.test(only?.name ?? ''));
    return alone && only ? joinPath(folder, only.name) : folder;
  } finally {
    upload.progress = null;
    cancelled = null;
  }
}

async function put(id: string, { path, file }: FoundFile, signal: AbortSignal): Promise<string> {
  const response = await fetch(uploadAddress(id, path), { method: 'PUT', body: file, signal });
  const answer = (await response.json()) as { readonly folder?: string; readonly message?: string };
  if (response.ok && answer.folder !== undefined) return answer.folder;
  throw new UserError({
    received: `“${path}” could not be sent: ${answer.message ?? `the studio answered ${response.status}`}`,
    expected: 'Every file of the folder must arrive.',
    action: 'Drop the folder again, or choose it under Data.',
  });
}
