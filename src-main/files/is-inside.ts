/** Whether one path lies in another. Owns the comparison; resolving links comes before it. */
import { sep } from 'node:path';

/** Whether a real path lies in a real folder; both already resolved. */
export function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
