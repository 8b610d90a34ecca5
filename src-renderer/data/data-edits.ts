/** What the Data view does to the project: each an undoable, named edit. Owns no fields and no dialogs. */
import {
  wholeSplit,
  type Augmentation,
  type BuiltinName,
  type DataBinding,
  type DataSource,
  type DataSplit,
  type DownloadName,
  type ImagePreprocessing,
} from '#shared/graph/document.ts';
import { setData, setImage } from '#shared/graph/settings.ts';
import { askForFile, askForFolder } from '../state/path-dialog.svelte.ts';
import { edit } from '../state/project.svelte.ts';
import { showError } from '../ui/toasts.svelte.ts';

/** Labels and folders of the data before mean nothing to other data; shares stay. */
const useSource = (source: DataSource): boolean =>
  edit('use other data', (document) => {
    const { testFraction } = document.data.split;
    return setData(document, { source, split: { ...wholeSplit, testFraction } });
  });

export const useBuiltin = (name: BuiltinName): boolean => useSource({ kind: 'builtin', name });

export const useDownload = (name: DownloadName): boolean => useSource({ kind: 'download', name });

/** These ask for a path first; nothing changes when the person cancels. */
export const chooseFolder = (): Promise<void> =>
  asking(async () => {
    const path = await askForFolder('Choose a folder of pictures');
    if (path !== null) useSource({ kind: 'imageFolder', path });
  });

export const choosePairs = (): Promise<void> =>
  asking(async () => {
    const inputs = await askForFolder('Choose the folder of pictures that go in');
    if (inputs === null) return;
    const targets = await askForFolder('Choose the folder of pictures that should come out, of the same names');
    if (targets !== null) useSource({ kind: 'imagePairs', inputs, targets });
  });

// IDX files have no common ending ("train-images-idx3-ubyte", "….gz", "….idx"), so all files are offered.
export const chooseIdx = (): Promise<void> =>
  asking(async () => {
    const images = await askForFile('Choose an IDX file of images', []);
    if (images !== null) useSource({ kind: 'idx', images });
  });

export const chooseSequenceFile = (): Promise<void> =>
  asking(async () => {
    const path = await askForFile('Choose a table of sequences, or a sound', ['csv', 'tsv', 'tab', 'txt', 'wav']);
    if (path !== null) useSource({ kind: 'sequences', path });
  });

export const chooseSequenceFolder = (): Promise<void> =>
  asking(async () => {
    const path = await askForFolder('Choose a folder of tables or WAV sounds');
    if (path !== null) useSource({ kind: 'sequences', path });
  });

export const chooseTable = (): Promise<void> =>
  asking(async () => {
    const path = await askForFile('Choose a table', ['csv', 'tsv', 'tab', 'txt', 'parquet']);
    if (path !== null) useSource({ kind: 'table', path });
  });

export const chooseText = (): Promise<void> =>
  asking(async () => {
    const path = await askForFile('Choose a text, or a table with a column of it', [
      'txt',
      'md',
      'csv',
      'tsv',
      'tab',
      'text',
    ]);
    if (path !== null) useSource({ kind: 'text', path });
  });

export const chooseTextFolder = (): Promise<void> =>
  asking(async () => {
    const path = await askForFolder('Choose a folder of text files');
    if (path !== null) useSource({ kind: 'text', path });
  });

/** Keystrokes in one field make one step of the history. */
export function changeText<Key extends keyof DataBinding['text']>(
  what: string,
  key: Key,
  value: DataBinding['text'][Key],
): void {
  edit(
    `change ${what}`,
    (document) => setData(document, { text: { ...document.data.text, [key]: value } }),
    `text.${key}`,
  );
}

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

/** How rows are read and columns prepared. */
export function changeTable(what: string, change: Partial<DataBinding['table']>): void {
  edit(`change ${what}`, (document) =>
    setData(document, { table: { ...document.data.table, ...change } as DataBinding['table'] }),
  );
}

type ColumnSettings = DataBinding['table']['columns'][string];

export function changeColumn(name: string, change: Partial<ColumnSettings>): void {
  edit(
    `change column “${name}”`,
    (document) => {
      const { table } = document.data;
      const columns = { ...table.columns, [name]: { ...table.columns[name], ...change } };
      return setData(document, { table: { ...table, columns } as DataBinding['table'] });
    },
    `table.${name}.${Object.keys(change).join()}`,
  );
}

export function changeLimit(limit: DataBinding['limit']): void {
  edit('change how many images are used', (document) => setData(document, { limit }), 'data.limit');
}

export function changeSequence(what: string, change: Partial<DataBinding['sequence']>): void {
  const keys = Object.keys(change).join();
  edit(
    `change ${what}`,
    (document) => setData(document, { sequence: { ...document.data.sequence, ...change } as DataBinding['sequence'] }),
    `sequence.${keys}`,
  );
}

export function changeAudio(what: string, change: Partial<DataBinding['sequence']['audio']>): void {
  const keys = Object.keys(change).join();
  edit(
    `change ${what}`,
    (document) => {
      const { sequence } = document.data;
      return setData(document, {
        sequence: { ...sequence, audio: { ...sequence.audio, ...change } } as DataBinding['sequence'],
      });
    },
    `audio.${keys}`,
  );
}

export function changeAugmentation<Key extends keyof Augmentation>(
  what: string,
  key: Key,
  value: Augmentation[Key],
): void {
  edit(
    `change ${what}`,
    (document) => setData(document, { augmentation: { ...document.data.augmentation, [key]: value } }),
    `augmentation.${key}`,
  );
}

export function setAugmentation(augmentation: Augmentation): void {
  edit('remove augmentation', (document) => setData(document, { augmentation: { ...augmentation } }));
}

export function changeSplit<Key extends keyof DataSplit>(
  what: string,
  key: Key,
  value: DataBinding['split'][Key],
): void {
  edit(
    `change ${what}`,
    (document) => setData(document, { split: { ...document.data.split, [key]: value } as DataBinding['split'] }),
    `split.${key}`,
  );
}
