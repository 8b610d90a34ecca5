/** The built-in penguins: 344 rows of measurements, species, island and sex, some cells missing (resources/data/LICENSES.md). */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TableSettings } from '#shared/graph/data-forms.ts';
import { countOf, type SourceContents } from '../format.ts';
import { csvOfText } from '../rows/csv.ts';
import type { RowFile } from '../rows/rows.ts';
import { tableContents, type TablePlan } from './table.ts';

/** Beside the sources in a checkout, beside out/ in a build and in an application's archive. */
function resourcesFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, 'resources', 'data');
    if (existsSync(found)) return found;
  }
  throw new Error('resources/data is not beside the program');
}

export async function openPenguins(settings: TableSettings): Promise<RowFile> {
  const text = await readFile(join(resourcesFolder(), 'penguins.csv'), 'utf8');
  return csvOfText('penguins.csv', text, settings);
}

export const inspectPenguins = async (settings: TableSettings): Promise<SourceContents<TablePlan>> =>
  tableContents(await openPenguins(settings), settings, (rows) => countOf(rows, 'penguin'));
