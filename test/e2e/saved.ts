/** What the window saves, in either host: a browser's download, or a file of the desktop's own. Owns no expectations. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Studio } from './fixtures.ts';

/** The text of the file that `save` saves. On the desktop its path is given in place of the system's dialog. */
export async function savedText(studio: Studio, save: () => Promise<void>): Promise<string> {
  if (studio.host === 'browser') {
    const coming = studio.page.waitForEvent('download');
    await save();
    return readFile(await (await coming).path(), 'utf8');
  }
  const path = join(studio.dataFolder, `saved-${crypto.randomUUID()}`);
  await studio.app.evaluate(({ session }, to) => {
    session.defaultSession.once('will-download', (_event, item) => {
      item.setSavePath(`${to}.part`);
      item.once('done', (_done, state) => {
        if (state === 'completed') process.getBuiltinModule('node:fs').renameSync(`${to}.part`, to);
      });
    });
  }, path);
  await save();
  await expect.poll(() => existsSync(path)).toBe(true);
  return readFile(path, 'utf8');
}
