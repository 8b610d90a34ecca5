/** Paths as text, of either system. Owns no files. */

const separatorOf = (path: string): string => (path.includes('\\') && !path.includes('/') ? '\\' : '/');

/** "/home/ada" and "digits.hourglass" → "/home/ada/digits.hourglass". */
export function joinPath(folder: string, name: string): string {
  const separator = separatorOf(folder);
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}

/** The last part of a path. */
export const fileName = (path: string): string =>
  path
    .split(/[/\\]/)
    .filter((part) => part !== '')
    .at(-1) ?? path;

/** `name` with the extension that it lacks. */
export function withExtension(name: string, extension: string | undefined): string {
  return extension === undefined || name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`;
}
