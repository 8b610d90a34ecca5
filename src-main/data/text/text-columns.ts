/** Texts of one column of a file of rows, or of two. Owns which columns these are; rows/ reads the file. */
import type { TextSettings } from '#shared/graph/data-forms.ts';
import type { Skipped } from '../format.ts';
import { FileProblem } from '../read-file.ts';
import { openRows } from '../rows/open.ts';
import type { RowFile } from '../rows/rows.ts';
import type { Passage } from './contents.ts';

/** `name`: of the file, as people are told of it. Rows that cannot be used go to `note`. Throws FileProblem and UserError. */
export async function* textsOfColumns(
  path: string,
  name: string,
  settings: TextSettings,
  signal: AbortSignal,
  note: (skipped: Skipped) => void,
): AsyncGenerator<Passage, void, undefined> {
  const file = await openRows(path, { ...settings, header: headerOf(settings) }, signal);
  const { input, target } = columnsOf(file, settings);
  for await (const rows of file.batches(signal))
    for (const row of rows) {
      if ('fault' in row) {
        note({ file: `${name}, ${file.counts} ${row.line.toLocaleString('en')}`, reason: row.fault });
        continue;
      }
      const cell = (at: number): string => row.fields[at]?.trim() ?? '';
      if (settings.task === 'pairs') yield { text: cell(input), target: cell(target), file: name, line: row.line };
      else if (cell(input) !== '') yield { text: cell(input), file: name, line: row.line };
    }
}

/** Texts look like names of columns; so the first line names them only where somebody said so, or chose a column by its name. */
function headerOf({ header, input, target }: TextSettings): 'yes' | 'no' {
  if (header !== 'auto') return header;
  return input !== null || target !== null ? 'yes' : 'no';
}

/** Places of the text and its partner: those that are named, or the first two. */
function columnsOf({ names }: RowFile, settings: TextSettings): { readonly input: number; readonly target: number } {
  const at = (name: string | null, otherwise: number): number => {
    if (name === null) return otherwise;
    const found = names.indexOf(name);
    if (found >= 0) return found;
    throw new FileProblem(`without a column “${name}”; it has ${names.map((each) => `“${each}”`).join(', ')}`);
  };
  const input = at(settings.input, 0);
  return { input, target: at(settings.target, input === 0 ? 1 : 0) };
}
