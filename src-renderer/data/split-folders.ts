/** Which folders can be set aside, as a list to choose from. Owns words; the studio finds the folders. */
import type { SourceFolder } from '#shared/wire/studio.ts';
import { formatCount } from '../ui/format.ts';

export interface FolderChoice {
  /** Empty: none. */
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}

/** None first; what is set aside for the other purpose cannot be chosen twice; a name that is gone stays, and says so. */
export function folderChoices(
  folders: readonly SourceFolder[],
  chosen: string | null,
  other: string | null,
): readonly FolderChoice[] {
  const gone = chosen !== null && !folders.some(({ name }) => name === chosen);
  return [
    { value: '', label: 'none' },
    ...folders.map(({ name, images }) => ({
      value: name,
      label: `${name} (${formatCount(images)})`,
      disabled: name === other,
    })),
    // Before the first answer it is only not known yet.
    ...(gone ? [{ value: chosen, label: folders.length === 0 ? chosen : `${chosen} (not there)` }] : []),
  ];
}
