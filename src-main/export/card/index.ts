/** The model card as a file. */
import { writeFile } from 'node:fs/promises';
import { card } from '#shared/export/card.ts';
import type { ExportFormat } from '../format.ts';
import { figuresOf } from '../run-figures.ts';
import { modelCard } from './markdown.ts';

export const cardFormat: ExportFormat<'card'> = {
  definition: card,
  async write(part, path) {
    const { drawn: project, run, labels, preprocessing } = part;
    const { epochs } = await figuresOf(part);
    await writeFile(path, modelCard({ project, run, labels, preprocessing, epochs }));
  },
  check: async () => null,
  snippet: (_part, name) => ({ language: 'sh', code: `cat "${name}"` }),
};
