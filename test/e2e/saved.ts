/** What the window saves, in either host: a browser's download, or a file of the desktop's own. Owns no expectations. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Studio } from './fixtures.ts';

export interface Saved {
  /** As it is offered to the person. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** The file that `save` saves. On the desktop its place is given instead of the system's dialog. */
export async function savedFile(studio: Studio, save: () => Promise<void>): Promise<Saved> {
  if (studio.host === 'browser') {
    const coming = studio.page.waitForEvent('download');
    await save();
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }
  const folder = join(studio.dataFolder, `saved-${crypto.randomUUID()}`);
  await mkdir(folder);
  await studio.app.evaluate(({ session }, to) => {
    session.defaultSession.once('will-download', (_event, item) => {
      item.setSavePath(`${to}.part`);
      item.once('done', (_done, state) => {
        if (state === 'completed')
          process.getBuiltinModule('node:fs').renameSync(`${to}.part`, `${to}/${item.getFilename()}`);
      });
    });
  }, folder);
  await save();
  await expect.poll(() => readdir(folder)).toHaveLength(1);
  const [name] = await readdir(folder);
  return { name: name!, bytes: await readFile(join(folder, name!)) };
}

export const savedText = async (studio: Studio, save: () => Promise<void>): Promise<string> =>
  (await savedFile(studio, save)).bytes.toString('utf8');
