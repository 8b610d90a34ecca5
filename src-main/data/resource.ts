/** Where files lie that come with Hourglass: the folder resources/, seen from a checkout, a build or an application archive. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Absolute path of resources/<parts>. */
export async function resourceFile(...parts: readonly string[]): Promise<string> {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const path = join(folder, 'resources', ...parts);
    if ((await stat(path).catch(() => null))?.isFile()) return path;
    if (dirname(folder) === folder) throw new Error(`resources/${parts.join('/')} does not come with this build`);
  }
}
