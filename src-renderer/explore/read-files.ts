/** Picture files that a person drops or chooses, as samples of the open network. Owns reading them; says what is wrong in notes. */
import { UserError } from '#shared/problem.ts';
import type { CallOutput } from '#shared/wire/studio.ts';
import { ask } from '../state/explore.svelte.ts';
import { showError } from '../ui/toasts.svelte.ts';
import { encodeBytes } from './bytes.ts';

export type ReadFile = CallOutput<'explore:read'>;

const largest = 12_000_000;

/** Rejects with a UserError that names it. */
export async function readFile(file: File, invert: boolean): Promise<ReadFile> {
  if (file.size > largest) throw tooLarge(file);
  const bytes = new Uint8Array(await file.arrayBuffer());
  return ask('explore:read', { name: file.name.slice(0, 255), file: encodeBytes(bytes), invert });
}

/** Those that can be used, in their order; each of the others is named in a note. `invert`: dark becomes light. */
export async function readFiles(files: readonly File[], invert = false): Promise<readonly ReadFile[]> {
  const read = await Promise.all(
    files.map(async (file) => {
      try {
        return await readFile(file, invert);
      } catch (error) {
        showError(`“${file.name}” cannot be used`, error);
        return null;
      }
    }),
  );
  return read.filter((file) => file !== null);
}

const tooLarge = ({ name, size }: File): UserError =>
  new UserError({
    received: `“${name}” has ${Math.ceil(size / 1e6)} MB.`,
    expected: `At most ${largest / 1e6} MB can be sent.`,
    action: 'Save it smaller: the network sees far fewer pixels anyway.',
  });

/** Asks for picture files; an empty list when nothing is chosen. */
export function chooseFiles(multiple = true): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = Object.assign(document.createElement('input'), { type: 'file', accept: 'image/*', multiple });
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/** Asks for a folder, and gives all files in it and below; an empty list when none is chosen. */
export function chooseFolder(): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = Object.assign(document.createElement('input'), { type: 'file', webkitdirectory: true });
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
