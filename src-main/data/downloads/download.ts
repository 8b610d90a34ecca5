/** Downloaded datasets as a source of samples: those to train on, then those to test on. Fetching them is store.ts's. */
import { downloadTitles } from '#shared/dataset-titles.ts';
import type { DataSource, DownloadName } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { countOf, type DataFormat, type PicturePlan, type SourceContents } from '../format.ts';
import { inspectIdx } from '../idx.ts';
import { inspectCifar } from './cifar.ts';
import { downloads } from './registry.ts';
import { isPresent, keptFiles } from './store.ts';

export const download: DataFormat<Extract<DataSource, { kind: 'download' }>, PicturePlan> = {
  async inspect({ name }, { downloadsFolder }) {
    if (downloadsFolder === null || !(await isPresent(downloadsFolder, name))) throw notHere(name);
    return inspectDownload(
      name,
      keptFiles(downloadsFolder, name).map(({ path }) => path),
    );
  },
};

/** What the files of a dataset hold, given in the registry's order. */
export async function inspectDownload(
  name: DownloadName,
  paths: readonly string[],
): Promise<SourceContents<PicturePlan>> {
  const { contents, labels, files } = downloads[name];
  const described = {
    title: (samples: number) => `${countOf(samples, 'picture')} of ${downloadTitles[name]}`,
    labelNames: labels,
  };
  // The files are what the registry says, wherever and whenever they came.
  const fingerprint = JSON.stringify(['download', ...files.map(({ sha256 }) => sha256)]);
  if (contents === 'cifarBinary') return { ...inspectCifar(paths, described), fingerprint };
  const [trainImages, trainLabels, testImages, testLabels] = paths as [string, string, string, string];
  const parts = [
    { images: trainImages, labels: trainLabels, part: 'train' },
    { images: testImages, labels: testLabels, part: 'test' },
  ] as const;
  return { ...(await inspectIdx(parts, described)), fingerprint };
}

function notHere(name: DownloadName): UserError {
  const title = downloadTitles[name];
  return new UserError({
    received: `${title} is not on this computer yet.`,
    expected: 'It is downloaded once, when you ask for it; Hourglass loads nothing by itself.',
    action: `Download ${title} under Data, or choose other data.`,
  });
}
