import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { brokenFiles } from './broken-files.ts';
import { folderBinding, freshPlace, load, plainPng, put } from './fixtures.ts';

const place = freshPlace();
const windows = process.platform === 'win32';

test.skipIf(windows)('fifty kinds of broken files are skipped by name and reason', async () => {
  const outside = await put(join(dirname(place.data), 'secret.png'), await plainPng(4, 4, [1, 2, 3]));
  const broken = await brokenFiles(outside);
  expect(broken.length).toBeGreaterThanOrEqual(50);
  for (const [name, make] of broken) await make(join(place.data, name));
  await put(join(place.data, 'whole.png'), await plainPng(4, 4, [200, 0, 0]));

  const { info, files } = await load(folderBinding(place.data), { cacheFolder: place.cache });

  expect(files).toEqual(['whole.png']);
  const reasons = new Map(info.skipped.map(({ file, reason }) => [file, reason]));
  expect([...reasons.keys()].sort()).toEqual(broken.map(([name]) => name).sort());
  for (const [name, , reason] of broken) expect.soft(reasons.get(name), name).toMatch(reason);
  expect(info.skippedCount).toBe(broken.length);
});

test.skipIf(windows || process.getuid?.() === 0)(
  'a file without read permission is named (not as root, who may read everything)',
  async () => {
    await chmod(await put(join(place.data, 'locked.png'), await plainPng(4, 4, [1, 2, 3])), 0);
    await put(join(place.data, 'whole.png'), await plainPng(4, 4, [200, 0, 0]));
    const { info } = await load(folderBinding(place.data), { cacheFolder: place.cache });
    expect(info.skipped).toEqual([{ file: 'locked.png', reason: 'cannot be read: permission denied' }]);
  },
);

test('a folder with broken files only is refused, with an example', async () => {
  await put(join(place.data, 'a.png'), '');
  const preparing = load(folderBinding(place.data, { width: 8, height: 8 }), { cacheFolder: place.cache });
  await expect(preparing).rejects.toMatchObject({
    name: 'UserError',
    received: expect.stringMatching(/a\.png.*empty/),
  });
});
