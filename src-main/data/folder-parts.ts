/**
 * What the folders that images lie in say of them: their labels, and for what they are kept. Owns no files.
 *
 * Labels are first-level folders. Where folders to validate or to test on are chosen, labels are the folders within those; within the
 * folder of the rest, too, if that is a single one ("train") that is divided like them.
 */
import type { DataSplit } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { parts, type Part } from './format.ts';
import { compareNaturally } from './natural-order.ts';
import { listWords } from './split.ts';

const mostLabels = 65_535;
const noFolder = '(no folder)';

export interface PlacedFile<File> {
  readonly file: File;
  /** Position in labelNames; null where there are no labels. */
  readonly label: number | null;
  /** Undefined where nothing is kept apart. */
  readonly part: Part | undefined;
}

export interface Partition<File> {
  /** As they are stored: samples to train on first, then those to validate on, then those to test on. */
  readonly ordered: readonly PlacedFile<File>[];
  readonly labelNames: readonly string[] | null;
  /** Differs where labels or order do, for the same files; empty where nothing is kept apart. */
  readonly key: string;
}

/** The folder at this depth (0: the first level) in a path with `/`; the last name of a path is a file's. */
function folderAt(name: string, depth: number): string {
  const names = name.split('/');
  return depth < names.length - 1 ? names[depth]! : noFolder;
}

/** The folders of the first level that hold files, with how many, in natural order. */
export function firstFolders(
  files: readonly { readonly name: string }[],
): readonly { readonly name: string; readonly files: number }[] {
  const counts = new Map<string, number>();
  for (const { name } of files) {
    const folder = folderAt(name, 0);
    if (folder !== noFolder) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => ({ name, files: count })).sort((a, b) => compareNaturally(a.name, b.name));
}

/** Sorts files into labels and parts. Throws a UserError for a chosen folder that is not there; `path` is the whole folder's. */
export function partition<File extends { readonly name: string }>(
  files: readonly File[],
  { validationFolder, testFolder }: Pick<DataSplit, 'validationFolder' | 'testFolder'>,
  path: string,
): Partition<File> {
  const chosen = validationFolder !== null || testFolder !== null;
  if (chosen) checkFolders(files, [validationFolder, testFolder], path);
  const partOf = ({ name }: File): Part => {
    const folder = folderAt(name, 0);
    return folder === testFolder ? 'test' : folder === validationFolder ? 'validation' : 'train';
  };
  const trained = chosen && opensTrainingFolder(files, partOf);
  const labelOf = (file: File): string => folderAt(file.name, chosen && (trained || partOf(file) !== 'train') ? 1 : 0);
  const names = [...new Set(files.map(labelOf))].sort(compareNaturally);
  const labelNames = names.length > mostLabels || (names.length === 1 && names[0] === noFolder) ? null : names;
  const positions = new Map(names.map((name, position) => [name, position]));
  const placed = files.map((file) => ({
    file,
    label: labelNames && positions.get(labelOf(file))!,
    part: chosen ? partOf(file) : undefined,
  }));
  return {
    ordered: chosen ? parts.flatMap((part) => placed.filter((each) => each.part === part)) : placed,
    labelNames,
    key: chosen ? JSON.stringify([validationFolder, testFolder]) : '',
  };
}

/** Whether the training images lie in one folder that has folders of its own, or that is as flat as the others. */
function opensTrainingFolder<File extends { readonly name: string }>(
  files: readonly File[],
  partOf: (file: File) => Part,
): boolean {
  const training = files.filter((file) => partOf(file) === 'train');
  const folders = new Set(training.map(({ name }) => folderAt(name, 0)));
  if (folders.size !== 1 || folders.has(noFolder)) return false;
  const isDivided = (some: readonly File[]): boolean => some.some(({ name }) => folderAt(name, 1) !== noFolder);
  return isDivided(training) || !isDivided(files);
}

function checkFolders(
  files: readonly { readonly name: string }[],
  chosen: readonly (string | null)[],
  path: string,
): void {
  const there = firstFolders(files).map(({ name }) => name);
  const missing = chosen.find((name) => name !== null && !there.includes(name));
  if (typeof missing === 'string') {
    throw new UserError({
      received: `The folder “${path}” has no folder “${missing}” with images, from which samples should be set aside.`,
      expected:
        there.length === 0
          ? 'It has no folders with images at all.'
          : `Its folders with images are ${listWords(there)}.`,
      action: 'Choose one of its folders, or none (Data › Split).',
    });
  }
  if (chosen[0] !== null && chosen[0] === chosen[1]) {
    throw new UserError({
      received: `The folder “${chosen[0]!}” is chosen both to validate on and to test on.`,
      expected: 'Samples to validate on steer training; those to test on must be others.',
      action: 'Choose two folders, or only one (Data › Split).',
    });
  }
}
