/** The registry of data formats: a new kind of source is its file and one line here. */
import type { DataSource } from '#shared/graph/document.ts';
import { builtin } from './builtin.ts';
import { download } from './downloads/download.ts';
import type { DataFormat, Inspection, SourceContents } from './format.ts';
import { idx } from './idx.ts';
import { imageFolder } from './image-folder.ts';
import { imagePairs } from './image-pairs.ts';
import { sequences } from './sequence/sequences.ts';
import { table } from './table/table.ts';
import { textFiles } from './text/text-files.ts';

type Formats = { readonly [Kind in DataSource['kind']]: DataFormat<Extract<DataSource, { kind: Kind }>> };

const formats: Formats = { builtin, download, imageFolder, imagePairs, idx, table, text: textFiles, sequences };

/** What a source holds. Throws a UserError when there is nothing to use. */
export function inspectSource(source: DataSource, inspection: Inspection): Promise<SourceContents> {
  // The table pairs each kind with its own format, which the compiler cannot see through the union.
  const format = formats[source.kind] as DataFormat<DataSource>;
  return format.inspect(source, inspection);
}
