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

/** The folder that a path stands in: "/home/ada/digits.hourglass" → "/home/ada", "/digits" → "/", "C:\\a" → "C:\\". */
export function parentPath(path: string): string {
  const at = path.lastIndexOf(separatorOf(path));
  const root = /^([A-Za-z]:)?[/\\]$/;
  return root.test(path.slice(0, at + 1)) ? path.slice(0, at + 1) : path.slice(0, at);
}

/** As people type and paste paths: without the quotes of file managers, with "~" for `home`, without a last separator. */
export function fullPath(text: string, home: string | null): string {
  const bare = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  const path = home !== null && /^~([/\\]|$)/.test(bare) ? home + bare.slice(1) : bare;
  return path.length > 1 && !/^[A-Za-z]:[/\\]$/.test(path) ? path.replace(/[/\\]+$/, '') || '/' : path;
}

/** `name` with the extension that it lacks. */
export function withExtension(name: string, extension: string | undefined): string {
  return extension === undefined || name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`;
}
