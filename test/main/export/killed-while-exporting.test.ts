/** Exports that are killed at random instants: whatever stands under a final name is whole, and what was begun goes with the next. */
import { fork } from 'node:child_process';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeSignatures } from '#main/compiler/tensorflow/schema.ts';
import { sweepWorkshops } from '#main/export/put-in-place.ts';
import { buildEntries, type BuiltEntries } from '../trainer/built.ts';
import { denseProject, preparedData } from '../trainer/fixtures.ts';

/** The promise is 100 (HOURGLASS_KILLS=100); a few are enough to notice that it broke. */
const kills = Number(process.env['HOURGLASS_KILLS'] ?? 4);
/** Several exports take place within it, so that a kill meets any of their steps. */
const longest = 1500;

const { dataset, folderFor } = await preparedData(denseProject());
let entries: BuiltEntries;
beforeAll(async () => {
  entries = await buildEntries('exporter', ['test/main/export/exporter.ts']);
});
afterAll(() => entries.remove());

async function exportUntilKilled(folder: string, after: number): Promise<void> {
  const child = fork(entries.paths[0]!, [folder, dataset], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.once('message', () => setTimeout(() => child.kill('SIGKILL'), after));
  await ended;
}

const isThere = (path: string): Promise<boolean> => stat(path).then(Boolean, () => false);

/** Reads what stands under the final names as those would who got it; null where nothing does. */
async function readFinal(folder: string): Promise<{ readonly file: boolean; readonly folder: boolean }> {
  const [file, saved] = [join(folder, 'model.onnx'), join(folder, 'saved')];
  const found = { file: await isThere(file), folder: await isThere(saved) };
  if (found.file) {
    await (await InferenceSession.create(file)).release();
    expect(await readFile(join(folder, 'model.README.md'), 'utf8')).toMatch(/Made with Hourglass\.\n$/);
    JSON.parse(await readFile(join(folder, 'model.preprocessing.json'), 'utf8'));
  }
  if (found.folder) {
    expect(Object.keys(decodeSignatures(await readFile(join(saved, 'saved_model.pb')))).sort()).toEqual([
      'decode',
      'encode',
      'serving_default',
    ]);
    expect(await readFile(join(saved, 'README.md'), 'utf8')).toMatch(/Made with Hourglass\.\n$/);
    JSON.parse(await readFile(join(saved, 'preprocessing.json'), 'utf8'));
  }
  return found;
}

test(
  `nothing half stands under a final name after ${kills} kills`,
  async () => {
    const folder = folderFor('exports');
    await mkdir(folder);
    const seen = { file: 0, folder: 0, begun: 0 };
    let had = { file: false, folder: false };
    for (let kill = 0; kill < kills; kill++) {
      await exportUntilKilled(folder, Math.random() * longest);
      await readFinal(folder);
      seen.begun += (await readdir(folder)).filter((name) => name.endsWith('.tmp')).length;
      await sweepWorkshops(folder);
      expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      // What stood there once, or a newer one, still does.
      const found = await readFinal(folder);
      expect({ file: found.file || !had.file, folder: found.folder || !had.folder }).toEqual({
        file: true,
        folder: true,
      });
      had = found;
      seen.file += Number(found.file);
      seen.folder += Number(found.folder);
    }
    console.log(JSON.stringify(seen));
  },
  kills * 30_000,
);
