/** Pairs of images from two folders. */
import type { DataSource } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { DataFormat } from './format.ts';

export const imagePairs: DataFormat<Extract<DataSource, { kind: 'imagePairs' }>> = {
  async inspect() {
    throw new UserError({
      received: 'Pairs of images cannot be read by this version yet.',
      expected: 'A folder of images, or IDX files.',
      action: 'Choose other data.',
    });
  },
};
