/** A sample that a person picked: of the data by its number, or a file of their own. Owns its name, no picking. */
import type { Sample } from '#shared/wire/explore/values.ts';
import { formatCount } from '../ui/format.ts';
import type { ReadFile } from './read-files.ts';

export interface Picked {
  readonly sample: Sample;
  /** "Sample 12", or the file's name. */
  readonly name: string;
}

/** `index` counts from 0; what people read counts from 1, as under Data. */
export const pickIndex = (index: number): Picked => ({
  sample: { from: 'data', index },
  name: `Sample ${formatCount(index + 1)}`,
});

export const pickFile = ({ name, bytes }: ReadFile): Picked => ({ sample: { from: 'given', bytes }, name });
