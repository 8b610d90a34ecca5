/** Text of files, a folder of them, or columns of a table. Owns finding and reading; what becomes of it is contents.ts's. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DataSource } from '#shared/graph/document.ts';
import type { TextSettings } from '#shared/graph/data-forms.ts';
import { UserError } from '#shared/problem.ts';
import { countOf, type DataFormat, type Skipped } from '../format.ts';
import { compareNaturally } from '../natural-order.ts';
import { explainReadError, FileProblem, readWholeFile } from '../read-file.ts';
import { textContents, type Passage } from './contents.ts';
import { decodeText } from './decode-text.ts';
import { textsOfColumns } from './text-columns.ts';

/** More would not fit into memory as words. */
const mostBytes = 128 * 1024 * 1024;
const mostFiles = 100_000;

const textEnding = /\.(txt|text|md|markdown|srt|log)$/i;
const tableEnding = /\.(csv|tsv|tab|parquet)$/i;

/** Whether a file's name says that it is text. */
export const isTextName = (name: string): boolean => textEnding.test(name);

interface Found {
  readonly path: string;
  /** As people are told of it. */
  readonly name: string;
  readonly bytes: number;
  readonly changed: number;
}

export const textFiles: DataFormat<Extract<DataSource, { kind: 'text' }>> = {
  async inspect({ path }, { data }) {
    const { files, skipped } = await findFiles(path);
    const prints = files.map(({ name, bytes, changed }) => [name, bytes, changed]);
    return textContents(data.text, {
      fingerprint: JSON.stringify(['text', path, prints]),
      name: files.length === 1 ? `“${files[0]!.name}”` : countOf(files.length, 'file'),
      skipped,
      ends: files.some(({ name }) => tableEnding.test(name)),
      read: (signal, note) => readFiles(files, data.text, signal, note),
    });
  },
};

async function readFiles(
  files: readonly Found[],
  settings: TextSettings,
  signal: AbortSignal,
  note: (skipped: Skipped) => void,
): Promise<readonly Passage[]> {
  const passages: Passage[] = [];
  let bytes = 0;
  for (const file of files) {
    signal.throwIfAborted();
    if (bytes + file.bytes > mostBytes) {
      note({ file: file.name, reason: `left out: more than ${mostBytes / 1024 ** 2} MB of text together` });
      continue;
    }
    bytes += file.bytes;
    await readInto(passages, file, settings, signal, note);
  }
  return passages;
}

async function findFiles(path: string): Promise<{ files: readonly Found[]; skipped: Skipped[] }> {
  const skipped: Skipped[] = [];
  const status = await stat(path).catch((error: unknown) => {
    throw unusable(path, explainReadError(error));
  });
  if (!status.isDirectory())
    return { files: [{ path, name: basename(path), bytes: status.size, changed: status.mtimeMs }], skipped };
  const names = (
    await readdir(path, { recursive: true }).catch((error: unknown) => {
      throw unusable(path, explainReadError(error));
    })
  )
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => textEnding.test(name) && !/(^|\/)\./.test(name))
    .sort(compareNaturally);
  const files: Found[] = [];
  for (const name of names.slice(0, mostFiles)) {
    const file = join(path, name);
    const found = await stat(file).catch(() => null);
    if (found?.isFile()) files.push({ path: file, name, bytes: found.size, changed: found.mtimeMs });
    else if (!found) skipped.push({ file: name, reason: 'a link that leads nowhere' });
  }
  if (files.length === 0) throw unusable(path, 'holds no text files (.txt, .md)');
  return { files, skipped };
}

/** A file that cannot be read is named, and the rest is used. */
async function readInto(
  passages: Passage[],
  file: Found,
  settings: TextSettings,
  signal: AbortSignal,
  note: (skipped: Skipped) => void,
): Promise<void> {
  try {
    if (tableEnding.test(file.name) || settings.task === 'pairs')
      for await (const passage of textsOfColumns(file.path, file.name, settings, signal, note)) passages.push(passage);
    else
      for (const passage of passagesOf(decodeText(await readWholeFile(file.path)), file.name, settings))
        passages.push(passage);
  } catch (error) {
    if (error instanceof UserError) note({ file: file.name, reason: error.received });
    else if (error instanceof FileProblem) note({ file: file.name, reason: error.message });
    else throw error;
  }
}

/** Running text is one passage, its line ends being part of it; else each line that says something. */
function* passagesOf(text: string, file: string, { task }: TextSettings): Generator<Passage> {
  if (task === 'next') {
    yield { text: text.trim(), file, line: 1 };
    return;
  }
  let line = 0;
  for (const each of text.split('\n')) {
    line += 1;
    if (each.trim() !== '') yield { text: each.trim(), file, line };
  }
}

const unusable = (path: string, reason: string): UserError =>
  new UserError({
    received: `“${basename(path)}” ${reason}.`,
    expected: 'A text file, a folder of text files, or a table with a column of text was expected.',
    action: 'Choose another file or folder.',
  });
