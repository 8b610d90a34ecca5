/** What one sample of a source is: a picture, a row, a sequence or a stretch of text. */
import type { BuiltinName, DataSource, Project } from './document.ts';

export type DataForm = 'image' | 'table' | 'sequence' | 'text';

const ofBuiltin: Readonly<Record<BuiltinName, DataForm>> = {
  digits: 'image',
  shapes: 'image',
  penguins: 'table',
  dates: 'text',
  austen: 'text',
  waves: 'sequence',
};

const ofKind: Readonly<Record<Exclude<DataSource['kind'], 'builtin'>, DataForm>> = {
  download: 'image',
  imageFolder: 'image',
  imagePairs: 'image',
  idx: 'image',
  table: 'table',
  text: 'text',
  sequences: 'sequence',
};

/** A project without data is one of pictures: that is what its settings start with. */
export const formOf = (source: DataSource | null): DataForm =>
  source === null ? 'image' : source.kind === 'builtin' ? ofBuiltin[source.name] : ofKind[source.kind];

export const formOfProject = ({ data }: Pick<Project, 'data'>): DataForm => formOf(data.source);
