/** Downloaded datasets as a source of samples. Owns the refusal of what is not there; fetching is fetch.ts's. */
import { downloadTitles } from '#shared/dataset-titles.ts';
import type { DataSource } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { DataFormat } from '../format.ts';
import { isPresent } from './store.ts';

export const download: DataFormat<Extract<DataSource, { kind: 'download' }>> = {
  async inspect({ name }, { downloadsFolder }) {
    const title = downloadTitles[name];
    if (downloadsFolder === null || !(await isPresent(downloadsFolder, name))) {
      throw new UserError({
        received: `${title} is not on this computer yet.`,
        expected: 'It is downloaded once, when you ask for it; Hourglass loads nothing by itself.',
        action: `Download ${title} under Data, or choose other data.`,
      });
    }
    throw new UserError({
      received: `${title} cannot be read by this version yet.`,
      expected: 'A dataset that this version reads.',
      action: 'Choose other data.',
    });
  },
};
