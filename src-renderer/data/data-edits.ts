/** What the Data view does to the project: each an undoable, named edit. Owns no fields and no dialogs. */
import type { DataBinding, DataSource, ImagePreprocessing } from '#shared/graph/document.ts';
import { setData, setImage } from '#shared/graph/settings.ts';
import { askForFile, askForFolder } from '../state/path-dialog.svelte.ts';
import { edit } from '../state/project.svelte.ts';
import { showError } from '../ui/toasts.svelte.ts';

const useSource = (source: DataSource): boolean => edit('use other data', (document) => setData(document, { source }));

export const useDigits = (): boolean => useSource({ kind: 'builtin', name: 'digits' });

/** These ask for a path first; nothing changes when the person cancels. */
export const chooseFolder = (): Promise<void> =>
  asking(async () => {
    const path = await askForFolder('Choose a folder of pictures');
    if (path !== null) useSource({ kind: 'imageFolder', path });
  });

// IDX files have no common ending ("train-images-idx3-ubyte", "….gz", "….idx"), so all files are offered.
export const chooseIdx = (): Promise<void> =>
  asking(async () => {
    const images = await askForFile('Choose an IDX file of images', []);
    if (images !== null) useSource({ kind: 'idx', images });
  });

export const chooseIdxLabels = (images: string): Promise<void> =>
  asking(async () => {
    const labels = await askForFile('Choose the IDX file of labels', []);
    if (labels !== null) useSource({ kind: 'idx', images, labels });
  });

async function asking(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    showError('The dialog could not be opened', error);
  }
}

/** Keystrokes in one field make one step of the history. */
export function changeImage<Key extends keyof ImagePreprocessing>(
  what: string,
  key: Key,
  value: ImagePreprocessing[Key],
): void {
  edit(
    `change ${what}`,
    (document) => setImage(document, { [key]: value } as Partial<ImagePreprocessing>),
    `image.${key}`,
  );
}

export function changeSize(size: { readonly height: number | null; readonly width: number | null }): void {
  edit('change the size of the images', (document) => setImage(document, size), 'image.size');
}

export function changeLimit(limit: DataBinding['limit']): void {
  edit('change how many images are used', (document) => setData(document, { limit }), 'data.limit');
}
