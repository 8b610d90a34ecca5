/** What is shown of reconstructions, from top to bottom, and what each row is called. Pure. */
import type { Reconstructions } from '../wire/explore/reconstruct.ts';
import type { Pictures } from '../wire/explore/values.ts';

export interface ReconstructionRow {
  readonly title: string;
  readonly pictures: Pictures;
}

export function reconstructionRows(made: Reconstructions): readonly ReconstructionRow[] {
  const { original, fed, wanted, reconstruction, difference } = made;
  return [
    { title: wanted ? 'input' : 'original', pictures: original },
    ...(fed ? [{ title: 'given', pictures: fed }] : []),
    ...(wanted ? [{ title: 'wanted', pictures: wanted }] : []),
    { title: wanted ? 'output' : 'reconstruction', pictures: reconstruction },
    ...(difference ? [{ title: 'difference', pictures: difference }] : []),
  ];
}
